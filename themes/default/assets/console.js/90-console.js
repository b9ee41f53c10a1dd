// The console itself: a dialog for each button, kept with all that was written in it until the page goes.
const opened = new WeakMap();

/** Opens the console of the operation that `opener` names. */
export async function open(opener) {
  let dialog = opened.get(opener);
  if (!dialog) {
    const [answer, own] = await Promise.all([fetch(opener.dataset.console), ownCredentials(opener.dataset), styled(opener.dataset.style)]);
    if (!answer.ok) throw new Error(String(answer.status));
    dialog = build(await answer.json(), own, new URL(opener.dataset.console, location.href).pathname);
    opened.set(opener, dialog);
    document.body.append(dialog);
  }
  dialog.showModal();
}

function styled(href) {
  if (!href || document.querySelector(`link[href="${CSS.escape(href)}"]`)) return null;
  return new Promise((done) => {
    const link = make("link", { rel: "stylesheet", href, onload: done, onerror: done });
    document.head.append(link);
  });
}

function build(data, own, operation) {
  const form = make("form", { id: newId(), class: "console-form", novalidate: true });
  const server = serverForm(data);
  const through = throughChoice({ operation, token: () => customer?.csrf_token });
  const context = {
    base: server.url,
    // The portal sends calls of operations alone; tokens are asked for by the browser itself.
    send: (request, signal) => sendRequest(request, signal, through.current()?.isPortal ? null : through.current()),
    call: (request, signal) => sendRequest(request, signal, through.current()),
  };
  const auth = authForm(data, context);
  const parameters = (data.parameters || []).map(parameterField);
  const body = bodyForm(data.body);
  const accept = acceptChoice(data.accept || []);
  const account = accountForm(own, form, through);
  form.append(server.node, ...[account.node, auth.node, ...parameterGroups(parameters), body.node, accept.node].filter(Boolean));
  const parts = { server, parameters, auth, accept: accept.value, body };

  const view = requestView(form, () => buildRequest(data, parts, !view.isRevealed()));
  const answer = make("div", { class: "console-place" });
  const problems = () => [...server.fields(), ...parameters].filter((each) => each.check()).concat(body.check());
  const sending = sendButtons({ form, problems, request: () => buildRequest(data, parts, false), answer, context, isMissing: auth.isMissing });
  form.append(through.node || "");

  const title = make("h2", { id: newId(), class: "console-title" }, make("span", { class: `verb verb-${data.method.toLowerCase()}` }, data.method), " ", make("code", {}, data.path));
  const close = button("Close", () => dialog.close());
  const dialog = make("dialog", { class: "console", "aria-labelledby": title.id },
    make("div", { class: "console-head" }, title, close),
    make("div", { class: "console-panes" },
      make("div", { class: "console-left" }, form, sending.node),
      make("div", { class: "console-right" }, view.node, make("section", { "aria-label": "Response" }, make("h3", {}, "Response"), answer))),
    make("p", { class: "sr", role: "status", "data-status": true }));
  answer.append(make("p", { class: "console-about" }, "Nothing was sent yet. What you write stays on this page: it is gone when you leave or reload it."));
  account.fill();
  view.show();
  return dialog;
}

/** What the answer should be, where the api can give more than one thing or something other than JSON. */
function acceptChoice(types) {
  if (types.length < 2) return { node: null, value: () => types[0] };
  const chooser = select({}, types.map((type) => [type, type]));
  return { node: group("Answer", labelled(chooser, "Media type of the answer").node), value: () => chooser.value };
}

function parameterField(spec) {
  const isOdd = spec.in === "cookie" || (spec.in === "header" && NOT_BY_PAGES.test(spec.name));
  const about = isOdd && !proxy() ? `${spec.about || ""} Browsers do not let pages send it: copy the curl command.`.trim() : spec.about;
  return field({ ...spec, about, secret: /_keys$|secret/.test(spec.credential || "") });
}

function parameterGroups(parameters) {
  const titles = { path: "Path", query: "Query", querystring: "Query", header: "Headers", cookie: "Cookies" };
  return ["path", "query", "querystring", "header", "cookie"].flatMap((place) => {
    const own = parameters.filter((each) => each.spec.in === place);
    if (!own.length) return [];
    // Long lists stay short: what may be left out waits behind a summary.
    const needed = own.length > 6 ? own.filter((each) => each.spec.required) : own;
    const rest = own.filter((each) => !needed.includes(each));
    const more = rest.length ? [make("details", {}, make("summary", {}, `${rest.length} optional`), ...rest.map((each) => each.node))] : [];
    return [group(titles[place], ...needed.map((each) => each.node), ...more)];
  });
}

/** Through the preview or the portal, or as a browser does it by itself. */
function throughChoice(told) {
  const found = proxy();
  if (!found) return { node: null, current: () => null };
  const box = make("input", { type: "checkbox" });
  box.checked = true;
  const label = make("label", { class: "console-check" }, box, `through ${found.name}, so that no CORS stops it`);
  return { node: label, current: () => box.checked ? { ...found, ...told } : null };
}

/** The request as a command that follows what is written. */
function requestView(form, build) {
  const code = make("code");
  const reveal = make("input", { type: "checkbox" });
  let waiting = false;
  const show = () => {
    waiting = false;
    code.textContent = curl(build());
    form.classList.toggle("is-revealed", reveal.checked);
  };
  const later = () => {
    if (!waiting) requestAnimationFrame(show);
    waiting = true;
  };
  for (const event of ["input", "change", "click"]) form.addEventListener(event, later);
  reveal.addEventListener("change", show);
  const node = make("section", { "aria-label": "Request" },
    make("div", { class: "console-row" }, make("h3", {}, "Request"), make("label", { class: "console-check" }, reveal, "show secrets"), copyButton(() => curl(build()))),
    make("div", { class: "code" }, make("pre", { tabindex: "0", "aria-label": "The request as a curl command" }, code)));
  return { node, show, isRevealed: () => reveal.checked };
}

function sendButtons({ form, problems, request, answer, context, isMissing }) {
  let stop = null;
  const send = make("button", { type: "submit", form: form.id, class: "button" }, "Send");
  const cancel = button("Cancel", () => stop?.abort());
  const anyway = button("Send anyway", () => go(true));
  const message = make("p", { class: "console-error", role: "alert" });
  cancel.hidden = anyway.hidden = true;
  const go = async (isForced) => {
    const found = problems();
    message.textContent = found.length ? `${found.length} ${found.length === 1 ? "field needs" : "fields need"} attention.` : "";
    anyway.hidden = !found.length || found.some((each) => each.spec?.in === "path");
    if (found.length && !isForced) {
      const first = found[0].control;
      first.closest("details")?.setAttribute("open", "");
      first.focus();
      return;
    }
    stop = new AbortController();
    const started = performance.now();
    send.disabled = true;
    cancel.hidden = false;
    answer.replaceChildren(make("p", { class: "console-about" }, "Sending…"));
    answer.scrollIntoView({ block: "nearest" });
    say(answer, "Sending");
    const built = request();
    try {
      await showResponse(answer, await context.call(built, stop.signal), started, built);
      if (isMissing() && answer.querySelector(".is-4")) answer.prepend(browserNote("The credentials are not filled in."));
    } catch (error) {
      const lines = error.lines || [error.message];
      answer.replaceChildren(make("div", { class: "console-failure", role: "alert" }, make("strong", {}, error.message), ...lines.map((line) => make("p", {}, ...prose(line)))));
    }
    answer.scrollIntoView({ block: answer.offsetHeight > innerHeight / 2 ? "start" : "nearest" });
    send.disabled = false;
    cancel.hidden = true;
    anyway.hidden = true;
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go(false);
  });
  return { node: make("div", { class: "console-send" }, send, anyway, cancel, message) };
}
