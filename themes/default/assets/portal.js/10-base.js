// What the other parts share: a status line for screen readers, and a memory that may be refused.
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};
const memory = {
  get(key) { try { return localStorage.getItem("portal." + key); } catch { return null; } },
  set(key, value) {
    try {
      if (value === null) localStorage.removeItem("portal." + key);
      else localStorage.setItem("portal." + key, value);
    } catch { /* private mode: the choice lasts for this page */ }
  },
};
// The page is to be read before it can be worked: its first frame waits for nothing below. Who has chosen a language
// sees no other one first. A page that nobody sees yet has no frames.
if (!document.hidden && !memory.get("tab")) await new Promise((shown) => requestAnimationFrame(() => setTimeout(shown)));
const announce = (() => {
  const status = make("p", { role: "status", class: "sr" });
  (document.querySelector("main") || document.body).append(status);
  return (text) => {
    status.textContent = "";
    setTimeout(() => { status.textContent = text; }, 50);
  };
})();
