// What came back: status, time, size, headers, and the body as what it is. Long ones are cut, and can be saved.
const MOST = { painted: 200_000, laidOut: 2_000_000, shown: 1_000_000, image: 8_000_000, kept: 200_000_000 };
const isTextual = (type) => /^text\/|json|xml|yaml|javascript|csv|graphql|urlencoded|event-stream/i.test(type);
const headerOf = (answer, name) => answer.headers.find(([key]) => key.toLowerCase() === name)?.[1] || "";

/** Shows an answer while it arrives. */
async function showResponse(place, answer, started, request) {
  const type = headerOf(answer, "content-type");
  const family = String(answer.status)[0];
  const status = make("strong", { class: `console-status is-${family}` }, `${answer.status} ${answer.reason || ""}`.trim());
  const facts = make("span", { class: "muted" });
  const body = make("div", { class: "console-answer" });
  const tell = (bytes) => { facts.textContent = `${Math.round(performance.now() - started)} ms · ${size(bytes)}`; };
  tell(0);
  place.replaceChildren(make("p", { class: "console-facts" }, status, facts), headerTable(answer), body);
  if (answer.moved) place.append(browserNote(`The server sent the browser on to ${answer.moved}.`));
  say(place, `Answer: ${status.textContent}`);
  const live = isTextual(type) && !isJson(type) ? liveText(body) : null;
  const chunks = [];
  let bytes = 0;
  const decoder = new TextDecoder();
  if (answer.body) {
    const reader = answer.body.getReader();
    try {
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        chunks.push(value);
        bytes += value.length;
        live?.(decoder.decode(value, { stream: true }));
        tell(bytes);
        if (bytes > MOST.kept) {
          await reader.cancel();
          break;
        }
      }
    } catch {
      // Stopped by the reader, or broken off: what came is shown.
      body.append(browserNote("The answer ended early."));
    }
  }
  tell(bytes);
  if (bytes >= answer.most) body.append(browserNote(`The answer is longer: only its first ${size(answer.most)} are handed on.`));
  await showBody(body, new Blob(chunks, { type }), type, live, request);
  say(place, `Answer: ${status.textContent}, ${facts.textContent}`);
}

function headerTable(answer) {
  const rows = answer.headers.map(([name, value]) => make("tr", {}, make("th", { scope: "row" }, name), make("td", {}, value)));
  const note = answer.isPartial ? browserNote("Browsers show pages only the headers that the API exposes (Access-Control-Expose-Headers).") : "";
  return make("details", { class: "console-headers" }, make("summary", {}, `Headers (${rows.length})`), make("table", {}, make("tbody", {}, ...rows)), note);
}

const block = (...nodes) => {
  const pre = make("pre", { tabindex: "0", "aria-label": "Body of the answer" }, make("code", {}, ...nodes));
  return { node: make("div", { class: "code" }, pre), pre };
};

/** Text that grows as it arrives; past a size it stops growing. */
function liveText(place) {
  const code = document.createTextNode("");
  const { node, pre } = block(code);
  place.append(node);
  return (text) => {
    if (code.length > MOST.shown) return;
    const atEnd = pre.scrollHeight - pre.scrollTop - pre.clientHeight < 40;
    code.appendData(text);
    if (atEnd) pre.scrollTop = pre.scrollHeight;
  };
}

async function showBody(place, blob, type, live, request) {
  if (!blob.size) {
    place.replaceChildren(browserNote("The answer has no body."));
    return;
  }
  const tools = make("div", { class: "console-row" });
  const name = fileName(request, type);
  tools.append(download(blob, name));
  place.append(tools);
  if (live) {
    if (blob.size > MOST.shown) place.append(browserNote(`Only the beginning is shown; save it to see all ${size(blob.size)}.`));
    return;
  }
  if (/^image\//.test(type) && !/svg/.test(type) && blob.size <= MOST.image) {
    place.prepend(make("img", { src: await dataUrl(blob), alt: "The image that the API answered with", class: "console-image" }));
    return;
  }
  const text = isTextual(type) || !type ? await blob.text() : null;
  if (text === null) {
    place.prepend(browserNote(`${type || "Bytes"}, ${size(blob.size)}. It is not a text: save it to look at it.`));
    return;
  }
  showText(place, tools, text, isJson(type) || !type);
}

function showText(place, tools, text, maybeJson) {
  const isCut = text.length > MOST.shown;
  const raw = () => block(isCut ? text.slice(0, MOST.shown) : text).node;
  let json = maybeJson && text.length <= MOST.laidOut;
  if (json) try { JSON.parse(text); } catch { json = false; }
  const formatted = () => text.length <= MOST.painted ? block(painted(text)).node : block(pretty(text).slice(0, MOST.shown)).node;
  let shown = json ? formatted() : raw();
  place.prepend(shown);
  if (json) {
    const toggle = button("Raw", () => {
      const isRaw = toggle.getAttribute("aria-pressed") !== "true";
      toggle.setAttribute("aria-pressed", String(isRaw));
      const next = isRaw ? raw() : formatted();
      shown.replaceWith(next);
      shown = next;
    });
    toggle.setAttribute("aria-pressed", "false");
    tools.prepend(toggle);
  }
  tools.prepend(copyButton(() => text));
  if (isCut) place.append(browserNote("Only the beginning is shown; save it to see all."));
}

function download(blob, name) {
  return button("Save", () => {
    const link = make("a", { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  });
}

function fileName(request, type) {
  const last = request.url.split(/[?#]/)[0].split("/").pop().replace(/[^\w.-]+/g, "-") || "answer";
  const ending = type.split(/[;+]/)[0].split("/").pop().replace(/[^\w]+/g, "") || "bin";
  return last.includes(".") ? last : `${last}.${{ plain: "txt", octetstream: "bin", jpeg: "jpg" }[ending] || ending}`;
}

const dataUrl = (blob) => new Promise((resolve, reject) => {
  const reader = new FileReader();
  reader.addEventListener("load", () => resolve(reader.result));
  reader.addEventListener("error", reject);
  reader.readAsDataURL(blob);
});
