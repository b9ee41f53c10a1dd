// What a reader does: reads without script, uses the keyboard, copies, searches, changes the scheme.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { build, launch, pages, serve, shown } from "./portal.js";

let browser, folder, server;
before(async () => {
  browser = await launch();
  folder = build("site-example");
  server = await serve(folder);
});
after(async () => {
  server.close();
  await browser.close();
});

async function open(path, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  await page.goto(server.url + path);
  if (options.javaScriptEnabled !== false) await shown(page);
  return { page, context };
}

describe("without script", () => {
  it("every page has its text, its title and a way on", async () => {
    const { page, context } = await open("/", { javaScriptEnabled: false });
    for (const path of pages(folder)) {
      await page.goto(server.url + path);
      assert.ok((await page.locator("main").innerText()).trim().length > 40, `${path} has text`);
      assert.equal(await page.locator("h1").count(), 1, `${path} has one title`);
      assert.ok(await page.locator("header nav a:visible").count() > 0, `${path} leads on`);
    }
    await context.close();
  });

  it("every panel of a tab group can be read", async () => {
    const { page, context } = await open("/docs/getting-started/", { javaScriptEnabled: false });
    const panels = page.locator(".tabs .tab");
    assert.ok(await panels.count() > 1);
    for (const panel of await panels.all()) assert.ok(await panel.isVisible());
    await context.close();
  });

  it("the drawer of a small screen opens", async () => {
    const { page, context } = await open("/docs/getting-started/", { javaScriptEnabled: false, viewport: { width: 375, height: 800 } });
    assert.equal(await page.locator("#drawer").isVisible(), false);
    await page.locator("[popovertarget=drawer]").first().click();
    assert.ok(await page.locator("#drawer a").first().isVisible());
    await context.close();
  });
});

describe("with the keyboard", () => {
  it("the first stop skips to the content", async () => {
    const { page, context } = await open("/docs/getting-started/");
    await page.keyboard.press("Tab");
    const skip = page.locator(".skip");
    assert.ok(await skip.evaluate((link) => link === document.activeElement));
    await page.keyboard.press("Enter");
    assert.equal(new URL(page.url()).hash, "#main");
    await context.close();
  });

  it("a slash opens search, arrows choose, return goes there", async () => {
    const { page, context } = await open("/");
    await page.keyboard.press("/");
    await page.keyboard.type("authentication");
    await page.locator("[role=option]").first().waitFor();
    await page.keyboard.press("ArrowDown");
    assert.equal(await page.locator("[role=option][aria-selected=true]").count(), 1);
    await page.keyboard.press("Enter");
    await page.waitForURL(/authentication/);
    await context.close();
  });

  it("arrows move between tabs, and the choice holds on the next page", async () => {
    const { page, context } = await open("/docs/getting-started/");
    const tabs = page.locator("[role=tab]");
    await tabs.first().focus();
    await page.keyboard.press("ArrowRight");
    const chosen = await page.locator("[role=tab][aria-selected=true]").first().innerText();
    assert.notEqual(chosen, await tabs.first().innerText());
    await page.reload();
    assert.equal(await page.locator("[role=tab][aria-selected=true]").first().innerText(), chosen);
    await context.close();
  });
});

describe("colour scheme", () => {
  it("is switched, remembered and there before the first paint", async () => {
    const { page, context } = await open("/docs/getting-started/", { colorScheme: "light" });
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await ground();
    for (let press = 0; press < 3 && (await page.locator("html").getAttribute("data-scheme")) !== "dark"; press += 1)
      await page.locator("[data-scheme-switch]").click();
    assert.equal(await page.locator("html").getAttribute("data-scheme"), "dark");
    assert.notEqual(await ground(), light);
    await page.reload({ waitUntil: "commit" });
    await page.locator("body").waitFor({ state: "attached" });
    assert.equal(await page.locator("html").getAttribute("data-scheme"), "dark");
    await context.close();
  });
});

describe("copying", () => {
  it("takes the code and says so", async () => {
    const { page, context } = await open("/docs/getting-started/", { permissions: ["clipboard-read", "clipboard-write"] });
    await page.locator("button[data-copy]:visible").first().click();
    await page.getByText("Copied").first().waitFor({ state: "attached" });
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /TERN_ID/);
    await context.close();
  });
});

describe("the bundle", () => {
  it("serves the icon where layouts name it", async () => {
    const { page, context } = await open("/");
    const icon = page.locator('link[rel="shortcut icon"][type="image/x-icon"]');
    assert.equal(await icon.getAttribute("href"), "/images/icon.ico");
    const answer = await page.request.get(server.url + "/images/icon.ico");
    assert.equal(answer.status(), 200);
    assert.deepEqual([...(await answer.body()).subarray(0, 4)], [0, 0, 1, 0]);
    await context.close();
  });

  it("leads former paths to the new ones", async () => {
    const { page, context } = await open("/quickstart/");
    await page.waitForURL(/\/docs\/getting-started\/$/);
    await context.close();
  });

  it("helps where nothing is", async () => {
    const { page, context } = await open("/nothing/here/");
    assert.match(await page.locator("h1").innerText(), /not found/i);
    assert.ok(await page.locator("main a, main form").count() > 0);
    await context.close();
  });
});
