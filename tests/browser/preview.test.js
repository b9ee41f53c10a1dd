// The preview in a browser: edits appear by themselves, mistakes are shown and go away.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { launch, preview, watched } from "./portal.js";

let browser, site;
before(async () => {
  browser = await launch();
  site = await preview("site-example");
});
after(async () => {
  site.close();
  await browser.close();
});

async function open(path) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const { page, wrong } = await watched(context, site.url);
  await page.goto(site.url + path);
  return { page, wrong, context };
}

function edit(path, change) {
  const file = join(site.folder, path);
  writeFileSync(file, change(readFileSync(file, "utf8")));
}

describe("live reload", () => {
  it("shows an edited page without a hand on the browser", async () => {
    const { page, wrong, context } = await open("/docs/getting-started/");
    edit("content/docs/getting-started.md", (text) => text + "\n\nA sentence that was not there.\n");
    await page.getByText("A sentence that was not there.").waitFor();
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("swaps a style sheet without loading the page again", async () => {
    const { page, context } = await open("/docs/getting-started/");
    await page.evaluate(() => { window.stayed = true; });
    writeFileSync(join(site.folder, "portal.yaml"), readFileSync(join(site.folder, "portal.yaml"), "utf8"));
    const { mkdirSync } = await import("node:fs");
    mkdirSync(join(site.folder, "assets/portal.css"), { recursive: true });
    writeFileSync(join(site.folder, "assets/portal.css/99-own.css"), "h1 { letter-spacing: 7px; }\n");
    await page.waitForFunction(() => getComputedStyle(document.querySelector("h1")).letterSpacing === "7px");
    assert.equal(await page.evaluate(() => window.stayed), true);
    await context.close();
  });
});

describe("a mistake", () => {
  it("is shown with its line over the page, and goes away when it is mended", async () => {
    const { page, wrong, context } = await open("/docs/authentication/");
    const before = readFileSync(join(site.folder, "content/docs/authentication.md"), "utf8");
    edit("content/docs/authentication.md", (text) => text + "\n\n{{ sitte.title }}\n");
    await page.getByText("sitte").first().waitFor();
    await page.getByText("content/docs/authentication.md").first().waitFor();
    edit("content/docs/authentication.md", () => before);
    await page.getByText("sitte").first().waitFor({ state: "detached" });
    assert.match(await page.locator("h1").first().innerText(), /Authentication/);
    assert.deepEqual(wrong, []);
    await context.close();
  });
});

describe("the gallery of mails", () => {
  it("shows every mail for every persona", async () => {
    const { page, wrong, context } = await open("/_portal/emails");
    assert.equal(await page.locator("tbody tr").count(), 26);
    await page.getByRole("link", { name: "cinstance_messenger_key_created as gold" }).click();
    assert.match(await page.locator("dd").first().innerText(), /key/i);
    const mail = page.frameLocator("iframe").locator("body");
    assert.match(await mail.innerText(), /Sigrid Aune|Daniel|Hello/);
    assert.match(await page.locator("pre").innerText(), /Hello/);
    assert.deepEqual(wrong, []);
    await context.close();
  });
});
