// The drawer opens by itself (popover); here it only gets out of the way.
{
  const drawer = document.getElementById("drawer");
  if (drawer && drawer.hidePopover) {
    const close = () => { if (drawer.matches(":popover-open")) drawer.hidePopover(); };
    matchMedia("(min-width: 47.5em)").addEventListener("change", close);
    drawer.addEventListener("click", (event) => { if (event.target.closest("a")) close(); });
    if (!CSS.supports("scroll-initial-target: nearest")) drawer.querySelector("[aria-current='page']")?.scrollIntoView({ block: "nearest" });
  }
}
