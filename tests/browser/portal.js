// What the browser tests share: the built site behind the strict policy, the preview, a browser, a quiet page.
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, readdirSync, statSync, existsSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join, extname } from "node:path";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

export const root = new URL("../../", import.meta.url).pathname;
export const portal = process.env.PORTAL_BIN ?? join(root, "target/debug/portal");
export const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const types = {
  ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".json": "application/json",
  ".svg": "image/svg+xml", ".png": "image/png", ".ico": "image/x-icon", ".xml": "application/xml",
  ".txt": "text/plain", ".woff2": "font/woff2", ".yaml": "application/yaml",
};

/** Builds a site of the repository into a scratch folder and gives the path of its public files. */
export function build(site) {
  const output = join(mkdtempSync(join(tmpdir(), "portal-browser-")), "dist");
  execFileSync(portal, ["build", "--site", join(root, site), "--output", output, "--strict"], { stdio: ["ignore", "ignore", "inherit"] });
  return join(output, "public");
}

/** Serves a folder of files on loopback under the strict policy, which lets scripts ask `allowed` as well; `null`: no policy. */
export async function serve(folder, allowed = "") {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://x").pathname);
    const file = join(folder, path.endsWith("/") ? path + "index.html" : path);
    const found = file.startsWith(folder) && existsSync(file) && statSync(file).isFile();
    const body = found ? file : join(folder, "404.html");
    const headers = { "content-type": types[extname(body)] ?? "application/octet-stream" };
    if (allowed !== null) headers["content-security-policy"] = policy.replace("connect-src 'self'", `connect-src 'self' ${allowed}`.trimEnd());
    response.writeHead(found ? 200 : 404, headers);
    response.end(existsSync(body) ? readFileSync(body) : "");
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

/** Every page of a folder by its URL path, those left out that only send readers on. */
export function pages(folder, below = "") {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = join(below, entry.name);
    if (entry.isDirectory()) return pages(folder, path);
    if (!entry.name.endsWith(".html") || readFileSync(join(folder, path), "utf8").includes('http-equiv="refresh"')) return [];
    return ["/" + path.replace(/index\.html$/, "")];
  }).sort();
}

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
}

/** Waits until an opened page can be worked: its script lets the first frame go first. */
export function shown(page) {
  return page.waitForFunction(() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => setTimeout(() => done(true))))));
}

/** What axe-core finds on a page; `rules`: by these alone. Styles of other hosts are not fetched: there are none. */
export async function violations(page, rules) {
  await shown(page);
  // The policy forbids page scripts to evaluate text; the debugger's own evaluation is not bound by it.
  await page.evaluate(axe);
  const options = { resultTypes: ["violations"], preload: false, ...(rules && { runOnly: { type: "rule", values: rules } }) };
  const found = await page.evaluate((options) => window.axe.run(document, options), options);
  return found.violations.map(({ id, nodes }) => `${new URL(page.url()).pathname}: ${id} (${nodes.length}) ${nodes[0].html.slice(0, 140)}`);
}

/** A page that records what must not happen: requests to other hosts, violations of the policy, errors of scripts. */
export async function watched(context, origin) {
  const page = await context.newPage();
  const wrong = [];
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith("data:") && !url.startsWith("about:")) wrong.push(`request to ${url}`);
  });
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of 404/.test(message.text())) wrong.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => wrong.push(`error: ${error}`));
  return { page, wrong };
}

/** Copies a site of the repository and starts the preview of the copy. */
export function preview(site) {
  const folder = join(mkdtempSync(join(tmpdir(), "portal-preview-")), "site");
  cpSync(join(root, site), folder, { recursive: true });
  return previewOf(folder);
}

/** Starts the preview of a folder. */
export async function previewOf(folder) {
  const child = spawn(portal, ["serve", "--site", folder, "--port", "0"], { stdio: ["ignore", "pipe", "pipe"] });
  const url = await new Promise((done, failed) => {
    let said = "";
    const listen = (chunk) => {
      said += chunk;
      const found = said.match(/http:\/\/127\.0\.0\.1:\d+/);
      if (found) done(found[0]);
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    child.on("exit", (code) => failed(new Error(`the preview ended with ${code}: ${said}`)));
  });
  return { folder, url, close: () => child.kill() };
}
