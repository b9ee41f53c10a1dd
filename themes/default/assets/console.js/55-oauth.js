// OAuth 2: the authorization code with PKCE in a window of its own, and client credentials. The window comes back to
// a page of this portal, which hands code and state on; a token stays in its input.
const CALLBACK = "/oauth2-redirect.html";
const CHANNEL = "portal-oauth2";

function oauthForm(scheme, scopes, context) {
  const token = field({ name: "Access token", secret: true, about: scheme.about || "Get one below, or paste one." });
  const known = (scheme.flows || []).filter((flow) => ["authorizationCode", "clientCredentials"].includes(flow.kind));
  const flows = scheme.kind === "openid" ? [{ kind: "authorizationCode", scopes: [] }] : known;
  const form = { nodes: [token.node], ...bearer(token) };
  if (flows.length) form.nodes.push(tokenForm(scheme, flows, scopes, token, context));
  return form;
}

function tokenForm(scheme, flows, scopes, token, context) {
  const client = field({ name: "Client id", credential: "client_ids" });
  const clientSecret = field({ name: "Client secret", secret: true, credential: "client_secrets" });
  const status = make("p", { class: "console-about", role: "status" });
  const place = make("div");
  let flow = flows[0];
  let scopeBoxes = [];
  const redirect = new URL(CALLBACK, location.origin).href;
  const choose = (at) => {
    flow = flows[at];
    const all = flow.scopes?.length ? flow.scopes : (scopes.length ? scopes : scheme.kind === "openid" ? ["openid"] : []).map((name) => [name, ""]);
    scopeBoxes = all.map(([name]) => {
      const box = make("input", { type: "checkbox", value: name });
      box.checked = !scopes.length || scopes.includes(name);
      return box;
    });
    const labels = all.map(([name, about], row) => make("label", { class: "console-check" }, scopeBoxes[row], make("code", {}, name), about ? make("span", { class: "muted" }, ...prose(about)) : ""));
    const isCode = flow.kind === "authorizationCode";
    const address = isCode ? make("p", { class: "console-about" }, "Register this redirect address for your client: ", make("code", {}, redirect)) : "";
    place.replaceChildren(all.length ? make("fieldset", { class: "console-field console-checks" }, make("legend", {}, "Scopes"), ...labels) : "", address);
  };
  const get = button("Get a token", async () => {
    const stop = new AbortController();
    // The window must open in the click itself, or the browser takes it for an advertisement.
    const popup = flow.kind === "authorizationCode" ? window.open("about:blank", "_blank", "popup,width=560,height=720") : null;
    // Whoever signs readers in has no business with this page.
    if (popup) popup.opener = null;
    const cancel = button("Cancel", () => stop.abort());
    get.disabled = true;
    try {
      if (client.check()) throw new Error("The client id is missing.");
      const wanted = { client: client.value(), secret: clientSecret.value(), scope: scopeBoxes.filter((box) => box.checked).map((box) => box.value).join(" ") };
      status.replaceChildren("Waiting for the provider… ", cancel);
      const ends = await endpoints(scheme, flow, context, stop.signal);
      const grant = flow.kind === "authorizationCode" ? await authorize(ends, wanted, redirect, popup, status, cancel, stop.signal) : { grant_type: "client_credentials", scope: wanted.scope };
      const answer = await exchange(ends.token, grant, wanted, context, stop.signal);
      token.control.value = answer.access_token;
      token.control.dispatchEvent(new Event("input", { bubbles: true }));
      const minutes = Math.round(answer.expires_in / 60);
      status.textContent = minutes ? `The token is set. It is good for ${minutes} ${minutes === 1 ? "minute" : "minutes"}.` : "The token is set.";
    } catch (error) {
      popup?.close();
      status.textContent = stop.signal.aborted ? "Cancelled." : error.message;
    }
    get.disabled = false;
  });
  const chooser = select({ onchange: () => choose(chooser.value) }, flows.map((each, at) => [String(at), { authorizationCode: "sign in (authorization code, PKCE)", clientCredentials: "client credentials" }[each.kind]]));
  choose(0);
  const enter = (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    get.click();
  };
  return make("details", { class: "console-token", open: true, onkeydown: enter }, make("summary", {}, "Get a token"),
    flows.length > 1 ? labelled(chooser, "Flow").node : "", client.node, clientSecret.node, place, get, status);
}

/** Where to ask: as the description says, or as the provider says of itself. */
async function endpoints(scheme, flow, context, signal) {
  const absolute = (url) => new URL(url, context.base() + "/").href;
  if (flow.authorize && flow.token || flow.kind === "clientCredentials" && flow.token)
    return { authorize: flow.authorize && absolute(flow.authorize), token: absolute(flow.token) };
  const where = scheme.url || scheme.metadata;
  if (!where) throw new Error("The description does not say where tokens are given.");
  const answer = await readJson(await context.send({ method: "GET", url: absolute(where), headers: [["Accept", "application/json"]], body: null }, signal));
  if (!answer.value?.token_endpoint) throw new Error(`The provider did not describe itself at ${where}.`);
  return { authorize: answer.value.authorization_endpoint, token: answer.value.token_endpoint, issuer: answer.value.issuer };
}

async function authorize(ends, wanted, redirect, popup, status, cancel, signal) {
  if (!crypto.subtle) throw new Error("Signing in needs a page that came over https.");
  const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));
  const [state, verifier] = [random(), random()];
  const challenge = base64url(new Uint8Array(await crypto.subtle.digest("SHA-256", utf8.encode(verifier))));
  const url = new URL(ends.authorize);
  const query = { response_type: "code", client_id: wanted.client, redirect_uri: redirect, state, code_challenge: challenge, code_challenge_method: "S256" };
  if (wanted.scope) query.scope = wanted.scope;
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  if (!/^https?:$/.test(url.protocol)) throw new Error("The address for signing in is not one of the web.");
  const answer = answered(state, signal);
  if (popup) popup.location.replace(url.href);
  else status.replaceChildren("The browser did not open a window. ", make("a", { href: url.href, target: "_blank" }, "Sign in here"), " ", cancel);
  const found = await answer;
  popup?.close();
  if (found.error) throw new Error(`The provider said no: ${found.error_description || found.error}`);
  if (ends.issuer && found.iss && found.iss !== ends.issuer) throw new Error("The answer came from another provider than was asked.");
  return { grant_type: "authorization_code", code: found.code, redirect_uri: redirect, code_verifier: verifier };
}

/** What the callback page hands on for this `state`; whatever has another state is not for us. */
function answered(state, signal) {
  return new Promise((resolve, reject) => {
    const channel = new BroadcastChannel(CHANNEL);
    const end = (finish, value) => {
      channel.close();
      finish(value);
    };
    channel.addEventListener("message", ({ data }) => {
      if (data?.state !== state || !(data.code || data.error)) return;
      channel.postMessage({ taken: state });
      end(resolve, data);
    });
    signal.addEventListener("abort", () => end(reject, new Error("Cancelled.")));
  });
}

async function exchange(url, grant, wanted, context, signal) {
  const headers = [["Content-Type", "application/x-www-form-urlencoded"], ["Accept", "application/json"]];
  const fields = Object.entries(grant).filter(([, value]) => value);
  const escaped = (text) => new URLSearchParams([["", text]]).toString().slice(1);
  if (wanted.secret) headers.push(["Authorization", "Basic " + base64(utf8.encode(`${escaped(wanted.client)}:${escaped(wanted.secret)}`))]);
  else fields.push(["client_id", wanted.client]);
  const answer = await readJson(await context.send({ method: "POST", url, headers, body: formOf(fields) }, signal));
  if (!answer.value?.access_token) throw new Error(`No token was given (${answer.status}): ${answer.value?.error_description || answer.value?.error || "the answer is not what was expected"}`);
  return answer.value;
}

async function readJson(answer) {
  const text = await new Response(answer.body).text();
  try { return { status: answer.status, value: JSON.parse(text) }; } catch { return { status: answer.status, value: null }; }
}
