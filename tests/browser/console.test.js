// The console: a reader calls an api from the page of an operation.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, describe, it } from "node:test";
import { join } from "node:path";
import { api, pointed, provider } from "./console.js";
import { launch, portal, previewOf, serve, violations } from "./portal.js";

const LIST = "/reference/mail/v3/operations/list-messages/";
let browser, open, closed, idp, folder, site, ahead;

before(async () => {
  [browser, open, closed, idp] = await Promise.all([launch(), api({ cors: true }), api({ cors: false }), provider()]);
  folder = pointed({ open, closed, issuer: idp.issuer });
  const output = join(folder, "../dist");
  execFileSync(portal, ["build", "--site", folder, "--output", output], { stdio: "ignore" });
  const hosts = ["eu", "us", "ap"].map((region) => `http://${region}.localhost:${open.port}`);
  site = await serve(join(output, "public"), [...hosts, `http://127.0.0.1:${closed.port}`, idp.issuer].join(" "));
  idp.start(site.url);
});
after(async () => {
  ahead?.close();
  for (const server of [open, closed, idp, site]) server?.close();
  await browser?.close();
});

/** Opens the console of an operation, and watches what the page does. */
async function start(path, { origin = site.url, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const [wrong, hosts] = [[], new Set()];
  page.on("request", (request) => hosts.add(new URL(request.url()).origin));
  page.on("console", (message) => { if (message.type() === "error") wrong.push(message.text()); });
  page.on("pageerror", (error) => wrong.push(String(error)));
  await page.goto(origin + path);
  await page.getByRole("button", { name: "Try it" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  const send = () => dialog.getByRole("button", { name: "Send", exact: true }).click();
  const answered = async (text) => dialog.locator(".console-status").filter({ hasText: text }).waitFor();
  // It is drawn with the next frame, so a test waits for what it must say.
  const curl = (text) => dialog.getByLabel("The request as a curl command").filter({ hasText: text }).waitFor();
  return { context, page, dialog, send, answered, curl, wrong, hosts };
}

async function fillPair(dialog) {
  await dialog.getByLabel("tern_id").fill("app_4c1d90");
  await dialog.getByLabel("tern_key").fill("wN4+&Zq");
}

describe("the console", () => {
  it("calls with the key pair in the query, shows the answer, and keeps nothing", async () => {
    const { page, context, dialog, send, answered, curl, wrong, hosts } = await start(LIST);
    await fillPair(dialog);
    await dialog.getByLabel("region").selectOption("us");
    await curl(/us\.localhost.*tern_id=app_4c1d90&tern_key=••••••/);
    await dialog.getByLabel("show secrets").check();
    await curl(/tern_key=wN4%2B%26Zq/);
    await send();
    await answered("200 OK");
    const call = open.calls.at(-1);
    assert.deepEqual([call.query.tern_id, call.query.tern_key, call.headers.host], ["app_4c1d90", "wN4+&Zq", `us.localhost:${open.port}`]);
    assert.match(await dialog.locator(".console-answer code").innerText(), /12345678901234567890/, "digits are kept");
    await dialog.getByText("Headers (").click();
    await dialog.getByRole("rowheader", { name: "x-request-id" }).waitFor();
    assert.deepEqual(wrong, []);
    assert.deepEqual([...hosts].sort(), [site.url, `http://us.localhost:${open.port}`].sort());
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
    assert.doesNotMatch(kept, /wN4|app_4c1d90/);
    await page.reload();
    await page.getByRole("button", { name: "Try it" }).click();
    assert.equal(await page.getByRole("dialog").getByLabel("tern_key").inputValue(), "");
    await context.close();
  });

  it("sends a JSON body with a bearer token, and says what is wrong with either", async () => {
    const { context, dialog, send, answered, wrong } = await start("/reference/templates/v3/operations/preview-template/");
    await dialog.getByLabel("With", { exact: true }).selectOption({ label: "editor_token" });
    await dialog.getByLabel("Token").fill("tok-1");
    const editor = dialog.getByRole("textbox", { name: "application/json" });
    assert.match(await editor.inputValue(), /"crossing": "14:20"/, "it begins as the example");
    await editor.fill('{"values": {"name": "Ines"');
    await dialog.getByLabel(/^name/).fill("");
    await send();
    await dialog.getByText("2 fields need attention.").waitFor();
    assert.equal(await dialog.getByLabel(/^name/).evaluate((input) => input === document.activeElement && input.getAttribute("aria-invalid")), "true");
    await dialog.getByLabel(/^name/).fill("crossing/delayed");
    await dialog.getByLabel(/^number/).fill("3");
    await editor.fill('{"values": {"name": "Ines"}}');
    await dialog.getByText("Valid JSON").waitFor();
    await send();
    await answered("202");
    const call = open.calls.at(-1);
    assert.deepEqual([call.method, call.path], ["POST", "/v3/templates/crossing%2Fdelayed/versions/3/preview"]);
    assert.deepEqual([call.headers.authorization, call.headers["content-type"]], ["Bearer tok-1", "application/json"]);
    assert.deepEqual(JSON.parse(call.body), { values: { name: "Ines" } });
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("uploads a file among the fields of a form", async () => {
    const { context, dialog, send, answered, curl, wrong } = await start("/reference/contacts/v3/operations/import-contacts/");
    await fillPair(dialog);
    await send();
    await dialog.getByText("1 field needs attention.").waitFor();
    await dialog.getByLabel(/^file/).setInputFiles({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from("address\nines@reader.example\n") });
    await dialog.getByLabel(/^lists/).fill("weekly-roast\nharbour news");
    await dialog.getByLabel(/^separator/).selectOption({ label: "semicolon" });
    await dialog.getByLabel(/^consent/).fill('{"source": "Checkout page"}');
    await curl(/--form 'file=@people\.csv;type=text\/csv'/);
    await send();
    await answered("202");
    const { body, headers } = open.calls.at(-1);
    assert.match(headers["content-type"], /^multipart\/form-data; boundary=/);
    for (const part of [/name="file"; filename="people\.csv"\r\nContent-Type: text\/csv\r\n\r\naddress\nines@reader\.example/, /name="lists"\r\n\r\nweekly-roast\r\n/, /name="lists"\r\n\r\nharbour news\r\n/, /name="separator"\r\n\r\nsemicolon/, /name="consent".*\r\nContent-Type: application\/json\r\n\r\n\{"source":"Checkout page"\}/])
      assert.match(body, part);
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("signs in with PKCE at a real provider, and takes no answer but its own", async () => {
    const { page, context, dialog, send, answered, wrong, hosts } = await start("/reference/stats/v3/operations/stats-by-day/");
    await dialog.getByLabel("With", { exact: true }).selectOption({ label: "sign_in" });
    await dialog.getByLabel("Client id").fill("board");
    const [popup] = await Promise.all([context.waitForEvent("page"), dialog.getByRole("button", { name: "Get a token" }).click()]);
    const forged = await context.newPage();
    await forged.goto(`${site.url}/oauth2-redirect.html?code=stolen&state=forged`);
    await forged.getByText("No console waits").waitFor();
    assert.equal(new URL(forged.url()).search, "", "the address is cleaned");
    await popup.locator("[name=login]").fill("ines");
    await popup.locator("[name=password]").fill("x");
    await popup.locator("button[type=submit]").click();
    const gone = popup.waitForEvent("close");
    await popup.locator("[name=prompt][value=consent]").waitFor({ state: "attached" });
    await popup.locator("button[type=submit]").click();
    await gone;
    await dialog.getByText(/The token is set\. It is good for \d+ minutes\./).waitFor();
    for (const name of [/^from/, /^to/]) await dialog.getByLabel(name).fill("2026-11-01");
    await send();
    await answered("200");
    const [, token] = open.calls.at(-1).headers.authorization.match(/^Bearer (.+)$/);
    const known = await idp.token(token);
    assert.deepEqual([known.accountId, known.clientId, known.scope], ["ines", "board", "stats:read"]);
    assert.deepEqual(wrong, []);
    assert.ok([...hosts].every((host) => [site.url, idp.issuer, `http://eu.localhost:${open.port}`].includes(host)), [...hosts].join());
    assert.doesNotMatch(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])), new RegExp(token));
    await context.close();
  });

  it("explains a call that CORS stops", async () => {
    const { page, context, dialog, send } = await start(LIST);
    await fillPair(dialog);
    await dialog.getByLabel("Base address").selectOption("1");
    await send();
    const failure = dialog.locator(".console-failure");
    await failure.waitFor();
    assert.match(await failure.innerText(), /does not allow calls from this page/);
    assert.ok((await failure.innerText()).includes(`Access-Control-Allow-Origin: ${site.url}`));
    assert.equal(await page.evaluate(() => document.querySelector("dialog").open), true);
    await context.close();
  });

  it("explains a call that the portal's own policy stops", async () => {
    const strict = await serve(join(folder, "../dist/public"));
    const { context, dialog, send } = await start(LIST, { origin: strict.url });
    await send();
    const failure = dialog.locator(".console-failure");
    await failure.waitFor();
    assert.match(await failure.innerText(), /connect-src/);
    await context.close();
    strict.close();
  });

  it("shows a stream as it arrives and stops it", async () => {
    const { context, dialog, send, answered, wrong } = await start(LIST);
    await dialog.getByLabel(/^tag/).fill("stream");
    await send();
    await answered("200");
    const text = dialog.getByLabel("Body of the answer");
    await text.filter({ hasText: "data: second" }).waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.getByRole("button", { name: "Save" }).waitFor();
    assert.match(await text.innerText(), /data: first/);
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("shows images, saves bytes, runs nothing, and cuts what is huge", async () => {
    const { page, context, dialog, send, answered, wrong } = await start(LIST);
    const ask = async (tag) => {
      await dialog.getByLabel(/^tag/).fill(tag);
      await send();
      await answered("200");
    };
    await ask("image");
    await dialog.getByRole("img").waitFor();
    assert.ok(await dialog.getByRole("img").evaluate((image) => image.decode().then(() => image.naturalWidth === 8)));
    await ask("bytes");
    const [file] = await Promise.all([page.waitForEvent("download"), dialog.getByRole("button", { name: "Save" }).click()]);
    assert.match(file.suggestedFilename(), /^messages\.bin$/);
    await ask("markup");
    await dialog.getByText("<script>").waitFor();
    assert.notEqual(await page.title(), "ran");
    const before = Date.now();
    await ask("huge");
    await dialog.getByText("Only the beginning is shown").waitFor();
    assert.ok(Date.now() - before < 5000);
    assert.deepEqual(wrong, []);
    await context.close();
  });

  it("runs nothing of a description, even where no policy stops it", async () => {
    const context = await browser.newContext({ bypassCSP: true });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    const hostile = "</textarea></script><img src=x onerror=\"window.ran=1\"><svg onload=\"window.ran=1\">[x](javascript:window.ran=1) `code`";
    const spoil = (value, key) => {
      if (Array.isArray(value)) return value.map((item) => spoil(item, key));
      if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, spoil(item, name)]));
      const isKept = ["in", "style", "kind", "type", "scheme", "url", "method"].includes(key);
      return typeof value === "string" && !isKept ? hostile + value : value;
    };
    await page.route("**/console.json", async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ json: spoil(await answer.json(), "") });
    });
    for (const path of [LIST, "/reference/stats/v3/operations/stats-by-day/", "/reference/contacts/v3/operations/import-contacts/", "/reference/mail/v3/operations/send-message/"]) {
      await page.goto(site.url + path);
      await page.getByRole("button", { name: "Try it" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.waitFor();
      await dialog.getByText("<svg onload").first().waitFor();
      await dialog.getByRole("button", { name: "Send", exact: true }).click();
      await dialog.locator(".console-send .console-error:not(:empty), .console-status, .console-failure").first().waitFor();
      assert.equal(await page.evaluate(() => window.ran), undefined, path);
      assert.equal(await dialog.locator("img, svg, script").count(), 0);
    }
    await context.close();
  });

  it("works by keyboard, and gives the focus back", async () => {
    const { page, context, dialog } = await start(LIST);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    const opener = page.getByRole("button", { name: "Try it" });
    assert.ok(await opener.evaluate((button) => button === document.activeElement));
    await page.keyboard.press("Enter");
    await dialog.waitFor();
    const editor = dialog.getByLabel("tern_key");
    await editor.focus();
    await page.keyboard.press("Tab");
    assert.equal(await editor.evaluate((input) => input === document.activeElement), false);
    assert.ok(await page.evaluate(() => document.querySelector("dialog").contains(document.activeElement)));
    await context.close();
  });

  for (const [width, colorScheme] of [[1280, "light"], [375, "dark"]]) {
    it(`is accessible with an answer in it and fits at ${width} px, ${colorScheme}`, async () => {
      const { page, context, dialog, send, answered } = await start("/reference/stats/v3/operations/stats-by-day/", { viewport: { width, height: 800 }, colorScheme });
      for (const name of [/^from/, /^to/]) await dialog.getByLabel(name).fill("2026-11-01");
      await dialog.getByLabel("With", { exact: true }).selectOption({ label: "sign_in" });
      await send();
      await answered("200");
      assert.deepEqual(await violations(page), []);
      const over = await page.evaluate(() => [document.documentElement, ...document.querySelectorAll(".console, .console-panes, .console-form")].some((box) => box.scrollWidth > box.clientWidth + 1));
      assert.equal(over, false, "nothing scrolls sideways");
      await context.close();
    });
  }
});

describe("the console in a preview", () => {
  it("calls an api without CORS through the preview, and tells what readers' browsers will say", async () => {
    ahead = await previewOf(folder);
    const { context, dialog, send, answered, hosts } = await start(LIST, { origin: ahead.url });
    await fillPair(dialog);
    await dialog.getByLabel("Base address").selectOption("1");
    await send();
    await answered("200 OK");
    const call = closed.calls.at(-1);
    assert.deepEqual([call.query.tern_key, call.headers.origin, call.headers.referer], ["wN4+&Zq", undefined, undefined]);
    assert.deepEqual([...hosts], [ahead.url]);
    await dialog.getByLabel(/through the preview/).uncheck();
    await send();
    await dialog.locator(".console-failure").filter({ hasText: "does not allow calls" }).waitFor();
    closed.close();
    await send();
    await dialog.locator(".console-failure").filter({ hasText: "cannot be reached" }).waitFor();
    await dialog.getByLabel(/through the preview/).check();
    await send();
    await dialog.locator(".console-failure").filter({ hasText: "Nothing listens" }).waitFor();
    await context.close();
  });
});
