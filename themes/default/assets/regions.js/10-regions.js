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
    for (const link of root.querySelectorAll("a[href^='/']")) {
      const path = link.getAttribute("href");
      if (!isOwned(path)) continue;
      const url = new URL(path, runtime);
      if (url.pathname.startsWith("/login")) url.searchParams.set("return_to", location.href.split("#")[0]);
      link.href = url.href;
    }
    for (const form of root.querySelectorAll("form[action^='/']")) {
      if (isOwned(form.getAttribute("action"))) form.action = runtime + form.getAttribute("action");
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
