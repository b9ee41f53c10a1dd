// JSON for eyes. It is laid out token by token, so that numbers keep the digits they came with.
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null|[{}[\],:]/g;

function* laidOut(text) {
  let depth = 0;
  let before = "";
  const line = () => "\n" + "  ".repeat(depth);
  const tokens = text.match(TOKEN) || [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    const isEmpty = (before === "{" && token === "}") || (before === "[" && token === "]");
    if (token === "}" || token === "]") depth -= 1;
    if (before && !isEmpty && (before === "{" || before === "[" || before === "," || token === "}" || token === "]")) yield ["", line()];
    if (token === "{" || token === "[") depth += 1;
    if (token === ":") yield ["", ": "];
    else if (token[0] === '"') yield [tokens[at + 1] === ":" ? "p" : "s", token];
    else yield [/[{}[\],]/.test(token) ? "" : "n", token];
    before = token;
  }
}

const pretty = (text) => [...laidOut(text)].map(([, part]) => part).join("");

/** JSON as nodes with the theme's classes for tokens. */
function painted(text) {
  const fragment = document.createDocumentFragment();
  let run = "";
  for (const [kind, part] of laidOut(text)) {
    if (!kind) {
      run += part;
      continue;
    }
    if (run) fragment.append(run);
    run = "";
    fragment.append(make("i", { class: kind }, part));
  }
  fragment.append(run);
  return fragment;
}
