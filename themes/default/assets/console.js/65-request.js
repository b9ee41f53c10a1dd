// The request that the form describes, and the same as a curl command.
const NOT_BY_PAGES = /^(accept-charset|accept-encoding|access-control-.*|connection|content-length|cookie|cookie2|date|dnt|expect|host|keep-alive|origin|referer|set-cookie|te|trailer|transfer-encoding|upgrade|via|proxy-.*|sec-.*)$/i;

/** Method, address, headers and body. With `masked`, secrets are words that say so, and the address is for eyes. */
function buildRequest(data, { server, parameters, auth, accept, body }, masked) {
  const request = { method: data.method, headers: [], query: [], cookies: [], basic: null, body: null, content: null };
  let path = data.path;
  for (const { spec, value } of parameters) {
    const found = masked && spec.secret && value() !== undefined ? PART : value();
    if (spec.in === "path") {
      path = path.replaceAll(`{${spec.name}}`, found === undefined ? (masked ? `{${spec.name}}` : "") : serialise(spec, found));
    } else if (found !== undefined) {
      const text = serialise(spec, found);
      if (spec.in === "header") request.headers.push([spec.name, text]);
      else if (spec.in === "cookie") request.cookies.push(text);
      else if (text) request.query.push(text);
    }
  }
  if (accept() && !request.headers.some(([name]) => /^accept$/i.test(name))) request.headers.unshift(["Accept", accept()]);
  auth.apply(request, masked);
  const content = body.read();
  if (content) {
    request.content = content;
    if (content.entries && /^multipart\//.test(content.type)) request.body = masked ? "" : formData(content.entries);
    else if (content.entries) request.body = formOf(content.entries.map(([spec, value]) => [spec.name, value instanceof File ? value.name : value]), (name) => styleOf(content, name));
    else request.body = content.file || content.text;
    if (content.type.includes("*")) content.type = content.file?.type || "application/octet-stream";
    // The boundary of several parts is the browser's to choose.
    if (!/^multipart\//.test(content.type) || !content.entries) request.headers.push(["Content-Type", content.type]);
  }
  if (request.cookies.length) request.headers.push(["Cookie", request.cookies.join("; ")]);
  const query = request.query.join("&");
  request.url = server.url() + path + (query ? (path.includes("?") ? "&" : "?") + query : "");
  return request;
}

function styleOf(content, name) {
  const { style, explode, reserved } = content.entries.find(([spec]) => spec.name === name)?.[0] || {};
  return style ? { style, explode: explode ?? style === "form", reserved } : {};
}

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** A command for a shell; secrets stand as dots. */
function curl(request) {
  const words = [];
  if (request.method !== (request.content ? "POST" : "GET")) words.push(request.method === "HEAD" ? "--head" : `--request ${request.method}`);
  words.push(quoted(request.url));
  if (request.basic) words.push(`--user ${quoted(request.basic)}`);
  for (const [name, value] of request.headers) words.push(`--header ${quoted(`${name}: ${value}`)}`);
  const { content } = request;
  if (content?.file) words.push(`--data-binary ${quoted("@" + content.file.name)}`);
  else if (content?.entries && /^multipart\//.test(content.type)) {
    for (const part of partsOf(content.entries)) {
      const type = part.type ? `;type=${part.type}` : "";
      if (part.file) words.push(`--form ${quoted(`${part.name}=@${part.file.name}${type}`)}`);
      else words.push(type ? `--form ${quoted(`${part.name}="${part.text.replace(/["\\]/g, "\\$&")}"${type}`)}` : `--form-string ${quoted(`${part.name}=${part.text}`)}`);
    }
  } else if (content) words.push(`--data-raw ${quoted(request.body)}`);
  return ("curl " + words.join(" \\\n  ")).replaceAll(PART, "••••••");
}

/** Why a page cannot send this request, though a program can. */
function unsendable(request) {
  if (/^(GET|HEAD)$/.test(request.method) && request.body !== null) return `Browsers send no body with ${request.method}.`;
  if (/^(CONNECT|TRACE|TRACK)$/.test(request.method)) return `Browsers do not let pages send ${request.method}.`;
  const header = request.headers.find(([name]) => NOT_BY_PAGES.test(name));
  return header ? `Browsers do not let pages set the header ${header[0]}.` : "";
}
