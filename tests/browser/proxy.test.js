// The console of a customer who is logged in calls through the portal: with the customer's own key, which no page has.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { api, pointed } from "./console.js";
import { launch } from "./portal.js";
import { databases, portal } from "./sso.js";

const LIST = "/reference/mail/v3/operations/list-messages/";

describe("the console through the portal", () => {
  let browser, closed, site, keys;
  before(async () => {
    [browser, closed] = await Promise.all([launch(), api({ cors: false })]);
    const source = pointed({ open: closed, closed, issuer: "https://login.example" });
    const settings = () => "keys: reveal\nconsole: { networks: [127.0.0.1/32] }\n";
    site = await portal("http://127.0.0.1:1", databases.SQLite, { source, settings });
    keys = {};
    for (const [name, user] of [["Acme", "ada"], ["Globex", "bob"]]) {
      site.account("create", name, "--external-id", user, "--admin", user);
      keys[user] = site.account("application", "create", user, `${name} shop`, "--plan", "bronze").match(/\b[0-9a-f]{32}\b/g).at(-1);
    }
    site.token = site.account("token", "create", "Product", "--scope", "sso").split(/\s+/).at(-1);
    await site.start();
  });
  after(async () => {
    for (const server of [site, closed]) server?.close();
    await browser?.close();
  });

  async function logIn(user) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    context.setDefaultTimeout(60_000);
    const page = await context.newPage();
    await page.goto(await site.link(site.token, { username: user, redirect_url: LIST }));
    await page.getByRole("button", { name: /^Log in as/ }).click();
    await page.waitForURL(site.url + LIST);
    await page.getByRole("button", { name: "Try it" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Base address").selectOption("1");
    return { context, page, dialog };
  }

  it("puts in the key of the caller's own application, and of no other", async () => {
    const { context, page, dialog } = await logIn("ada");
    const hosts = new Set();
    page.on("request", (request) => hosts.add(new URL(request.url()).origin));
    await dialog.getByRole("button", { name: /^Use / }).click();
    const word = await dialog.getByLabel("tern_key").inputValue();
    assert.match(word, /^portal-key-\d+-\d+$/);
    await dialog.getByRole("button", { name: "Send", exact: true }).click();
    await dialog.locator(".console-status").filter({ hasText: "200 OK" }).waitFor();
    const call = closed.calls.at(-1);
    assert.equal(call.query.tern_key, keys.ada);
    assert.deepEqual([call.headers.origin, call.headers.cookie, call.headers.referer], [undefined, undefined, undefined]);
    assert.deepEqual([...hosts], [site.url]);
    assert.ok(!(await page.content()).includes(keys.ada), "the page never has it");

    // Another customer who learnt the word gets nothing for it.
    const bob = await logIn("bob");
    const count = closed.calls.length;
    await bob.dialog.getByLabel("tern_key").fill(word);
    await bob.dialog.getByRole("button", { name: "Send", exact: true }).click();
    await bob.dialog.locator(".console-failure").filter({ hasText: "None of your applications has this key" }).waitFor();
    assert.equal(closed.calls.length, count, "nothing was sent");
    await Promise.all([context.close(), bob.context.close()]);
  });

  it("calls by itself when the mark is taken off, with a key that was asked for", async () => {
    const { context, dialog } = await logIn("bob");
    await dialog.getByLabel(/through the portal/).uncheck();
    await dialog.getByRole("button", { name: /^Fill in / }).click();
    await dialog.getByRole("button", { name: "Send", exact: true }).click();
    await dialog.locator(".console-failure").filter({ hasText: "does not allow calls" }).waitFor();
    await context.close();
  });
});
