// A description whose every word is an attack, on pages without any policy to save them: nothing runs.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { launch, pages, portal, serve } from "./portal.js";
import { attacks, begin, hostile, kitchen } from "./hostile.js";

/** Runs in the page: what must not be in it, whether it ran or not. */
function remains() {
  const found = [];
  for (const element of document.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name)) found.push(`${element.tagName} has ${name}`);
      if (/^(href|src|action|formaction|xlink:href|data)$/i.test(name) && /^[\s\u0000-\u001f]*(javascript|vbscript|data:text)/i.test(value)) found.push(`${element.tagName} leads to ${value}`);
    }
    if (["IFRAME", "OBJECT", "EMBED", "BASE", "MATH"].includes(element.tagName.toUpperCase())) found.push(`there is a ${element.tagName}`);
    if (element.tagName === "SCRIPT" && !element.src && element.type !== "application/json") found.push("there is an inline script");
    if (element.tagName === "SCRIPT" && element.src && !element.src.startsWith(location.origin + "/_assets/")) found.push(`there is a script ${element.src}`);
    if (element.closest("svg") === element && /onload|script/i.test(element.outerHTML)) found.push("there is a hostile SVG");
  }
  if (typeof document.getElementById !== "function" || document.body.tagName !== "BODY") found.push("the document is clobbered");
  return found;
}

describe("statement 67: a hostile description", () => {
  let browser, server, folder;
  before(async () => {
    const site = mkdtempSync(join(tmpdir(), "portal-hostile-"));
    mkdirSync(join(site, "apis/evil"), { recursive: true });
    mkdirSync(join(site, "content"));
    writeFileSync(join(site, "content/index.md"), "---\ntitle: Home\n---\n\nHome.\n");
    const versions = attacks.map((_, start) => `v${start}`);
    writeFileSync(join(site, "portal.yaml"), `title: Hostile\napis:\n  evil:\n    title: Evil\n    versions: [${versions}]\n`);
    versions.forEach((version, start) => {
      begin(start);
      writeFileSync(join(site, `apis/evil/${version}.json`), JSON.stringify(hostile(kitchen)));
    });
    const output = join(site, "dist");
    try {
      execFileSync(portal, ["build", "--site", site, "--output", output, "--format", "short"], { stdio: ["ignore", "pipe", "pipe"] });
    } catch (error) {
      assert.fail(`the build refused the description: ${error.stdout}${error.stderr}`);
    }
    folder = join(output, "public");
    server = await serve(folder, null);
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    server?.close();
  });

  it("runs when a page shows it as it is, so that these checks can fail", async () => {
    const page = await (await browser.newContext()).newPage();
    const ran = [];
    for (const attack of attacks) {
      await page.setContent(`<div title="${attack}">${attack}</div>`);
      await page.waitForFunction(() => window.__ran, null, { timeout: 300 }).then(() => ran.push(attack), () => {});
    }
    assert.ok(ran.length >= 6, `only ${ran.length} attacks work on a page without defence`);
    await page.context().close();
  });

  it("runs nothing on any page, with everything opened, pointed at and tried", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    page.on("dialog", (dialog) => dialog.dismiss());
    const paths = pages(folder);
    assert.ok(paths.some((path) => path.includes("/operations/")) && paths.some((path) => path.includes("/schemas/")), paths.join(" "));
    const found = [];
    for (const path of paths) {
      await page.goto(server.url + path, { waitUntil: "load" });
      await page.evaluate(() => document.querySelectorAll("details").forEach((details) => { details.open = true; }));
      const console = page.locator("[data-console]:visible").first();
      // The richest operation of each version is tried; the others have the same console with less in it.
      if (/operations\/make/.test(path) && (await console.count())) {
        await console.click();
        await page.waitForSelector("dialog.console[open]", { timeout: 5000 }).catch(() => found.push(`${path}: the console does not open`));
      }
      await page.evaluate(() => document.querySelectorAll("a, button, input, textarea, select, summary, [tabindex]").forEach((element) => {
        element.focus();
        element.dispatchEvent(new MouseEvent("mouseover", { bubbles: true }));
      }));
      for (const remain of await page.evaluate(remains)) found.push(`${path}: ${remain}`);
      const ran = await page.evaluate(() => window.__ran);
      if (ran) found.push(`${path}: ${ran} ran`);
    }
    assert.deepEqual([...new Set(found)], []);
    await context.close();
  });

  it("runs nothing in the search", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${server.url}/search/?q=img`, { waitUntil: "networkidle" });
    assert.deepEqual(await page.evaluate(remains), []);
    assert.equal(await page.evaluate(() => window.__ran), undefined);
    await context.close();
  });
});
