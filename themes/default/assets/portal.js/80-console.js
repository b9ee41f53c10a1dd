// The console of an operation is a module of its own, fetched when it is first opened.
for (const button of all("[data-console]")) {
  button.addEventListener("click", async () => {
    button.setAttribute("aria-busy", "true");
    try {
      const { open } = await import(button.dataset.script);
      await open(button);
    } catch {
      const said = "The console cannot be loaded. Are you offline?";
      announce(said);
      button.title = said;
    }
    button.removeAttribute("aria-busy");
  });
}
