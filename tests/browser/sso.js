// A portal that runs, a certified OpenID provider to log in at, and databases to run on: for tests of logins in a browser.
import { execFileSync, spawn } from "node:child_process";
import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Provider } from "oidc-provider";
import { portal as program, root } from "./portal.js";

const MASTER = "browser tests' master secret 0123456789abcdef";
const CLIENT_SECRET = "the secret of the client, with: letters/that+count";

const listen = (server) => new Promise((done) => server.listen(0, "127.0.0.1", () => done(server.address().port)));

/** A port that was free a moment ago. */
async function freePort() {
  const server = createServer();
  const port = await listen(server);
  await new Promise((done) => server.close(done));
  return port;
}

/** A provider with people: whoever logs in as `ada` is Ada of the organisation that `people` says. */
export async function provider(people) {
  let handle = (_, response) => response.writeHead(503).end();
  const server = createServer((request, response) => handle(request, response));
  const issuer = `http://127.0.0.1:${await listen(server)}`;
  const told = [];
  const start = (portal) => {
    const oidc = new Provider(issuer, {
      clients: [{
        client_id: "portal", client_secret: CLIENT_SECRET,
        redirect_uris: [`${portal}/auth/corp/callback`], post_logout_redirect_uris: [`${portal}/logged_out`],
        backchannel_logout_uri: `${portal}/auth/corp/backchannel`, backchannel_logout_session_required: true,
      }],
      // Without this it would not call this machine.
      fetch: async (url, { method, headers, body }) => {
        const answer = await fetch(url, { method, headers, body });
        told.push(answer.status);
        return answer;
      },
      claims: { openid: ["sub"], email: ["email"], profile: ["name", "preferred_username", "org"] },
      scopes: ["openid", "profile", "email"],
      features: { devInteractions: { enabled: true }, backchannelLogout: { enabled: true }, rpInitiatedLogout: { enabled: true } },
      cookies: { keys: ["for tests alone"] },
      findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, preferred_username: id, email: `${id}@example.com`, ...people[id] }) }),
    });
    handle = oidc.callback();
  };
  return { issuer, start, told, close: () => { server.closeAllConnections(); server.close(); } };
}

/** A new and empty database of each kind, and what ends it. */
export const databases = {
  SQLite: async (folder) => ({ url: `sqlite:${join(folder, "customers.db")}`, close() {} }),
  PostgreSQL: async () => {
    const programs = ["17", "16", "15", "14"].map((version) => `/usr/lib/postgresql/${version}/bin`).find((folder) => existsSync(join(folder, "initdb")));
    if (!programs) throw new Error("PostgreSQL is not installed: `apt-get install postgresql`, or run `tests/run`, which does so");
    const port = await freePort();
    const script = `set -eu; cd /; folder=$(mktemp -d /tmp/portal-postgres.XXXXXX); trap 'rm -rf "$folder"' EXIT
      "$1/initdb" -D "$folder/data" -A trust -U portal -E UTF8 --locale=C.UTF-8 >&2
      "$1/pg_ctl" -D "$folder/data" -w -l "$folder/log" -o "-F -h 127.0.0.1 -p $2 -k $folder" start >/dev/null
      "$1/createdb" -h 127.0.0.1 -p "$2" -U portal portal
      echo ready; cat >/dev/null; "$1/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null`;
    const own = ["-c", script, "portal-postgres", programs, String(port)];
    const [command, before] = process.getuid() === 0 ? ["runuser", ["-u", "postgres", "--", "sh"]] : ["sh", []];
    const child = spawn(command, [...before, ...own], { stdio: ["pipe", "pipe", "ignore"] });
    await new Promise((done, failed) => {
      child.stdout.once("data", done);
      child.once("exit", (code) => failed(new Error(`PostgreSQL does not start: ${code}`)));
    });
    return { url: `postgres://portal@127.0.0.1:${port}/portal`, close: () => child.stdin.end() };
  },
};

/**
 * The example site, or the one in `source`, with `sso:`, built and running on a database. `settings(url)` is said in
 * `portal.yaml` beside it, with the URL of the runtime; a `url:` in it takes the place of the site's own.
 */
export async function portal(issuer, database, { source = join(root, "site-example"), settings = () => "", bundle = "dist", more = {} } = {}) {
  const [port, admin] = [await freePort(), await freePort()];
  const url = `http://localhost:${port}`;
  const folder = mkdtempSync(join(tmpdir(), "portal-sso-"));
  const site = join(folder, "site");
  cpSync(source, site, { recursive: true });
  writeFileSync(join(folder, "link-key"), "a key of links for browser tests, 0123456789");
  const config = join(site, "portal.yaml");
  const own = settings(url);
  if (/^url:/m.test(own)) writeFileSync(config, readFileSync(config, "utf8").replace(/^url:.*$/m, ""));
  appendFileSync(config, `
sso:
  providers:
    corp:
      title: Example account
      issuer: ${issuer}
      client_id: portal
      client_secret: \${env:CORP_SECRET}
      scopes: [openid, profile, email]
      create: true
      claims: { account: org.id, account_name: org.name }
  links: { keys: "\${file:link-key}" }
${own}
`);
  const { url: store, close: closeDatabase } = await database(folder);
  const environment = { ...process.env, ...more, PORTAL_SECRET: MASTER, CORP_SECRET: CLIENT_SECRET };
  const options = ["--store", store, "--bundle", bundle];
  const run = (...words) => execFileSync(program, words, { cwd: folder, env: environment, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }).trim();
  const build = () => run("build", "--quiet", "--site", site, "--output", join(folder, "dist"));
  build();
  const account = (...words) => run("account", ...words, ...options);
  let child;
  const start = async () => {
    const listeners = ["--url", url, "--listen", `127.0.0.1:${port}`, "--admin", `127.0.0.1:${admin}`];
    child = spawn(program, ["run", ...options, ...listeners], { cwd: folder, env: environment, stdio: ["ignore", "ignore", "pipe"] });
    const log = [];
    await new Promise((done, failed) => {
      child.stderr.on("data", (chunk) => {
        log.push(String(chunk));
        if (log.join("").includes("serving ")) done();
      });
      child.on("exit", (code) => failed(new Error(`the portal ended with ${code}: ${log.join("")}`)));
    });
    return log;
  };
  /** A link for a customer, as the company's product asks for one. */
  const link = async (token, parameters) => {
    const answer = await fetch(`http://127.0.0.1:${admin}/admin/api/sso_tokens.json`, { method: "POST", body: new URLSearchParams({ access_token: token, ...parameters }) });
    if (answer.status !== 201) throw new Error(`${answer.status}: ${await answer.text()}`);
    return (await answer.json()).sso_token.sso_url;
  };
  return { url, site, build, run, account, start, link, close: () => { child?.kill(); closeDatabase(); } };
}

/** A browser of its own, which notes what goes wrong on pages of `origins`. */
export async function visitor(browser, ...origins) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const wrong = [];
  const isOurs = () => origins.some((origin) => page.url().startsWith(origin));
  page.on("console", (message) => { if (message.type() === "error" && isOurs() && !/status of 4/.test(message.text())) wrong.push(message.text()); });
  page.on("pageerror", (error) => { if (isOurs()) wrong.push(String(error)); });
  return { context, page, wrong };
}

/** What a person does at the provider; they come back to a page of `origin`. */
export async function atProvider(page, issuer, name, origin) {
  await page.waitForURL((url) => url.href.startsWith(issuer));
  await page.getByPlaceholder("Enter any login").fill(name);
  await page.getByPlaceholder("and password").fill("x");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL((url) => url.href.startsWith(origin));
}
