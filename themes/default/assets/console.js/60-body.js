// What is sent: a text that begins as an example, the fields of a form, or a file.
function bodyForm(body) {
  if (!body?.media?.length) return { node: null, read: () => null, check: () => [], fields: () => [] };
  const forms = body.media.map((media) => media.fields ? fieldsForm(media) : media.file ? fileForm(media, body.required) : textForm(media, body.required));
  const place = make("div");
  let at = 0;
  const choose = (next) => {
    at = Number(next);
    place.replaceChildren(forms[at].node);
  };
  const node = group("Body", body.about ? make("p", { class: "console-about" }, ...prose(body.about)) : "");
  if (body.media.length > 1) {
    const chooser = select({ onchange: () => choose(chooser.value) }, body.media.map((media, row) => [String(row), media.type]));
    node.append(labelled(chooser, "Media type").node);
  }
  node.append(place);
  choose(0);
  return { node, read: () => forms[at].read(), check: () => forms[at].check(), fields: () => forms[at].fields || [] };
}

function textForm(media, required) {
  const editor = make("textarea", { class: "console-editor mono", rows: "10", spellcheck: "false", autocapitalize: "off", "aria-required": required ? "true" : undefined });
  const examples = media.examples || [];
  const written = new Map();
  editor.value = examples[0]?.text ?? "";
  editor.rows = Math.min(22, Math.max(6, editor.value.split("\n").length + 1));
  const { node, setProblem } = labelled(editor, media.type, { required });
  const json = isJson(media.type);
  const state = make("p", { class: "console-about", "aria-live": "polite" });
  const problem = () => {
    if (!editor.value.trim()) return required ? "A body is needed." : "";
    if (!json) return "";
    try { JSON.parse(editor.value); return ""; } catch (error) { return `This is not JSON: ${error.message}`; }
  };
  let timer;
  const look = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const found = problem();
      if (!found) setProblem("");
      state.textContent = !json || !editor.value.trim() ? "" : found || "Valid JSON";
      state.classList.toggle("is-wrong", Boolean(found));
    }, 250);
  };
  editor.addEventListener("input", look);
  if (examples.length > 1) {
    let at = "0";
    const label = (example, row) => example.title || example.name || `Example ${row + 1}`;
    const chooser = select({}, examples.map((example, row) => [String(row), label(example, row)]));
    chooser.addEventListener("change", () => {
      written.set(at, editor.value);
      at = chooser.value;
      editor.value = written.get(at) ?? examples[at].text;
      look();
    });
    node.prepend(labelled(chooser, "Example").node);
  }
  const format = json ? button("Format", () => {
    if (problem()) return look();
    editor.value = pretty(editor.value);
    look();
  }) : "";
  node.append(make("div", { class: "console-row" }, state, format));
  look();
  const check = () => {
    const found = problem();
    setProblem(found);
    return found ? [{ control: editor }] : [];
  };
  return { node, check, read: () => editor.value.trim() ? { type: media.type, text: editor.value } : null };
}

function fileForm(media, required) {
  const file = field({ name: media.type, file: true, required });
  return { node: file.node, check: () => file.check() ? [file] : [], read: () => file.value() ? { type: media.type, file: file.value() } : null };
}

function fieldsForm(media) {
  const fields = media.fields.map(field);
  const node = make("div", {}, ...fields.map((each) => each.node));
  const read = () => {
    const entries = fields.map((each) => [each.spec, each.value()]).filter(([, value]) => value !== undefined);
    return entries.length ? { type: media.type, entries } : null;
  };
  return { node, fields, read, check: () => fields.filter((each) => each.check()) };
}

/** The fields of a form as parts: name, text or file, and the media type of a part that has one. */
function partsOf(entries) {
  return entries.flatMap(([spec, value]) => {
    const type = spec.contentType?.split(",")[0].trim();
    const part = (item) => {
      if (item instanceof File) return { name: spec.name, file: item, type: type && !type.includes("*") ? type : item.type };
      const isData = item !== null && typeof item === "object";
      return { name: spec.name, text: plain(item), type: type || (isData ? "application/json" : "") };
    };
    return Array.isArray(value) && !isJson(type) ? value.map(part) : [part(value)];
  });
}

function formData(entries) {
  const data = new FormData();
  for (const part of partsOf(entries)) {
    if (part.file) data.append(part.name, part.type === part.file.type ? part.file : new Blob([part.file], { type: part.type }), part.file.name);
    else if (part.type) data.append(part.name, new Blob([part.text], { type: part.type }));
    else data.append(part.name, part.text);
  }
  return data;
}
