// What the tests of the console need: apis to call, a provider to sign in at, and the example site pointed at them.
import { cpSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Provider } from "oidc-provider";
import { root } from "./portal.js";

const listen = (server) => new Promise((done) => server.listen(0, "127.0.0.1", () => done(server.address().port)));

/** An api that remembers what it was sent and answers with it; with `cors` it lets pages read that. */
export async function api({ cors }) {
  const calls = [];
  const server = createServer(async (request, response) => {
    const allow = { "access-control-allow-origin": request.headers.origin ?? "*", "access-control-allow-headers": "authorization, content-type, idempotency-key", "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE", "access-control-expose-headers": "x-request-id" };
    const headers = { ...(cors ? allow : {}), "x-request-id": "req_01JCG7M2W9" };
    if (request.method === "OPTIONS") return response.writeHead(cors ? 204 : 404, headers).end();
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const url = new URL(request.url, "http://api");
    const call = { method: request.method, path: url.pathname, query: Object.fromEntries(url.searchParams), headers: request.headers, body: Buffer.concat(chunks).toString() };
    if (request.method !== "HEAD") calls.push(call);
    answer(response, headers, call);
  });
  const port = await listen(server);
  return { port, calls, close: () => { server.closeAllConnections(); server.close(); } };
}

/** The tag that a test asks for decides what comes back. */
function answer(response, headers, call) {
  switch (call.query.tag) {
    case "stream": {
      response.writeHead(200, { ...headers, "content-type": "text/event-stream" });
      response.write("data: first\n\n");
      const timer = setTimeout(() => response.write("data: second\n\n"), 150);
      response.on("close", () => clearTimeout(timer));
      return;
    }
    case "huge":
      response.writeHead(200, { ...headers, "content-type": "application/json" });
      return response.end(JSON.stringify(Array.from({ length: 60_000 }, (_, at) => ({ at, text: "a line of the huge answer", more: [at, at, at] }))));
    case "image":
      response.writeHead(200, { ...headers, "content-type": "image/png" });
      return response.end(readFileSync(join(root, "tests/browser/dot.png")));
    case "bytes":
      response.writeHead(200, { ...headers, "content-type": "application/octet-stream" });
      return response.end(Buffer.from([0, 1, 2, 3, 255]));
    case "markup":
      response.writeHead(200, { ...headers, "content-type": "text/html" });
      return response.end("<img src=x onerror=\"document.title='ran'\"><script>document.title='ran'</script>");
    default:
      response.writeHead(call.method === "GET" ? 200 : 202, { ...headers, "content-type": "application/json" });
      response.end(JSON.stringify({ call: { method: call.method, path: call.path }, id: 1 }).replace('"id":1', '"id":12345678901234567890'));
  }
}

/** An OpenID provider on loopback. `start` is called when the address of the portal is known. */
export async function provider() {
  let handle = (_, response) => response.writeHead(503).end();
  const server = createServer((request, response) => handle(request, response));
  const issuer = `http://127.0.0.1:${await listen(server)}`;
  let oidc;
  const start = (portal) => {
    oidc = new Provider(issuer, {
      clients: [{ client_id: "board", redirect_uris: [`${portal}/oauth2-redirect.html`], token_endpoint_auth_method: "none", response_types: ["code"], grant_types: ["authorization_code"] }],
      clientBasedCORS: () => true,
      pkce: { required: () => true },
      scopes: ["openid", "stats:read"],
      features: { devInteractions: { enabled: true } },
      cookies: { keys: ["for tests alone"] },
      findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    });
    handle = oidc.callback();
  };
  const token = (value) => oidc.AccessToken.find(value);
  return { issuer, start, token, close: () => { server.closeAllConnections(); server.close(); } };
}

/** The example site with its servers and its provider on this machine. */
export function pointed({ open, closed, issuer }) {
  const folder = join(mkdtempSync(join(tmpdir(), "portal-console-")), "site");
  cpSync(join(root, "site-example"), folder, { recursive: true });
  for (const name of readdirSync(join(folder, "apis"))) {
    const file = join(folder, "apis", name, "v3.yaml");
    const text = readFileSync(file, "utf8")
      .replaceAll("https://api.{region}.ternpost.example", `http://{region}.localhost:${open.port}`)
      .replaceAll("https://sandbox.ternpost.example", `http://127.0.0.1:${closed.port}`)
      .replaceAll("https://id.ternpost.example", issuer);
    writeFileSync(file, text);
  }
  return folder;
}
