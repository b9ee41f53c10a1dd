// The whole way of a release: built, published to a store that checks signatures, its public files served from one origin
// and followed by a runtime on another, where a customer logs in and comes back.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { launch, root } from "./portal.js";
import { atProvider, databases, portal, provider, visitor } from "./sso.js";

const BUCKET = "ternpost";
const PAGE = "/reference/mail/v3/operations/list-messages/";
/** Words of a page that only some plans open. */
const GATED = { path: "/docs/high-volume/", words: "Say when, and let us hold it" };
const ACME = { id: "crm-7", name: "Acme" };

/** The store, with a static host of its public place. */
async function store() {
  const python = join(root, "tests/.venv/bin/python");
  const child = spawn(python, [join(root, "tests/it/deploy/store.py")], { stdio: ["pipe", "pipe", "ignore"] });
  const said = await new Promise((done, failed) => {
    child.stdout.once("data", (chunk) => done(JSON.parse(String(chunk))));
    child.once("error", () => failed(new Error("no Python in tests/.venv: `tests/run` installs it, with the store of tests")));
    child.once("exit", (code) => failed(new Error(`the store ended with ${code}`)));
  });
  const ask = async (path) => (await fetch(`http://127.0.0.1:${said.control}/${path}`)).json();
  await ask(`make/${BUCKET}`);
  const url = `http://localhost:${await ask(`site/${BUCKET}/site`)}`;
  const credentials = ([AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY]) => ({ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION: "us-east-1", AWS_ENDPOINT_URL: endpoint });
  const endpoint = `http://127.0.0.1:${said.store}`;
  return { url, endpoint, objects: () => ask(`objects/${BUCKET}`), writer: credentials(said.writer), close: () => child.stdin.end() };
}

describe("a portal that is deployed to a store", () => {
  let browser, idp, files, site;

  before(async () => {
    [browser, idp, files] = await Promise.all([launch(), provider({ ada: { name: "Ada", org: ACME } }), store()]);
    const settings = (url) => `
url: ${files.url}
server: { url: '${url}' }
keys: reveal
deploy:
  production:
    runtime: ${url}
    s3: { bucket: ${BUCKET}, public: site, private: releases, region: us-east-1, endpoint: '${files.endpoint}' }
`;
    site = await portal(idp.issuer, databases.SQLite, { settings, bundle: `s3://${BUCKET}/releases`, more: files.writer });
    idp.start(site.url);
    site.run("deploy", "production", "--no-check", "--site", site.site, "--bundle", "dist");
    site.account("create", ACME.name, "--external-id", ACME.id, "--admin", "ada");
    site.account("user", "update", "ada", "--identity", idp.issuer, "ada");
    site.account("application", "create", ACME.id, "Web shop", "--plan", "bronze", "--app-id", "acme-app-1");
    await site.start();
  });
  after(async () => {
    for (const server of [site, files, idp]) server?.close();
    await browser?.close();
  });

  it("leads a customer from a page of the store to the login and back, and shows them their own key there", async () => {
    const { context, page, wrong } = await visitor(browser, files.url, site.url);
    await page.goto(files.url + PAGE);
    const samples = page.locator(".pane pre").first();
    assert.match(await samples.innerText(), /tern_id=YOUR_TERN_ID&tern_key=YOUR_TERN_KEY/);
    await page.getByRole("banner").getByRole("link", { name: "Log in" }).click();
    await atProvider(page, idp.issuer, "ada", files.url);
    assert.equal(page.url(), files.url + PAGE, "back at the page of the store");
    await samples.filter({ hasText: "tern_id=acme-app-1" }).waitFor();
    assert.match(await page.getByRole("banner").innerText(), /Acme/);
    await page.getByRole("button", { name: "Show my key in these samples" }).click();
    await samples.filter({ hasNotText: "YOUR_TERN_KEY" }).filter({ hasText: "tern_id=acme-app-1" }).waitFor();
    assert.equal(page.url(), files.url + PAGE);
    const [, key] = (await samples.innerText()).match(/tern_key=([0-9a-f]{32})/);

    // A stranger's browser gets the same files, and none of it.
    const stranger = await visitor(browser, files.url);
    await stranger.page.goto(files.url + PAGE);
    assert.match(await stranger.page.locator(".pane pre").first().innerText(), /tern_id=YOUR_TERN_ID/);
    assert.deepEqual([...wrong, ...stranger.wrong], []);

    const published = Object.keys(await files.objects()).filter((name) => name.startsWith("site/"));
    assert.ok(published.length > 200);
    for (const name of published) {
      const text = await (await fetch(`${files.url}/${name.slice("site/".length)}`)).text();
      for (const secret of [key, "acme-app-1", ACME.name, GATED.words]) assert.ok(!text.includes(secret), `${name} has ${secret}`);
    }
    assert.equal((await fetch(files.url + GATED.path)).status, 404);
    await Promise.all([context.close(), stranger.context.close()]);
  });

  it("follows the next release, which is looked at as a visitor does, while sessions live on", async () => {
    const { context, page, wrong } = await visitor(browser, files.url, site.url);
    await page.goto(`${site.url}/login?return_to=${encodeURIComponent(files.url + "/support/")}`);
    await atProvider(page, idp.issuer, "ada", files.url);
    const support = join(site.site, "content/support.md");
    writeFileSync(support, `${readFileSync(support, "utf8")}\nCall us on Sundays, too.\n`);
    site.build();
    const report = JSON.parse(site.run("deploy", "production", "--site", site.site, "--bundle", "dist", "--format", "json"));
    assert.deepEqual(report.checks.map(({ wrong: found }) => found), report.checks.map(() => null));
    assert.ok(report.checks.length >= 5, JSON.stringify(report));
    await page.reload();
    await page.getByText("Call us on Sundays, too.").waitFor();
    await page.getByRole("banner").getByText("Acme").first().waitFor();
    assert.match(await (await page.request.get(`${site.url}/_portal/ready`)).text(), new RegExp(report.release));
    assert.deepEqual(wrong, []);
    await context.close();
  });
});
