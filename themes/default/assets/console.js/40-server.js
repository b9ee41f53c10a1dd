// Which server is called, and the variables of its address.
function serverForm(data) {
  const servers = data.servers.length ? data.servers : [{ url: "" }];
  const place = make("div");
  const address = make("output", { class: "console-address" });
  let variables = [];
  let current = servers[0];

  const url = () => {
    let text = current.url;
    for (const field of variables) text = text.replaceAll(`{${field.spec.name}}`, field.value() ?? field.spec.default);
    try {
      return new URL(text || "/", location.origin).href.replace(/\/$/, "");
    } catch {
      return text;
    }
  };
  const show = () => { address.textContent = url(); };
  const choose = (at) => {
    current = servers[at];
    variables = (current.variables || []).map((variable) => field({ ...variable, required: true, quiet: true, example: variable.default }));
    const about = current.about && servers.length === 1 ? make("p", { class: "console-about" }, ...prose(current.about)) : "";
    place.replaceChildren(about, ...variables.map((variable) => variable.node));
    show();
  };

  const node = group("Server");
  if (servers.length > 1) {
    const label = (server) => server.about ? `${server.url} (${server.about.split(/[.\n]/)[0].replaceAll("`", "")})` : server.url;
    const chooser = select({ onchange: () => choose(chooser.value) }, servers.map((server, at) => [String(at), label(server)]));
    node.append(labelled(chooser, "Base address").node);
  }
  node.append(place, address);
  node.addEventListener("input", show);
  node.addEventListener("change", show);
  choose(0);
  return { node, url, fields: () => variables };
}
