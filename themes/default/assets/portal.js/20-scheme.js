// The colour scheme switch: system, light, dark, system …
{
  const root = document.documentElement;
  const order = ["system", "light", "dark"];
  const current = () => root.dataset.scheme || "system";
  const name = (button) => {
    button.setAttribute("aria-label", "Colour scheme: " + current());
    button.title = "Colour scheme: " + current();
  };
  for (const button of all("[data-scheme-switch]")) {
    name(button);
    button.addEventListener("click", () => {
      const next = order[(order.indexOf(current()) + 1) % order.length];
      if (next === "system") delete root.dataset.scheme;
      else root.dataset.scheme = next;
      memory.set("scheme", next === "system" ? null : next);
      name(button);
      announce("Colour scheme: " + next);
    });
  }
}
