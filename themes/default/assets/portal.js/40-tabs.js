// Tabs of code in several languages. One choice moves every group on the page and is remembered.
{
  const groups = [];
  const select = (group, slug) => {
    const at = group.panels.findIndex((panel) => panel.dataset.tab === slug);
    if (at < 0) return;
    group.panels.forEach((panel, index) => { panel.hidden = index !== at; });
    group.buttons.forEach((button, index) => {
      button.setAttribute("aria-selected", String(index === at));
      button.tabIndex = index === at ? 0 : -1;
    });
  };
  // Groups of one kind move together: languages, or what `data-tabs` names. Only languages are remembered.
  const choose = (button, slug, kind) => {
    const before = button.getBoundingClientRect().top;
    for (const group of groups) if (group.kind === kind) select(group, slug);
    // Groups above may have changed their height: keep what the reader clicked where it is.
    scrollBy({ top: button.getBoundingClientRect().top - before, behavior: "instant" });
    if (!kind) memory.set("tab", slug);
  };
  all("[data-tabs]").forEach((element, number) => {
    const kind = element.dataset.tabs;
    const list = make("div", { role: "tablist", class: "tablist", "aria-label": kind || "Language" });
    const panels = [...element.children].filter((child) => child.dataset.tab);
    const buttons = panels.map((panel, index) => {
      const title = panel.querySelector(".tab-title");
      const slug = panel.dataset.tab;
      const id = `tab-${number}-${index}`;
      const button = make("button", { type: "button", role: "tab", id, "aria-controls": id + "-panel" }, title ? title.textContent : slug);
      panel.id = id + "-panel";
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", id);
      button.addEventListener("click", () => choose(button, slug, kind));
      return button;
    });
    if (!panels.length) return;
    list.append(...buttons);
    list.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key];
      if (!step) return;
      event.preventDefault();
      const last = buttons.length - 1;
      const from = buttons.indexOf(document.activeElement);
      const to = step === -Infinity ? 0 : step === Infinity ? last : (from + step + last + 1) % (last + 1);
      buttons[to].focus();
      choose(buttons[to], panels[to].dataset.tab, kind);
    });
    element.prepend(list);
    element.dataset.ready = "";
    const group = { kind, panels, buttons };
    groups.push(group);
    select(group, panels[0].dataset.tab);
    if (!kind) select(group, memory.get("tab"));
  });
}
