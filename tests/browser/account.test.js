// The pages of customers as the preview shows them: accessible, within the policy, and usable without script.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { launch, preview, violations, watched } from "./portal.js";

const screens = [
  { width: 1280, height: 900, colorScheme: "light" },
  { width: 1280, height: 900, colorScheme: "dark" },
  { width: 375, height: 800, colorScheme: "light" },
  { width: 320, height: 640, colorScheme: "dark" },
];
const pages = [
  ["two-applications", ["/admin", "/admin/applications", "/admin/applications/5102", "/admin/account/audit"]],
  ["gold", ["/admin/applications/5038", "/admin/applications/new", "/admin/applications/5038/edit", "/admin/account",
    "/admin/account/edit", "/admin/account/users", "/admin/account/users/2139/edit", "/admin/account/personal_details",
    "/admin/account/audit", "/admin/nothing", "/session/create", "/docs/"]],
  ["silver", ["/admin/applications/5031", "/admin/applications/5031/alerts"]],
  [undefined, ["/login", "/_portal/builtin/signup/show", "/_portal/builtin/signup/success", "/_portal/builtin/errors/expired", "/_portal/builtin/errors/internal_server_error"]],
];

let browser, site;
before(async () => {
  browser = await launch();
  site = await preview("site-example");
});
after(async () => {
  site.close();
  await browser.close();
});

async function viewedAs(persona, options) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", ...options });
  if (persona) await context.addCookies([{ name: "portal-view-as", value: `persona:${persona}`, url: site.url }]);
  return context;
}

describe("pages of customers", () => {
  for (const { width, height, colorScheme } of screens) {
    it(`are accessible, keep to their policy and fit at ${width} px, ${colorScheme}`, async () => {
      const found = [];
      for (const [persona, paths] of pages) {
        const context = await viewedAs(persona, { viewport: { width, height }, colorScheme });
        const { page, wrong } = await watched(context, site.url);
        for (const path of paths) {
          await page.goto(site.url + path, { waitUntil: "load" });
          for (const closed of await page.locator("main details").all()) await closed.evaluate((details) => { details.open = true; });
          found.push(...await violations(page));
          const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          if (over > 0) found.push(`${path}: scrolls sideways by ${over} px`);
        }
        found.push(...wrong.filter((message) => !/status of 403/.test(message)));
        await context.close();
      }
      assert.deepEqual(found, []);
    });
  }

  it("work without script: a form is sent, the menu of the account opens, and one logs out", async () => {
    const context = await viewedAs("gold", { javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(site.url + "/admin/applications/5038");
    await page.getByLabel("Name of a new key").fill("Staging");
    await page.getByRole("button", { name: "Add a key" }).click();
    await page.getByText("nothing was changed here").waitFor();
    assert.match(page.url(), /\/admin\/applications\/5038\?/);
    await page.getByText("The numbers").click();
    assert.equal(await page.getByRole("region", { name: "Messages day by day" }).locator("tbody tr").count(), 30);
    await page.getByRole("button", { name: "Account: Brightrow Energy" }).click();
    await page.getByRole("button", { name: "Log out" }).click();
    await page.getByRole("link", { name: "Log in" }).waitFor();
    await context.close();
  });

  it("copy an id", async () => {
    const context = await viewedAs("gold", { permissions: ["clipboard-read", "clipboard-write"] });
    const { page, wrong } = await watched(context, site.url);
    await page.goto(site.url + "/admin/applications/5038");
    await page.locator("[data-copy=id]").click();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "app_8e2f51");
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("show a page of the site in the place of one", async () => {
    const context = await viewedAs("gold");
    const page = await context.newPage();
    const { mkdirSync, writeFileSync } = await import("node:fs");
    mkdirSync(site.folder + "/builtin/dashboards", { recursive: true });
    writeFileSync(site.folder + "/builtin/dashboards/show.liquid", "<h1>Ahoy {{ current_user.name }}</h1>");
    await page.goto(site.url + "/admin");
    await page.getByRole("heading", { name: "Ahoy Daniel Okafor" }).waitFor();
    await context.close();
  });
});
