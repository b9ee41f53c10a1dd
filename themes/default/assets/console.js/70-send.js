// Sending: by the browser itself, or through whoever serves the page, whom no CORS stops: the preview, or the portal
// for those whom it lets. And why it failed.
const PATIENCE = 60;

/** Who else may send: where to ask, and what it is called. */
function proxy() {
  const [preview] = document.querySelectorAll("script[data-try]");
  const [portal] = document.querySelectorAll("button[data-try]");
  if (!preview && !portal) return null;
  const { try: address } = (preview || portal).dataset;
  const down = preview ? "Is `portal serve` still running?" : "Load the page again, and try once more.";
  return { address, down, name: preview ? "the preview" : "the portal", isPortal: !preview };
}

class Failure extends Error {
  constructor(title, lines) {
    super(title);
    this.lines = lines;
  }
}

/** Sends and gives status, headers and a stream of the body. Throws a `Failure` in words. */
async function sendRequest(request, signal, through) {
  const stop = new AbortController();
  signal.addEventListener("abort", () => stop.abort());
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    stop.abort();
  }, PATIENCE * 1000);
  const watch = watchPolicy(request.url);
  try {
    return await (through ? sendThrough(through, request, stop.signal) : sendDirectly(request, stop.signal));
  } catch (error) {
    if (error instanceof Failure) throw error;
    if (signal.aborted) throw new Failure("Cancelled.", ["The server may have done what was asked all the same."]);
    if (isLate) throw new Failure(`No answer within ${PATIENCE} seconds.`, ["The server may be busy, or something on the way swallows the request.", "It may have done what was asked all the same: look before you send it again."]);
    throw await explained(request, error, through, watch);
  } finally {
    clearTimeout(timer);
    watch.end();
  }
}

async function sendDirectly(request, signal) {
  const why = unsendable(request);
  if (why) throw new Failure("A page cannot send this request.", [why, "Copy the curl command: a program can."]);
  const answer = await fetch(request.url, {
    method: request.method, headers: request.headers, body: request.body ?? undefined, signal,
    credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer",
  });
  const isForeign = new URL(request.url).origin !== location.origin;
  return { status: answer.status, reason: answer.statusText, headers: [...answer.headers], body: answer.body, isPartial: isForeign, moved: answer.redirected ? answer.url : "" };
}

/** A line of JSON and the body, both ways. */
async function sendThrough({ address, name, down, operation, token }, request, signal) {
  let { body } = request;
  const headers = [...request.headers];
  if (body instanceof FormData) {
    const packed = new Response(body);
    headers.push(["Content-Type", packed.headers.get("content-type")]);
    body = await packed.blob();
  }
  const head = JSON.stringify({ method: request.method, url: request.url, headers, body: body !== null, operation });
  const sent = new Blob(body === null ? [head, "\n"] : [head, "\n", body], { type: "application/octet-stream" });
  const own = { "X-Portal-Try": "1", ...(token?.() ? { "X-CSRF-Token": token() } : {}) };
  const answer = await fetch(address, { method: "POST", headers: own, body: sent, signal, cache: "no-store" });
  if (!answer.ok) throw new Failure(`${sentence(name)} did not send this.`, [await answer.text()]);
  const reader = answer.body.getReader();
  let start = new Uint8Array();
  let end = -1;
  while (end < 0) {
    const { value, done } = await reader.read();
    if (done) throw new Failure(`${sentence(name)} ended in the middle.`, [down]);
    start = joined([start, value]);
    end = start.indexOf(10);
  }
  const told = JSON.parse(new TextDecoder().decode(start.subarray(0, end)));
  if (told.error) throw new Failure(told.error, [told.hint]);
  const rest = start.slice(end + 1);
  const body2 = new ReadableStream({
    start: (controller) => { if (rest.length) controller.enqueue(rest); },
    async pull(controller) {
      const { value, done } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: () => reader.cancel(),
  });
  return { status: told.status, reason: told.reason, headers: told.headers, body: body2, isPartial: false, moved: "", most: told.most };
}

const sentence = (text) => text.replace(/^./, (letter) => letter.toUpperCase());

function joined(chunks) {
  const all = new Uint8Array(chunks.reduce((total, chunk) => total + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

/** Hears whether the page's own policy stopped the request. */
function watchPolicy(url) {
  const found = { isBlocked: false };
  const listen = (event) => {
    if (event.effectiveDirective === "connect-src" && url.startsWith(event.blockedURI.replace(/\/$/, ""))) found.isBlocked = true;
  };
  document.addEventListener("securitypolicyviolation", listen);
  found.end = () => document.removeEventListener("securitypolicyviolation", listen);
  return found;
}

/** A browser tells a page nothing but "failed". These are the likely reasons, given the addresses. */
async function explained(request, error, through, watch) {
  if (through) return new Failure(`${sentence(through.name)} does not answer.`, [through.down]);
  let url;
  try { url = new URL(request.url); } catch { return new Failure("This is no address.", [request.url]); }
  if (!/^(failed to fetch|networkerror|load failed)/i.test(error.message)) return new Failure("A page cannot send this request.", [error.message]);
  if (!navigator.onLine) return new Failure("You are offline.", ["Connect, and send it again."]);
  await new Promise((done) => setTimeout(done, 0));
  if (watch.isBlocked)
    return new Failure("The policy of this portal forbids the call.", [`Whoever runs the portal adds \`${url.origin}\` to \`connect-src\` of its Content-Security-Policy.`]);
  const isLocal = /^(localhost|127\.|\[::1\])/.test(url.hostname);
  if (location.protocol === "https:" && url.protocol === "http:" && !isLocal)
    return new Failure("A page that came over https may not call http.", [`The server must be reached as \`https:` + `//${url.host}\`.`]);
  if (url.origin === location.origin) return new Failure("The server does not answer.", ["It may be down, or the connection was lost."]);
  return await answers(url) ? notAllowed(request) : unreachable(url);
}

/** Whether anybody is there: a call whose answer may not be read still succeeds when somebody answers. */
async function answers(url) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 5000);
  try {
    await fetch(url.origin + "/", { method: "HEAD", mode: "no-cors", credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer", signal: stop.signal });
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

function notAllowed(request) {
  const lines = [
    "The server answers, but it does not let pages of this portal read what it says (CORS). The request itself is fine: the curl command works.",
    `The API must answer with \`Access-Control-Allow-Origin: ${location.origin}\`, or \`*\`.`,
  ];
  const names = request.headers.map(([name]) => name).filter((name) => !/^(accept|accept-language|content-language|content-type)$/i.test(name));
  const type = request.headers.find(([name]) => /^content-type$/i.test(name))?.[1] || "";
  if (type && !/^(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)/i.test(type)) names.push("Content-Type");
  const needs = [];
  if (names.length) needs.push(`\`Access-Control-Allow-Headers: ${names.join(", ")}\``);
  if (!/^(GET|HEAD|POST)$/.test(request.method)) needs.push(`\`Access-Control-Allow-Methods: ${request.method}\``);
  if (needs.length) lines.push(`Before this request browsers ask with OPTIONS; that answer must also carry ${needs.join(" and ")}.`);
  lines.push(proxy() ? `Choose "through ${proxy().name}" to send it all the same.` : "Authors can send it from `portal serve`, where no CORS stops it.");
  return new Failure("The API does not allow calls from this page.", lines);
}

function unreachable(url) {
  const lines = [`Nobody answers at \`${url.host}\`. Is the address right, and the server running?`];
  if (url.protocol === "https:") lines.push("Or its certificate is not one that browsers trust: open the address in a tab, the browser says what is wrong.");
  return new Failure("The server cannot be reached.", lines);
}
