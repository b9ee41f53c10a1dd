// Every page of the example and of the documentation, as a reader meets it.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, launch, pages, serve, violations, watched } from "./portal.js";

const screens = [
  { width: 1280, height: 900, colorScheme: "light" },
  { width: 1280, height: 900, colorScheme: "dark" },
  { width: 375, height: 800, colorScheme: "light" },
  { width: 375, height: 800, colorScheme: "dark" },
];

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

describe("these checks", () => {
  it("see a page that is inaccessible, breaks the policy and asks another host", async () => {
    const folder = mkdtempSync(join(tmpdir(), "portal-bad-"));
    writeFileSync(join(folder, "index.html"),
      "<!doctype html><title>Bad</title><body><img src=a.png><script>document.title='ran'</script><img src=http://127.0.0.2:9/x.png>");
    const server = await serve(folder);
    const context = await browser.newContext();
    const { page, wrong } = await watched(context, server.url);
    await page.goto(server.url, { waitUntil: "load" });
    assert.ok((await violations(page)).some((found) => found.includes("image-alt")));
    assert.ok(wrong.some((message) => /Content Security Policy/.test(message)), wrong.join("; "));
    assert.equal(await page.title(), "Bad");
    await context.close();
    server.close();
  });
});

/** Sites, with the pages that are many and of one make: on the first screen all of them, then one of so many. */
const sites = [
  { site: "site-example", alike: /^\/reference\/.+\/(operations|schemas)\/./, one: 6 },
  { site: "docs", alike: /^\/[^/]+\/./, one: 3 },
];

function seen(paths, { alike, one }, isFirst) {
  let at = 0;
  return paths.filter((path) => isFirst || !alike.test(path) || at++ % one === 0);
}

for (const { site, ...make } of sites) {
  describe(site, () => {
    let folder, server;
    before(async () => {
      folder = build(site);
      server = await serve(folder);
    });
    after(() => server.close());

    for (const { width, height, colorScheme } of screens) {
      it(`is accessible, keeps to its policy and fits at ${width} px, ${colorScheme}`, async () => {
        const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: "reduce", bypassCSP: false });
        const { page, wrong } = await watched(context, server.url);
        const paths = seen(pages(folder), make, width === screens[0].width && colorScheme === screens[0].colorScheme);
        // Of the same page in other colours only colours can be wrong.
        const rules = colorScheme === "dark" ? ["color-contrast", "link-in-text-block"] : undefined;
        assert.ok(paths.length > 10, "there are pages to look at");
        const found = [];
        for (const path of paths) {
          await page.goto(server.url + path, { waitUntil: "load" });
          found.push(...await violations(page, rules));
          const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          if (over > 0) found.push(`${path}: scrolls sideways by ${over} px`);
        }
        assert.deepEqual([...found, ...wrong], []);
        await context.close();
      });
    }

    it("fits on the narrowest screen", async () => {
      const context = await browser.newContext({ viewport: { width: 320, height: 640 } });
      const page = await context.newPage();
      const found = [];
      for (const path of seen(pages(folder), make, false)) {
        await page.goto(server.url + path);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (over > 0) found.push(`${path}: ${over} px`);
      }
      assert.deepEqual(found, []);
      await context.close();
    });
  });
}
