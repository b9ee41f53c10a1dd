// Logging in and out in a browser, at a certified OpenID provider and by signed links, on both databases.
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { launch, violations } from "./portal.js";
import { atProvider, databases, portal, provider, visitor } from "./sso.js";

const PEOPLE = {
  ada: { name: "Ada", org: { id: "crm-7", name: "Acme" } },
  bob: { name: "Bob", org: { id: "crm-8", name: "Globex" } },
};
const GOLD = "/docs/high-volume/";
const SAMPLES = "/reference/mail/v3/operations/list-messages/";

for (const [kind, database] of Object.entries(databases)) {
  describe(`logging in, on ${kind}`, () => {
    let browser, idp, site, token, log;

    before(async () => {
      [browser, idp] = await Promise.all([launch(), provider(PEOPLE)]);
      site = await portal(idp.issuer, database, { settings: () => "keys: reveal" });
      idp.start(site.url);
      // Ada and Gil are known already, Bob is made when he comes.
      site.account("create", "Acme", "--external-id", "crm-7", "--admin", "ada");
      site.account("user", "update", "ada", "--identity", idp.issuer, "ada");
      site.account("application", "create", "crm-7", "Web shop", "--plan", "bronze", "--app-id", "acme-app-1");
      site.account("create", "Globex", "--external-id", "crm-8", "--admin", "gil");
      site.account("application", "create", "crm-8", "Newsletter", "--plan", "gold", "--state", "live", "--app-id", "globex-app-1");
      token = site.account("token", "create", "Product", "--scope", "sso").split(/\s+/).at(-1);
      log = await site.start();
    });
    after(async () => {
      for (const server of [site, idp]) server?.close();
      await browser?.close();
    });

    async function logIn(page, name, path = "/") {
      await page.goto(`${site.url}/login?return_to=${encodeURIComponent(path)}`);
      await atProvider(page, idp.issuer, name, site.url);
    }

    const status = async (page, path) => (await page.request.get(site.url + path)).status();
    const sessionOf = async (context) => (await context.cookies(site.url)).find((cookie) => cookie.name === "__Host-portal");

    it("shows a customer's own name, and what their plan opens", async () => {
      const [ada, bob] = [await visitor(browser, site.url), await visitor(browser, site.url)];
      await ada.page.goto(`${site.url}/login`);
      await ada.page.getByRole("main").getByRole("link", { name: "Log in with Example account" }).click();
      await atProvider(ada.page, idp.issuer, "ada", site.url);
      assert.equal(new URL(ada.page.url()).search, "", "nothing of the login is left in the address");
      assert.match(await ada.page.getByRole("banner").innerText(), /Acme/);
      const session = await sessionOf(ada.context);
      assert.deepEqual([session.httpOnly, session.secure, session.sameSite, session.path], [true, true, "Lax", "/"]);
      assert.deepEqual((await ada.context.cookies(site.url)).map(({ name }) => name), ["__Host-portal"], "the login left no cookie");
      assert.equal(await status(ada.page, GOLD), 404);

      await logIn(bob.page, "bob", GOLD);
      assert.equal(bob.page.url(), site.url + GOLD, "back at the page that he asked for");
      assert.match(await bob.page.getByRole("banner").innerText(), /Globex/);
      assert.doesNotMatch(await bob.page.content(), /Acme/);
      assert.deepEqual([...ada.wrong, ...bob.wrong], []);
      await Promise.all([ada.context.close(), bob.context.close()]);
    });

    it("has pages that everybody can use", async () => {
      const { context, page, wrong } = await visitor(browser, site.url);
      const found = [];
      const link = await site.link(token, { username: "ada" });
      for (const path of ["/login", "/logged_out", "/auth/corp/callback?state=x&code=y", "/session/create?token=x", link.replace(site.url, "")]) {
        await page.goto(site.url + path);
        found.push(...(await violations(page)));
      }
      await logIn(page, "bob");
      for (const path of ["/login", "/logout", link.replace(site.url, "")]) {
        await page.goto(site.url + path);
        found.push(...(await violations(page)));
      }
      assert.deepEqual([...found, ...wrong], []);
      await context.close();
    });

    it("logs out here and at the provider", async () => {
      const { context, page, wrong } = await visitor(browser, site.url);
      await logIn(page, "ada");
      await page.goto(`${site.url}/logout`);
      await page.getByRole("main").getByRole("button", { name: "Log out" }).click();
      await page.waitForURL((url) => url.href.startsWith(`${idp.issuer}/session/end`));
      await page.getByRole("button", { name: /Yes/ }).click();
      await page.waitForURL(`${site.url}/logged_out`);
      assert.match(await page.getByRole("main").innerText(), /logged out/);
      assert.equal(await sessionOf(context), undefined);
      // The provider has forgotten them, too: the next login asks who it is.
      await page.goto(`${site.url}/login?return_to=/docs/`);
      await page.getByPlaceholder("Enter any login").waitFor();
      assert.deepEqual(wrong, []);
      await context.close();
    });

    it("ends the session when the provider says so", async () => {
      const { context, page } = await visitor(browser, site.url);
      await logIn(page, "bob", GOLD);
      assert.equal(await status(page, GOLD), 200);
      const before = idp.told.length;
      await page.goto(`${idp.issuer}/session/end`);
      await page.getByRole("button", { name: /Yes/ }).click();
      const told = async () => idp.told.length > before && (await status(page, GOLD)) === 404;
      for (let tries = 0; !(await told()); tries += 1) {
        assert.ok(tries < 600, `the provider was answered ${idp.told.slice(before)}: ${log.join("")}`);
        await page.waitForTimeout(50);
      }
      assert.equal(idp.told.at(-1), 200);
      await context.close();
    });

    it("logs in by a link, once, when its button is pressed", async () => {
      const { context, page, wrong } = await visitor(browser, site.url);
      const url = await site.link(token, { username: "ada", redirect_url: "/docs/authentication/" });
      assert.equal((await page.request.get(url)).status(), 200, "whoever looks uses up nothing");
      await page.goto(url);
      assert.match(await page.getByRole("main").innerText(), /Acme/);
      await page.getByRole("button", { name: "Log in as Acme" }).click();
      await page.waitForURL(`${site.url}/docs/authentication/`);
      assert.match(await page.getByRole("banner").innerText(), /Acme/);
      const other = await visitor(browser, site.url);
      await other.page.goto(url);
      await other.page.getByRole("button", { name: "Log in as Acme" }).click();
      assert.match(await other.page.getByRole("main").innerText(), /does not work/);
      assert.equal(await sessionOf(other.context), undefined);
      assert.deepEqual(wrong, []);
      await Promise.all([context.close(), other.context.close()]);
    });

    /** How a customer comes to a page. */
    const ways = {
      "at the provider": (page, name, path) => logIn(page, name, path),
      "by a link": async (page, name, path) => {
        await page.goto(await site.link(token, { username: name, redirect_url: path }));
        await page.getByRole("button", { name: /^Log in as/ }).click();
        await page.waitForURL(site.url + path);
      },
    };
    for (const [way, other] of [["at the provider", "by a link"], ["by a link", "at the provider"]]) {
      it(`gives a customer who comes ${way} their own keys, in pages and samples, and nobody else's`, async () => {
        const [ada, bob, stranger] = [await visitor(browser, site.url), await visitor(browser, site.url), await visitor(browser, site.url)];
        await ways[way](ada.page, "ada", "/admin");
        await ways[other](bob.page, other === "by a link" ? "gil" : "bob", "/admin");
        assert.match(await bob.page.getByRole("main").innerText(), /globex-app-1/);

        const main = ada.page.getByRole("main");
        assert.match(await main.innerText(), /acme-app-1/);
        await main.getByRole("link", { name: "Web shop" }).click();
        const own = ada.page.url();
        const keys = main.getByRole("list", { name: "Keys" }).getByRole("listitem");
        const before = await keys.count();
        await main.getByLabel("Name of a new key").fill("Staging");
        await main.getByRole("button", { name: "Add a key" }).click();
        const key = await ada.page.locator("#fresh-key").innerText();
        assert.match(key, /^[0-9a-f]{32}$/);
        assert.equal(await keys.count(), before + 1);

        await ada.page.goto(site.url + SAMPLES);
        const samples = ({ page }) => page.locator(".pane pre").first().innerText();
        assert.match(await samples(ada), /tern_id=acme-app-1&tern_key=YOUR_TERN_KEY/);
        await ada.page.getByRole("button", { name: "Show my key in these samples" }).click();
        await ada.page.waitForURL(site.url + SAMPLES);
        assert.ok((await samples(ada)).includes(`tern_id=acme-app-1&tern_key=${key}`));
        for (const other of [bob, stranger]) {
          for (const path of [SAMPLES, "/admin", "/_portal/credentials.json", new URL(own).pathname]) {
            await other.page.goto(site.url + path);
            const text = await other.page.content();
            assert.ok(!/acme/i.test(text) && !text.includes(key), path);
          }
        }
        assert.equal(await status(bob.page, new URL(own).pathname), 404);
        await bob.page.goto(site.url + SAMPLES);
        assert.match(await samples(bob), /tern_id=globex-app-1&/);
        await stranger.page.goto(site.url + SAMPLES);
        assert.match(await samples(stranger), /tern_id=YOUR_TERN_ID&/);
        assert.deepEqual([await status(ada.page, GOLD), await status(bob.page, GOLD), await status(stranger.page, GOLD)], [404, 200, 404]);

        await ada.page.goto(own);
        await keys.filter({ hasText: "Staging" }).getByRole("button", { name: /^Revoke/ }).click();
        await ada.page.getByText("The key Staging was revoked.").waitFor();
        assert.equal(await keys.count(), before);
        await ada.page.goto(site.url + SAMPLES);
        assert.ok(!(await samples(ada)).includes(key));
        assert.deepEqual([...ada.wrong, ...bob.wrong, ...stranger.wrong], []);
        await Promise.all([ada, bob, stranger].map(({ context }) => context.close()));
      });
    }

    it("asks whoever is logged in before they become somebody else", async () => {
      const { context, page } = await visitor(browser, site.url);
      await logIn(page, "bob");
      const before = (await sessionOf(context)).value;
      await page.goto(await site.link(token, { username: "ada" }));
      const text = await page.getByRole("main").innerText();
      assert.ok(text.includes("Acme") && text.includes("Globex"), text);
      assert.equal((await sessionOf(context)).value, before);
      await page.getByRole("button", { name: "Log in as Acme" }).click();
      await page.waitForURL(`${site.url}/`);
      assert.match(await page.getByRole("banner").innerText(), /Acme/);
      assert.notEqual((await sessionOf(context)).value, before);
      await context.close();
    });
  });
}
