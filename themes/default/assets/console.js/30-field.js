// One value: an input that fits its type, and how it is read. `undefined` is a value that is not sent.
const isJson = (mediaType) => /\bjson\b/i.test(mediaType || "") && !/ndjson|json-seq|jsonl/i.test(mediaType);
const MOST_CHECKS = 12;

function kindOf(spec) {
  if (spec.media) return isJson(spec.media) || /form-urlencoded/.test(spec.media) ? "json" : "text";
  if (spec.file || spec.items?.file) return "file";
  if (spec.enum) return "choice";
  if (spec.type === "array") {
    if (spec.items?.enum && spec.items.enum.length <= MOST_CHECKS) return "checks";
    return spec.items?.type === "object" || spec.items?.type === "array" ? "json" : "lines";
  }
  return { boolean: "choice", object: "json", integer: "number", number: "number" }[spec.type] || "text";
}

function typeOf(spec) {
  if (spec.file) return "file";
  if (spec.type === "array") return spec.items?.type ? `list of ${spec.items.file ? "files" : spec.items.type + "s"}` : "list";
  return spec.type ? spec.type + (spec.format ? ` ${spec.format}` : "") : spec.media || "";
}

/** What stands in an input before anybody wrote there: the example of what must be sent, nothing else. */
function initial(spec) {
  if (!spec.required) return undefined;
  return spec.example ?? spec.default ?? (spec.enum?.length === 1 ? spec.enum[0] : undefined);
}

const KINDS = {
  text(spec, value) {
    const input = make("input", { type: "text", autocomplete: "off", spellcheck: "false", class: spec.secret ? "secret" : undefined, placeholder: hint(spec) });
    input.value = isPresent(value) ? plain(value) : "";
    return { control: input, read: () => input.value === "" ? undefined : input.value };
  },
  number(spec, value) {
    const { control, read } = KINDS.text(spec, value);
    control.inputMode = spec.type === "integer" ? "numeric" : "decimal";
    const check = () => {
      const text = read()?.trim();
      if (text === undefined) return undefined;
      if (!(spec.type === "integer" ? /^[+-]?\d+$/ : /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i).test(text)) throw new Error(spec.type === "integer" ? "A whole number is needed." : "A number is needed.");
      if (Number(text) < spec.min) throw new Error(`The smallest value is ${spec.min}.`);
      if (Number(text) > spec.max) throw new Error(`The largest value is ${spec.max}.`);
      return text;
    };
    return { control, read: check };
  },
  choice(spec, value) {
    const values = spec.enum || [true, false];
    const none = spec.default !== undefined ? `not sent (${plain(spec.default)})` : "not sent";
    const options = [["", spec.required ? "choose" : none], ...values.map((item, at) => [String(at), plain(item)])];
    const at = values.findIndex((item) => plain(item) === plain(value ?? null));
    const control = select({}, options, at < 0 ? "" : String(at));
    return { control, read: () => control.value === "" ? undefined : plain(values[control.value]) };
  },
  lines(spec, value) {
    const control = make("textarea", { rows: "3", spellcheck: "false", placeholder: hint(spec) });
    control.value = Array.isArray(value) ? value.map(plain).join("\n") : "";
    const read = () => {
      const lines = control.value.split("\n").map((line) => line.trim()).filter(Boolean);
      const number = /^(integer|number)$/.test(spec.items?.type || "");
      if (number && lines.some((line) => Number.isNaN(Number(line)))) throw new Error("Every line must be a number.");
      return lines.length ? lines : undefined;
    };
    return { control, read, note: "one in each line" };
  },
  json(spec, value) {
    const control = make("textarea", { rows: "4", class: "mono", spellcheck: "false", placeholder: hint(spec) });
    control.value = isPresent(value) ? JSON.stringify(value, null, 2) : "";
    const read = () => {
      if (!control.value.trim()) return undefined;
      try { return JSON.parse(control.value); } catch (error) { throw new Error(`This is not JSON: ${error.message}`); }
    };
    return { control, read, note: "as JSON" };
  },
  file(spec) {
    const isMany = spec.type === "array";
    const control = make("input", { type: "file", multiple: isMany });
    return { control, read: () => control.files.length ? (isMany ? [...control.files] : control.files[0]) : undefined };
  },
};

function hint(spec) {
  const value = spec.example ?? spec.default;
  if (!isPresent(value)) return undefined;
  return Array.isArray(value) ? value.map(plain).join("\n") : plain(value);
}

/** The field of a parameter, of a property of a form, or of a credential. */
function field(spec) {
  const kind = kindOf(spec);
  if (kind === "checks") return checks(spec);
  const { control, read, note } = KINDS[kind](spec, initial(spec));
  if (spec.required) control.setAttribute("aria-required", "true");
  if (spec.credential) control.dataset.credential = spec.credential;
  const notes = [typeOf(spec), note, spec.deprecated && "deprecated"];
  const { node, setProblem } = labelled(control, make("code", {}, spec.name), { about: spec.about, notes, required: spec.required && !spec.quiet });
  let empty;
  if (spec.empty) {
    empty = make("input", { type: "checkbox" });
    node.append(make("label", { class: "console-check" }, empty, "send it without a value"));
  }
  return { spec, node, control, setProblem, ...reading(spec, () => empty?.checked ? read() ?? "" : read(), setProblem, control) };
}

/** A list of choices as check boxes. */
function checks(spec) {
  const chosen = new Set((initial(spec) || []).map?.(plain));
  const boxes = spec.items.enum.map((item) => {
    const box = make("input", { type: "checkbox", value: plain(item) });
    box.checked = chosen.has(plain(item));
    return box;
  });
  const error = make("p", { class: "console-error", id: newId(), hidden: true });
  const legend = make("legend", {}, make("code", {}, spec.name), spec.required ? make("span", { class: "console-required" }, "required") : "");
  const about = spec.about ? make("p", { class: "console-about" }, ...prose(spec.about)) : "";
  const node = make("fieldset", { class: "console-field console-checks" }, legend, ...boxes.map((box) => make("label", { class: "console-check" }, box, box.value)), about, error);
  const report = (text) => setProblem(node, error, null, text);
  const read = () => {
    const values = boxes.filter((box) => box.checked).map((box) => box.value);
    return values.length ? values : undefined;
  };
  return { spec, node, control: boxes[0], setProblem: report, ...reading(spec, read, report, node) };
}

/** Reading with and without complaint. A problem that was shown goes away as soon as the value is right. */
function reading(spec, read, setProblem, listened) {
  const problem = () => {
    try {
      const found = read();
      if (found === undefined) return spec.required ? "A value is needed." : "";
      // Every client would take it for a step in the path, escaped or not.
      return spec.in === "path" && /^\.\.?$/.test(found) ? "A part of a path cannot be dots alone." : "";
    } catch (error) {
      return error.message;
    }
  };
  const value = () => {
    try { return read(); } catch { return undefined; }
  };
  listened.addEventListener("input", () => { if (!problem()) setProblem(""); });
  listened.addEventListener("change", () => { if (value() !== undefined) setProblem(problem()); });
  const check = () => {
    const found = problem();
    setProblem(found);
    return found;
  };
  return { value, check };
}
