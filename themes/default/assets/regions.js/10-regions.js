// Finishes a page that is served from another origin than the runtime: asks the runtime for the parts that are the
// reader's own, and leads what the runtime alone answers to it.
(() => {
  const { runtime } = document.currentScript.dataset;
  if (location.origin === runtime) return;
  const build = document.documentElement.dataset.portalBuild;
  const owned = ["/admin", "/login", "/logout", "/auth", "/session", "/signup", "/api_docs"];
  const isOwned = (path) => owned.some((begin) => path === begin || path.startsWith(`${begin}/`) || path.startsWith(`${begin}?`));

  /** Links and forms for the runtime, with the way back to this page. */
  const lead = (root) => {
    const at = (path) => {
      const url = new URL(path, runtime);
      if (path.startsWith("/login") || url.searchParams.has("return_to")) url.searchParams.set("return_to", location.href.split("#")[0]);
      return url.href;
    };
    for (const [selector, name] of [["a[href^='/']", "href"], ["form[action^='/']", "action"]]) {
      for (const element of root.querySelectorAll(selector)) {
        const path = element.getAttribute(name);
        if (isOwned(path)) element.setAttribute(name, at(path));
      }
    }
  };

  /** Puts a part between its two comments. */
  const put = (begin, html) => {
    let end = begin;
    while (end && end.data !== "/portal") end = end.nextSibling;
    if (!end) return;
    const range = document.createRange();
    range.setStartAfter(begin);
    range.setEndBefore(end);
    const part = range.createContextualFragment(html);
    lead(part);
    range.deleteContents();
    range.insertNode(part);
  };

  const finish = async () => {
    const query = new URLSearchParams({ page: location.pathname, build });
    const answer = await fetch(`${runtime}/_portal/regions?${query}`, { credentials: "include", headers: { Accept: "application/json" } });
    if (answer.status !== 200) return;
    const { parts } = await answer.json();
    const comments = document.createTreeWalker(document.body, NodeFilter.SHOW_COMMENT);
    const begins = [];
    while (comments.nextNode()) if (comments.currentNode.data.startsWith("portal:")) begins.push(comments.currentNode);
    for (const begin of begins) {
      const html = parts[begin.data.slice("portal:".length)];
      if (html !== undefined) put(begin, html);
    }
    document.dispatchEvent(new CustomEvent("portal:finished"));
  };

  lead(document);
  // What a stranger sees stays where the runtime does not answer.
  if (build) finish().catch(() => {});
})();
