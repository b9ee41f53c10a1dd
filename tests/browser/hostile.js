// A description in which everything a stranger may write is an attack. Structure stays, so that all of it reaches pages.

export const attacks = [
  `"><script>window.__ran='script'</script>`,
  `"><img src=x onerror="window.__ran='img'">`,
  `'><svg/onload=window.__ran='svg'>`,
  `javascript:window.__ran='url'`,
  `[click](javascript:window.__ran='md-link') ![i](javascript:window.__ran='md-image') <javascript:window.__ran='autolink'>`,
  `</script></style></textarea></title><script>window.__ran='closed'</script>`,
  `{{ "<img src=x onerror=window.__ran='liquid'>" | html_safe }}{% raw %}<script>window.__ran='raw'</script>{% endraw %}`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=window.__ran='math'&gt;">`,
  `<a href="data:text/html,<script>parent.__ran='data'</script>" id=body name=getElementById>x</a>`,
  `<iframe srcdoc="<script>parent.__ran='srcdoc'</script>"></iframe>`,
  `<details open ontoggle=window.__ran='toggle'><summary>x</summary></details>`,
  "```html\n<img src=x onerror=window.__ran='fence'>\n```\n\n[^1]: <img src=x onerror=window.__ran='footnote'>",
  `"autofocus onfocus=window.__ran='focus' x="`,
  `' onmouseover=window.__ran='hover' y='`,
  "\u2028`${window.__ran='template'}`\\\";window.__ran='string';//",
];

/** Keys whose values make the structure: without them nothing would be shown. */
const structure = new Set(["openapi", "swagger", "in", "type", "style", "required", "operationRef", "mode", "collectionFormat", "schemes", "flow"]);
/** Where the keys of a map are words of the file's writer. */
const named = new Set(["schemas", "parameters", "headers", "examples", "callbacks", "links", "properties", "webhooks", "scopes", "content", "mapping", "variables", "encoding", "definitions", "patternProperties", "securitySchemes", "responses-named", "securityDefinitions"]);

/** Attacks take turns; from another start every field meets another attack. */
let turn = 0;
export const begin = (start) => { turn = start; };
const attack = () => attacks[turn++ % attacks.length];
const escape = (name) => name.replace(/~/g, "~0").replace(/\//g, "~1");
const worse = (name) => `${name}${attacks[(name.length * 7) % attacks.length]}`;

/** A copy in which every string that structure does not need, and every free name, is an attack. */
export function hostile(node, key = "", path = []) {
  if (typeof node === "string") {
    if (node.startsWith("#/components/")) return node.replace(/[^/]+$/, (name) => escape(worse(name)));
    if (key === "operationId" || structure.has(key)) return key === "operationId" ? worse(node) : node;
    return attack();
  }
  if (Array.isArray(node)) return structure.has(key) ? (key === "required" ? node.map(worse) : node) : node.map((item) => hostile(item, "", [...path, key]));
  if (node === null || typeof node !== "object") return node;
  const renames = named.has(key) || (path.at(-1) === "components" && key !== "") || path.at(-1) === "security";
  const entries = Object.entries(node).map(([name, value]) => {
    const given = key === "paths" ? name.replace(/^\/(\w*)/, (all, word) => `/${word}"><img src=x onerror=window.__ran='path'>`) : renames ? worse(name) : name;
    // A path's parameter is called as the path says.
    if (name === "name" && node.in === "path") return [name, value];
    return [given, hostile(value, name, [...path, key])];
  });
  return Object.fromEntries(entries);
}

/** One of every construct that reaches a page. */
export const kitchen = {
  openapi: "3.1.0",
  info: { title: "T", version: "1", summary: "S", description: "D", termsOfService: "U", contact: { name: "N", url: "U", email: "E" }, license: { name: "L", url: "U" } },
  externalDocs: { description: "D", url: "U" },
  servers: [{ url: "https://{region}.api.example/v1", description: "D", variables: { region: { default: "eu", enum: ["eu", "us"], description: "D" } } }, { url: "U", description: "D" }],
  tags: [{ name: "one", description: "D", externalDocs: { url: "U", description: "D" } }, { name: "two" }],
  "x-tagGroups": [{ name: "G", tags: ["one"] }],
  security: [{ key: [] }, { oauth: ["read"] }],
  paths: {
    "/things/{id}": {
      parameters: [{ name: "id", in: "path", required: true, description: "D", schema: { type: "string" }, example: "E" }],
      post: {
        operationId: "makeThing", summary: "S", description: "D", tags: ["one"], externalDocs: { url: "U", description: "D" },
        parameters: [
          { name: "q", in: "query", description: "D", schema: { type: "string", enum: ["a", "b"], default: "a", pattern: "P", format: "F" }, examples: { first: { summary: "S", description: "D", value: "V" } } },
          { name: "h", in: "header", description: "D", schema: { type: "array", items: { type: "string" } } },
          { name: "c", in: "cookie", schema: { type: "object", properties: { deep: { type: "string" } } } },
        ],
        requestBody: {
          description: "D", required: true,
          content: {
            "application/json": { schema: { $ref: "#/components/schemas/Thing" }, examples: { full: { summary: "S", description: "D", value: { name: "V", tags: ["V"], other: { deep: "V" } } } } },
            "multipart/form-data": { schema: { type: "object", properties: { file: { type: "string", format: "binary" }, note: { type: "string", description: "D" } } }, encoding: { file: { contentType: "image/png", headers: { extra: { schema: { type: "string" }, description: "D" } } } } },
            "application/xml": { schema: { $ref: "#/components/schemas/Thing" } },
            "text/plain": { schema: { type: "string" }, example: "E" },
          },
        },
        responses: {
          200: { description: "D", headers: { limit: { description: "D", schema: { type: "string", example: "E" } } }, content: { "application/json": { schema: { $ref: "#/components/schemas/Thing" }, example: { name: "V" } } }, links: { next: { operationId: "getThing", description: "D", parameters: { id: "$response.body#/id" } } } },
          default: { description: "D", content: { "application/json": { schema: { oneOf: [{ $ref: "#/components/schemas/Thing" }, { title: "T", type: "object", properties: { a: { const: "C", description: "D" } } }] } } } },
        },
        callbacks: { done: { "{$request.body#/url}": { post: { operationId: "doneCallback", summary: "S", description: "D", requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/Thing" } } } }, responses: { 200: { description: "D" } } } } } },
        "x-codeSamples": [{ lang: "shell", label: "L", source: "S" }, { lang: "L", source: "S" }],
      },
      get: { operationId: "getThing", summary: "S", deprecated: true, tags: ["two"], responses: { 200: { description: "D", content: { "text/html": { example: "E" } } } } },
    },
    "/untagged": { put: { description: "D", responses: { "2XX": { description: "D" } } } },
  },
  webhooks: { happened: { post: { operationId: "happenedHook", summary: "S", description: "D", requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/Thing" } } } }, responses: { 200: { description: "D" } } } } },
  components: {
    securitySchemes: {
      key: { type: "apiKey", in: "query", name: "N", description: "D", "x-data-threescale-name": "app_ids" },
      oauth: { type: "oauth2", description: "D", flows: { authorizationCode: { authorizationUrl: "U", tokenUrl: "U", refreshUrl: "U", scopes: { read: "D" } }, clientCredentials: { tokenUrl: "U", scopes: { read: "D" } } } },
      oidc: { type: "openIdConnect", openIdConnectUrl: "U" },
      http: { type: "http", scheme: "bearer", bearerFormat: "F" },
    },
    schemas: {
      Thing: {
        title: "T", description: "D", type: "object", required: ["name"], externalDocs: { url: "U", description: "D" },
        properties: {
          name: { type: "string", description: "D", default: "V", examples: ["V"], pattern: "P" },
          kind: { type: "string", enum: ["a", "b"], description: "D", "x-enumDescriptions": { a: "D", b: "D" } },
          tags: { type: "array", items: { type: "string", description: "D" } },
          child: { $ref: "#/components/schemas/Thing" },
          other: { type: "object", properties: { deep: { type: "string", description: "D" } }, additionalProperties: { type: "string" }, patternProperties: { "^x": { type: "string" } } },
          missing: { $ref: "#/components/schemas/Missing" },
        },
        discriminator: { propertyName: "kind", mapping: { a: "#/components/schemas/Cat" } },
        xml: { name: "N", prefix: "P", namespace: "U" },
      },
      Cat: { allOf: [{ $ref: "#/components/schemas/Thing" }, { type: "object", properties: { purr: { type: "string", description: "D", contentMediaType: "M" } } }] },
      "__proto__x": { type: "object", properties: { constructor: { type: "string" }, "__proto__x": { type: "string" } } },
    },
  },
};
