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

/** A site as its paths to compressed answers; `find` gives what lies at a path. All that its page names is compressed beforehand. */
function answers(find, address) {
  const made = new Map();
  const answer = (path) => {
    if (!made.has(path)) {
      const found = find(path);
      made.set(path, found && { type: found.type, body: gzipSync(found.body, { level: 9 }) });
    }
    return made.get(path);
  };
  const page = find(address);
  answer(address);
  for (const [, path] of page.body.toString().matchAll(/(?:src|href|url|spec-url)[=:] ?"?(\/[^\s">]+)/g)) answer(path);
  return answer;
}

/** Serves the answers of a site on loopback. */
async function serve(answer) {
  const server = createServer((request, response) => {
    const found = answer(decodeURIComponent(new URL(request.url, "http://x").pathname));
    if (!found) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": found.type, "content-encoding": "gzip", "content-length": found.body.length, "cache-control": "no-store" });
    response.end(found.body);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

const file = (path) => existsSync(path) && statSync(path).isFile() && { type: types[extname(path)] ?? "application/octet-stream", body: readFileSync(path) };

/**
 * Runs in the page: after frames, 20 ms apart, looks whether the words can be seen. Asks what lies under points of the
 * window, and where within it the words stand: an element may go on below the window.
 */
function watch(words) {
  const says = (node) => {
    const text = node.textContent ?? "";
    return text.length < 20_000 && text.replace(/\s+/g, " ").includes(words);
  };
  const under = (x, y) => {
    let found = document.elementFromPoint(x, y);
    while (found?.shadowRoot) {
      const inner = found.shadowRoot.elementFromPoint(x, y);
      if (!inner || inner === found) break;
      found = inner;
    }
    return found;
  };
  const inWindow = (element) => {
    for (let inner = element; inner; inner = [...element.children].find(says)) element = inner;
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };
  window.__tasks = [];
  new PerformanceObserver((list) => list.getEntries().forEach((task) => window.__tasks.push(task.duration))).observe({ type: "longtask", buffered: true });
  const look = () => {
    const now = performance.now(), asked = new Set();
    for (let y = 40; y < innerHeight; y += 24)
      for (let x = 40; x < innerWidth; x += 120) {
        const element = under(x, y);
        if (!element || asked.has(element)) continue;
        asked.add(element);
        if (says(element) && inWindow(element)) return (window.__there = now);
      }
    setTimeout(() => requestAnimationFrame(afterwards), 20);
  };
  const frame = new MessageChannel();
  frame.port1.onmessage = look;
  const afterwards = () => frame.port2.postMessage(0);
  requestAnimationFrame(afterwards);
}

/** Runs in the page: how many elements it has, in shadow trees too. */
const count = `(function count(root) {
  return [...root.querySelectorAll("*")].reduce((sum, element) => sum + 1 + (element.shadowRoot ? count(element.shadowRoot) : 0), 0);
})(document)`;

async function open(browser, url, slowdown) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  // A new window makes the browser prepare parts of its own, which is nobody's to pay for.
  await new Promise((done) => setTimeout(done, 1500));
  await cdp.send("Network.enable");
  await cdp.send("Network.setCacheDisabled", { cacheDisabled: true });
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  let bytes = 0, requests = 0, icons = new Set(), others = new Set();
  cdp.on("Network.requestWillBeSent", ({ request, requestId }) => {
    if (!request.url.startsWith("http")) return;
    // The icon of a site is asked for once, whatever draws its pages.
    if (request.url.endsWith(".ico")) icons.add(requestId);
    else if (request.url.startsWith(new URL(url).origin)) requests += 1;
    else others.add(new URL(request.url).host);
  });
  cdp.on("Network.loadingFinished", (event) => { if (!icons.has(event.requestId)) bytes += event.encodedDataLength; });
  await page.addInitScript(watch, task.operation.words);
  await page.goto(url, { waitUntil: "commit" });
  const there = await page.waitForFunction(() => window.__there, null, { timeout: cap, polling: 100 }).then((handle) => handle.jsonValue(), () => null);
  // Blocking time goes on until the page has been quiet for a second.
  if (there !== null) await quiet(page);
  const figures = await page.evaluate(() => ({
    paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? null,
    blocking: window.__tasks.reduce((sum, duration) => sum + Math.max(0, duration - 50), 0),
  })).catch(() => ({ paint: null, blocking: null }));
  const nodes = await page.evaluate(count).catch(() => null);
  await context.close();
  // What is there before the first paint can be seen with it.
  const visible = there === null ? null : Math.max(there, figures.paint ?? 0);
  return { visible, bytes, requests, others: [...others], nodes, ...figures };
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
const publicFile = (path) => file(join(task.portal, path.endsWith("/") ? `${path}index.html` : path));
const sites = [{ name: "portal", answer: answers(publicFile, task.page), address: task.page }];
for (const peer of peers) {
  if (task.only && !task.only.some((name) => peer.name.toLowerCase().startsWith(name))) continue;
  const page = { type: types[".html"], body: `<!doctype html><html lang=en><meta charset=utf-8><title>${peer.name}</title><body>${peer.html()}` };
  const find = (path) => path === "/" ? page : path === "/description.json" ? description : peer.files[path] && file(peer.files[path]);
  sites.push({ name: peer.name, answer: answers(find, "/"), address: `/${peer.fragment(task.operation)}` });
}
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  // Without a desktop there is no bus to call, and nothing to say about it.
  env: { ...process.env, DBUS_SESSION_BUS_ADDRESS: "disabled:", DBUS_SYSTEM_BUS_ADDRESS: "disabled:" },
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const results = {};
// What did not get there once is not waited for again.
const given = new Set();
for (const slowdown of [1, 4])
  for (let run = 0; run < task.runs; run += 1)
    for (const site of sites) {
      if (given.has(site.name)) continue;
      const server = await serve(site.answer);
      const figures = await open(browser, server.url + site.address, slowdown);
      server.close();
      ((results[site.name] ??= {})[slowdown] ??= []).push(figures);
      if (figures.visible === null) given.add(site.name);
      process.stderr.write(`${site.name} ${slowdown}x: ${figures.visible === null ? "not seen" : `${Math.round(figures.visible)} ms`}\n`);
    }
await browser.close();
console.log(JSON.stringify(results));
