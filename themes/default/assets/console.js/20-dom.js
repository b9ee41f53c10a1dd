// Elements. Whatever a description says becomes text, never markup.
let counter = 0;
const newId = () => `console-${++counter}`;

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value !== undefined && value !== false && value !== null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A sentence of Markdown as nodes: code stays code, links and emphasis become their words. */
function prose(text) {
  const words = text.replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/(\*\*|__)(.+?)\1/g, "$2");
  return words.split(/(`[^`]+`)/).map((part) => /^`.+`$/.test(part) ? make("code", {}, part.slice(1, -1)) : part);
}

const select = (attributes, options, chosen) => {
  const element = make("select", attributes, ...options.map(([value, label]) => make("option", { value }, label)));
  if (chosen !== undefined) element.value = chosen;
  return element;
};

const group = (title, ...children) => make("fieldset", { class: "console-group" }, make("legend", {}, title), ...children);

/** A labelled control with its words and its problem, tied for assistive technology. */
function labelled(control, label, { about, notes = [], required } = {}) {
  const id = control.id || (control.id = newId());
  const error = make("p", { class: "console-error", id: id + "-error", hidden: true });
  const described = about ? make("p", { class: "console-about", id: id + "-about" }, ...prose(about)) : null;
  if (described) control.setAttribute("aria-describedby", described.id);
  const node = make("div", { class: "console-field" },
    make("label", { for: id }, label, ...notes.filter(Boolean).map((note) => make("span", { class: "console-note" }, note)),
      required && make("span", { class: "console-required" }, "required")),
    control, described, error);
  return { node, setProblem: (text) => setProblem(control, error, described, text) };
}

function setProblem(control, error, described, text) {
  error.hidden = !text;
  error.textContent = text || "";
  if (text) control.setAttribute("aria-invalid", "true");
  else control.removeAttribute("aria-invalid");
  const ids = [described?.id, text && error.id].filter(Boolean).join(" ");
  if (ids) control.setAttribute("aria-describedby", ids);
  else control.removeAttribute("aria-describedby");
}

const button = (label, onclick, kind = "quiet") => make("button", { type: "button", class: `button ${kind}`, onclick }, label);

function copyButton(text) {
  const copy = button("Copy", async () => {
    let said = "Copied";
    try { await navigator.clipboard.writeText(text()); } catch { said = "Not allowed"; }
    copy.textContent = said;
    say(copy, said);
    setTimeout(() => { copy.textContent = "Copy"; }, 2000);
  });
  copy.hidden = !navigator.clipboard;
  return copy;
}

/** Says something to screen readers, through the status line of the console that `inside` stands in. */
function say(inside, text) {
  const status = inside.closest("dialog")?.querySelector("[data-status]");
  if (!status) return;
  status.textContent = "";
  setTimeout(() => { status.textContent = text; }, 50);
}

function size(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
