// Copy buttons: of a code block (without shell prompts), or of the element that `data-copy` names.
if (navigator.clipboard) {
  const textOf = (button) => {
    const named = button.dataset.copy;
    const source = named ? document.getElementById(named) : button.closest(".code")?.querySelector("code");
    if (!source) return "";
    const copy = source.cloneNode(true);
    for (const prompt of all(".u", copy)) prompt.remove();
    return copy.textContent;
  };
  for (const button of all("[data-copy]")) {
    const label = button.textContent;
    let timer;
    button.hidden = false;
    button.addEventListener("click", async () => {
      let said = "Copied";
      try { await navigator.clipboard.writeText(textOf(button)); } catch { said = "Not allowed"; }
      button.textContent = said;
      announce(said);
      clearTimeout(timer);
      timer = setTimeout(() => { button.textContent = label; }, 2000);
    });
  }
}
