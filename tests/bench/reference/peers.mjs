// The renderers, each as a page of its own and the address that opens one operation.
import { join } from "node:path";
import { readFileSync } from "node:fs";

const folder = (name) => join(new URL("./node_modules/", import.meta.url).pathname, name);
const version = (name) => JSON.parse(readFileSync(join(folder(name), "package.json"), "utf8")).version;
const slug = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-");

/** Every peer: its name, the files it serves (address to path), its page, and the fragment that opens an operation. */
export const peers = [
  {
    name: `Swagger UI ${version("swagger-ui-dist")}`,
    files: { "/swagger-ui.css": join(folder("swagger-ui-dist"), "swagger-ui.css"), "/swagger-ui-bundle.js": join(folder("swagger-ui-dist"), "swagger-ui-bundle.js") },
    html: () => `<link rel=stylesheet href=/swagger-ui.css><div id=ui></div><script src=/swagger-ui-bundle.js></script>
<script>SwaggerUIBundle({ url: "/description.json", dom_id: "#ui", deepLinking: true })</script>`,
    fragment: ({ tag, id }) => `#/${encodeURIComponent(tag)}/${encodeURIComponent(id)}`,
  },
  {
    name: `Redoc ${version("redoc")}`,
    files: { "/redoc.js": join(folder("redoc"), "bundles/redoc.standalone.js") },
    html: () => `<redoc spec-url="/description.json"></redoc><script type=module src=/redoc.js></script>`,
    fragment: ({ tag, id }) => `#tag/${tag.replace(/ /g, "-")}/operation/${encodeURIComponent(id)}`,
  },
  {
    name: `Scalar ${version("@scalar/api-reference")}`,
    files: { "/scalar.js": join(folder("@scalar/api-reference"), "dist/browser/standalone.js") },
    html: () => `<div id=app></div><script src=/scalar.js></script>
<script>Scalar.createApiReference("#app", { url: "/description.json", withDefaultFonts: false, telemetry: false })</script>`,
    fragment: ({ tag, path, method }) => `#tag/${slug(tag)}/${method.toUpperCase()}${path}`,
  },
  {
    name: `RapiDoc ${version("rapidoc")}, focused`,
    files: { "/rapidoc.js": join(folder("rapidoc"), "dist/rapidoc-min.js") },
    html: () => `<script type=module src=/rapidoc.js></script><rapi-doc spec-url="/description.json" render-style="focused" load-fonts="false"></rapi-doc>`,
    fragment: ({ path, method }) => `#${method.toLowerCase()}-${path.replace(/[\s#:?&=\{\}]/g, "-")}`,
  },
  {
    name: `OpenAPI Explorer ${version("openapi-explorer")}`,
    files: { "/explorer.js": join(folder("openapi-explorer"), "dist/browser/openapi-explorer.min.js") },
    html: () => `<script type=module src=/explorer.js></script><openapi-explorer spec-url="/description.json"></openapi-explorer>`,
    fragment: ({ path, method }) => `#?route=${method.toLowerCase()}-${path.replace(/[\s#:?&=\{\}]/g, "-")}`,
  },
];
