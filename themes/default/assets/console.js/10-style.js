// The console of an operation: this file is joined with its neighbours into one module, loaded when it is first
// opened. First: how values become text in a request (OpenAPI, Style Values). tests/it/styles.json is its table.
const UNRESERVED = /[A-Za-z0-9\-._~]/;
const utf8 = new TextEncoder();

/** Percent-encodes all but unreserved characters and those of `kept`; with `kept`, escapes that are there stay. */
function encode(text, kept = "") {
  let out = "";
  for (let at = 0; at < text.length;) {
    if (kept && /^%[0-9a-f]{2}/i.test(text.slice(at, at + 3))) {
      out += text.slice(at, at + 3);
      at += 3;
      continue;
    }
    const char = String.fromCodePoint(text.codePointAt(at));
    at += char.length;
    if (UNRESERVED.test(char) || kept.includes(char)) out += char;
    else for (const byte of utf8.encode(char)) out += "%" + byte.toString(16).toUpperCase().padStart(2, "0");
  }
  return out;
}

const KEPT = { path: ":@!$&'()*+,;=", query: ":/?@!$'()*,;=" };
const DELIMITERS = { spaceDelimited: "%20", pipeDelimited: "%7C", tabDelimited: "%09" };
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const isPresent = (value) => value !== null && value !== undefined;
const plain = (value) => typeof value === "string" ? value : JSON.stringify(value);

function escaper(parameter) {
  if (parameter.in === "header" || parameter.style === "cookie") return (text) => text;
  const kept = parameter.reserved ? KEPT[parameter.in] || KEPT.query : "";
  return (text) => encode(text, kept);
}

function deep(name, value) {
  if (isObject(value)) return Object.entries(value).flatMap(([key, inner]) => deep(`${name}[${key}]`, inner));
  return [value].flat().filter(isPresent).map((item) => [name, item]);
}

/** The text that a parameter with a value has in the request: `name=value` where it is named there, else the value. */
export function serialise(parameter, value) {
  const { style, explode } = parameter;
  if (parameter.media) return serialiseContent(parameter, value);
  const escape = escaper(parameter);
  const name = parameter.in === "header" ? parameter.name : parameter.style === "cookie" ? parameter.name : encode(parameter.name);
  const text = (item) => escape(plain(item));
  const pair = ([key, item]) => `${escape(key)}=${text(item)}`;
  if (style === "deepObject" && isObject(value))
    return deep(parameter.name, value).map(([key, item]) => `${encode(key)}=${text(item)}`).join("&");
  const isList = Array.isArray(value);
  const items = isList ? value.filter(isPresent) : [];
  const entries = isObject(value) ? Object.entries(value).filter(([, item]) => isPresent(item)) : [];
  const flat = (between) => (isList ? items.map(text) : entries.flatMap(([key, item]) => [escape(key), text(item)])).join(between);
  const isMany = isList || isObject(value);
  if (isMany && !items.length && !entries.length) return "";
  switch (style) {
    case "simple":
      if (!isMany) return text(value);
      return explode && !isList ? entries.map(pair).join(",") : flat(",");
    case "label":
      if (!isMany) return "." + text(value);
      if (!explode) return "." + flat(",");
      return "." + (isList ? items.map(text) : entries.map(pair)).join(".");
    case "matrix":
      if (!isMany) return value === "" ? ";" + name : `;${name}=${text(value)}`;
      if (!explode) return `;${name}=${flat(",")}`;
      return (isList ? items.map((item) => `;${name}=${text(item)}`) : entries.map((entry) => ";" + pair(entry))).join("");
    default: {
      if (!isMany) return `${name}=${text(value)}`;
      const between = style === "cookie" ? "; " : "&";
      if (explode) return (isList ? items.map((item) => `${name}=${text(item)}`) : entries.map(pair)).join(between);
      return `${name}=${flat(DELIMITERS[style] || ",")}`;
    }
  }
}

function serialiseContent(parameter, value) {
  if (parameter.in === "querystring" && /form-urlencoded/.test(parameter.media) && isObject(value)) return formOf(Object.entries(value));
  const text = typeof value === "string" && !/\bjson\b/.test(parameter.media) ? value : JSON.stringify(value);
  if (parameter.in === "header") return text;
  if (parameter.in === "path" || parameter.in === "querystring") return encode(text);
  return `${encode(parameter.name)}=${encode(text)}`;
}

/** Entries as `application/x-www-form-urlencoded`; `how` gives the style of a name, where it has one. */
export function formOf(entries, how = () => ({})) {
  const parameter = (name) => ({ in: "query", style: "form", explode: true, ...how(name), name });
  return entries.map(([name, value]) => serialise(parameter(name), value)).filter(Boolean).join("&");
}
