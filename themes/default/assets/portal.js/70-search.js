// Search as you type. Without script the same form opens /search/, a listing of all pages.
{
  let index;
  const load = (form) => index ??= fetch(form.dataset.index)
    .then((answer) => answer.json())
    .then(({ pages, apis }) => [
      ...pages.map(({ title, url, section = "", description = "", headings: names = [] }) => ({ title, url, section, description, names })),
      ...apis.flatMap(versionEntries),
    ])
    .catch(() => []);
  // What a version holds is told by its slugs; the addresses are made here.
  const versionEntries = ({ title: section, url: base, description = "", operations, webhooks = [], tags, schemas }) => {
    const entry = (kind, slug, title, description, names = []) => ({ title, url: `${base}${kind}/${slug}/`, section, description, names });
    return [
      { title: section, url: base, section: "API reference", description, names: [] },
      ...operations.map(([slug, verb, path, title]) => entry("operations", slug, title || path, `${verb} ${path}`)),
      ...webhooks.map(([slug, name, title]) => entry("webhooks", slug, title || name, "Webhook", [name])),
      ...tags.map(([slug, title]) => entry("tags", slug, title, "Operations")),
      ...schemas.map(([slug, title]) => entry("schemas", slug, title, "Schema")),
    ];
  };
  const score = (entry, words) => {
    const title = entry.title.toLowerCase();
    let total = 0;
    for (const word of words) {
      const found = (text) => text.toLowerCase().includes(word);
      const points = (title.startsWith(word) ? 12 : title.includes(" " + word) ? 9 : title.includes(word) ? 6 : 0)
        + (entry.names.some(found) ? 4 : 0) + (found(entry.description) ? 2 : 0) + (found(entry.section) ? 1 : 0);
      if (!points) return 0;
      total += points;
    }
    return total;
  };
  const find = async (form, query) => {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    return (await load(form))
      .map((entry) => ({ entry, points: score(entry, words) }))
      .filter((hit) => hit.points)
      .sort((a, b) => b.points - a.points)
      .map((hit) => hit.entry);
  };
  const number = (count) => count === 0 ? "No results" : count === 1 ? "1 result" : count + " results";

  const listbox = (form, input) => {
    const list = make("ul", { role: "listbox", id: "search-list", "aria-label": "Search results", class: "search-list", hidden: "" });
    let at = -1;
    form.append(list);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list", autocomplete: "off" }))
      input.setAttribute(name, value);
    const show = (open) => {
      list.hidden = !open;
      input.setAttribute("aria-expanded", String(open));
      if (!open) mark(-1);
    };
    const mark = (next) => {
      list.children[at]?.setAttribute("aria-selected", "false");
      at = next;
      const option = list.children[at];
      if (!option) return input.removeAttribute("aria-activedescendant");
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", option.id);
    };
    const go = (option) => { location.href = option.dataset.url; };
    const update = async () => {
      const query = input.value;
      const hits = (await find(form, query)).slice(0, 8);
      if (query !== input.value) return;
      mark(-1);
      list.replaceChildren(...hits.map((hit, row) => {
        const option = make("li", { role: "option", id: "search-" + row, "aria-selected": "false" },
          make("span", { class: "search-title" }, hit.title), make("span", { class: "search-where" }, hit.section));
        option.dataset.url = hit.url;
        option.addEventListener("mousedown", (event) => { event.preventDefault(); go(option); });
        return option;
      }));
      show(hits.length > 0 && document.activeElement === input);
      if (query.trim()) announce(number(hits.length));
    };
    input.addEventListener("focus", () => { load(form); update(); });
    input.addEventListener("input", update);
    input.addEventListener("blur", () => show(false));
    input.addEventListener("keydown", (event) => {
      const count = list.children.length;
      if (event.key === "Escape") { if (list.hidden) input.blur(); else { event.preventDefault(); show(false); } }
      if (list.hidden || !count) return;
      if (event.key === "ArrowDown") { event.preventDefault(); mark((at + 1) % count); }
      if (event.key === "ArrowUp") { event.preventDefault(); mark(at <= 0 ? count - 1 : at - 1); }
      if (event.key === "Enter" && at >= 0) { event.preventDefault(); go(list.children[at]); }
    });
  };

  const page = (form, input) => {
    const results = document.getElementById("search-results");
    const listing = document.getElementById("search-all");
    input.value = new URLSearchParams(location.search).get("q") || "";
    const update = async () => {
      const query = input.value;
      const hits = (await find(form, query)).slice(0, 40);
      if (query !== input.value) return;
      const asked = query.trim() !== "";
      listing.hidden = asked;
      results.hidden = !asked;
      results.replaceChildren(...hits.map((hit) => make("li", {},
        make("a", { href: hit.url }, hit.title), make("span", { class: "search-where" }, hit.section), make("p", {}, hit.description))));
      if (asked && !hits.length) results.append(make("li", {}, make("p", {}, "Nothing found. Try fewer or other words.")));
      if (asked) announce(number(hits.length));
    };
    input.addEventListener("input", update);
    form.addEventListener("submit", (event) => { event.preventDefault(); update(); });
    update();
  };

  for (const form of all("form[data-index]")) {
    const input = form.querySelector("input");
    if (form.dataset.page === undefined) listbox(form, input);
    else page(form, input);
  }
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing) return;
    const input = all("form[data-index] input").find((field) => field.offsetParent);
    if (!input) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
}
