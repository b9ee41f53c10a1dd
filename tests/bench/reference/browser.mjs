// Opens one operation of a description in a real browser with each renderer, cold, and prints what it took as JSON.
//   node browser.mjs '{"description": FILE, "portal": FOLDER of public files, "page": PATH, "operation": {…}, "runs": 3}'
import { createServer } from "node:http";
import { existsSync, readFileSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";
import { peers } from "./peers.mjs";

const task = JSON.parse(process.argv[2]);
const cap = 120_000;
const types = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml" };

/** Serves what `find` gives for a path, compressed, on loopback. */
async function serve(find) {
  const made = new Map();
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://x").pathname);
    if (!made.has(path)) {
      const found = find(path);
      made.set(path, found && { type: found.type, body: gzipSync(found.body, { level: 9 }) });
    }
    const answer = made.get(path);
    if (!answer) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": answer.type, "content-encoding": "gzip", "content-length": answer.body.length, "cache-control": "no-store" });
    response.end(answer.body);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

const file = (path) => existsSync(path) && statSync(path).isFile() && { type: types[extname(path)] ?? "application/octet-stream", body: readFileSync(path) };

/** Runs in the page: looks every 20 ms whether the words can be seen, by asking what lies under points of the window. */
function watch(words) {
  const squeeze = (text) => text.replace(/\s+/g, " ");
  const under = (x, y) => {
    let found = document.elementFromPoint(x, y);
    while (found?.shadowRoot) {
      const inner = found.shadowRoot.elementFromPoint(x, y);
      if (!inner || inner === found) break;
      found = inner;
    }
    return found;
  };
  window.__tasks = [];
  new PerformanceObserver((list) => list.getEntries().forEach((task) => window.__tasks.push(task.duration))).observe({ type: "longtask", buffered: true });
  const look = () => {
    const seen = new Set();
    for (let y = 40; y < innerHeight; y += 24)
      for (let x = 40; x < innerWidth; x += 60) {
        const element = under(x, y);
        if (!element || seen.has(element)) continue;
        seen.add(element);
        const text = element.textContent ?? "";
        if (text.length < 20_000 && squeeze(text).includes(words)) return (window.__visible = performance.now());
      }
    setTimeout(look, 20);
  };
  setTimeout(look, 0);
}

async function open(browser, url, slowdown) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send("Network.enable");
  await cdp.send("Network.setCacheDisabled", { cacheDisabled: true });
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  let bytes = 0, requests = 0, others = new Set();
  cdp.on("Network.loadingFinished", (event) => { bytes += event.encodedDataLength; });
  cdp.on("Network.requestWillBeSent", ({ request }) => {
    if (!request.url.startsWith("http")) return;
    if (request.url.startsWith(new URL(url).origin)) requests += 1;
    else others.add(new URL(request.url).host);
  });
  await page.addInitScript(watch, task.operation.words);
  await page.goto(url, { waitUntil: "commit" });
  const visible = await page.waitForFunction(() => window.__visible, null, { timeout: cap, polling: 100 }).then((handle) => handle.jsonValue(), () => null);
  // Blocking time goes on until the page has been quiet for a second.
  if (visible !== null) await quiet(page);
  const figures = await page.evaluate(() => ({
    paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? null,
    blocking: window.__tasks.reduce((sum, duration) => sum + Math.max(0, duration - 50), 0),
    nodes: document.getElementsByTagName("*").length,
  })).catch(() => ({ paint: null, blocking: null, nodes: null }));
  await context.close();
  return { visible, bytes, requests, others: [...others], ...figures };
}

async function quiet(page) {
  const ends = Date.now() + 20_000;
  let before = -1;
  while (Date.now() < ends) {
    const now = await page.evaluate(() => window.__tasks.length + performance.getEntriesByType("resource").length).catch(() => before);
    if (now === before) return;
    before = now;
    await new Promise((done) => setTimeout(done, 1000));
  }
}

const description = { type: "application/json", body: readFileSync(task.description) };
const sites = [{ name: "portal", find: (path) => file(join(task.portal, path.endsWith("/") ? `${path}index.html` : path)), address: task.page }];
for (const peer of peers) {
  if (task.only && !task.only.some((name) => peer.name.toLowerCase().startsWith(name))) continue;
  const page = { type: types[".html"], body: `<!doctype html><html lang=en><meta charset=utf-8><title>${peer.name}</title><body>${peer.html()}` };
  const find = (path) => path === "/" ? page : path === "/description.json" ? description : peer.files[path] && file(peer.files[path]);
  sites.push({ name: peer.name, find, address: `/${peer.fragment(task.operation)}` });
}
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const results = {};
for (const slowdown of [1, 4]) {
  const given = new Set();
  for (let run = 0; run < task.runs; run += 1)
    for (const site of sites) {
      // What did not get there once is not waited for again.
      if (given.has(site.name)) continue;
      const server = await serve(site.find);
      const figures = await open(browser, server.url + site.address, slowdown);
      server.close();
      ((results[site.name] ??= {})[slowdown] ??= []).push(figures);
      if (figures.visible === null) given.add(site.name);
      process.stderr.write(`${site.name} ${slowdown}x: ${figures.visible === null ? "not seen" : `${Math.round(figures.visible)} ms`}\n`);
    }
}
await browser.close();
console.log(JSON.stringify(results));
