// Who calls: a form for each scheme of the chosen alternative. Secrets live in these inputs and nowhere else.
const PART = "~hidden~";

/** A secret as it is sent, as it is shown, or a word in its place while there is none. */
function secret(text, name, masked) {
  if (text === undefined || text === "") return masked ? "YOUR_" + name.toUpperCase().replace(/[^A-Z0-9]+/g, "_") : "";
  return masked ? PART : text;
}

function apiKeyForm(scheme) {
  // An identifier is no secret: it stands in logs and on invoices.
  const isSecret = scheme.credential !== "app_ids";
  const key = field({ name: scheme.name, secret: isSecret, about: scheme.about, credential: scheme.credential });
  const notes = scheme.in === "cookie" ? [browserNote("Pages cannot set cookies for another host: copy the curl command.")] : [];
  const apply = (request, masked) => {
    const value = key.value() && !isSecret ? key.value() : secret(key.value(), scheme.name, masked);
    if (!value) return;
    if (scheme.in === "header") request.headers.push([scheme.name, value]);
    else if (scheme.in === "cookie") request.cookies.push(`${scheme.name}=${value}`);
    else request.query.push(`${encode(scheme.name)}=${encode(value)}`);
  };
  return { nodes: [key.node, ...notes], apply, isSet: () => key.value() !== undefined };
}

function httpForm(scheme) {
  if (scheme.scheme === "basic") {
    const user = field({ name: "User name", about: scheme.about });
    const password = field({ name: "Password", secret: true });
    const apply = (request, masked) => {
      if (user.value() === undefined && password.value() === undefined && !masked) return;
      const pair = [user.value() ?? (masked ? "YOUR_NAME" : ""), secret(password.value(), "password", masked)].join(":");
      request.basic = pair;
      if (!masked) request.headers.push(["Authorization", "Basic " + base64(utf8.encode(pair))]);
    };
    return { nodes: [user.node, password.node], apply, isSet: () => user.value() !== undefined };
  }
  const isBearer = scheme.scheme === "bearer";
  const name = isBearer ? "Token" : "Authorization";
  const about = scheme.about || (isBearer ? "" : `The value behind \`${scheme.scheme}\`, made by yourself.`);
  const token = field({ name, secret: true, about, credential: scheme.credential });
  const prefix = isBearer ? "Bearer" : scheme.scheme.replace(/^./, (letter) => letter.toUpperCase());
  return { nodes: [token.node], ...bearer(token, prefix) };
}

const bearer = (token, prefix = "Bearer") => ({
  apply(request, masked) {
    const value = secret(token.value(), "token", masked);
    if (value) request.headers.push(["Authorization", `${prefix} ${value}`]);
  },
  isSet: () => token.value() !== undefined,
});

const browserNote = (text) => make("p", { class: "console-about" }, text);
const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
const base64url = (bytes) => base64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

function schemeForm(name, scheme, scopes, context) {
  switch (scheme?.kind) {
    case "apiKey": return apiKeyForm(scheme);
    case "http": return httpForm(scheme);
    case "oauth2":
    case "openid": return oauthForm(scheme, scopes, context);
    case "mutualTLS": return { nodes: [browserNote("A client certificate is needed. The browser asks for it, if it has one for this server.")], apply() {}, isSet: () => true };
    default: return { nodes: [browserNote(`The scheme ${name} is of a kind that this console does not know.`)], apply() {}, isSet: () => true };
  }
}

/** The alternatives of authentication; each keeps what was written while another one is chosen. */
function authForm(data, context) {
  const alternatives = data.security || [];
  if (!alternatives.length) return { node: null, apply() {}, isMissing: () => false };
  const forms = new Map();
  const formOfScheme = ({ scheme, scopes = [] }) => {
    if (!forms.has(scheme)) forms.set(scheme, schemeForm(scheme, data.schemes?.[scheme], scopes, context));
    return forms.get(scheme);
  };
  const title = (needs) => needs.map((need) => need.scheme).join(" + ") || "none";
  const place = make("div");
  let current = alternatives[0];
  const choose = (at) => {
    current = alternatives[at];
    place.replaceChildren(...current.flatMap((need) => formOfScheme(need).nodes));
  };
  const node = group("Authentication");
  if (alternatives.length > 1) {
    const chooser = select({ onchange: () => choose(chooser.value) }, alternatives.map((needs, at) => [String(at), title(needs)]));
    node.append(labelled(chooser, "With").node);
  }
  node.append(place);
  choose(0);
  return {
    node,
    apply: (request, masked) => current.forEach((need) => formOfScheme(need).apply(request, masked)),
    isMissing: () => current.some((need) => !formOfScheme(need).isSet()),
  };
}
