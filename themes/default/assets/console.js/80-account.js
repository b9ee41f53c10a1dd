// The customer's own credentials. Only where the page says that somebody is logged in are they asked for, once, when
// the first console opens. They are put into inputs of this page and kept nowhere.
let account;
let customer = null;

/** What identifies whoever is logged in at the api of this console; a stranger makes no request. */
async function ownCredentials({ credentials, api }) {
  if (!credentials) return null;
  account ??= fetch(credentials).then((answer) => answer.ok ? answer.json() : null).catch(() => null);
  const found = customer = await account;
  const applications = (found?.applications || []).filter(({ apis }) => apis.some(({ name }) => name === api));
  return applications.length ? { account: found, applications } : null;
}

/** Asks for the value of a key that the portal keeps. The session has another id after that, and its forms another token. */
async function reveal(own, key) {
  const headers = { Accept: "application/json", "X-CSRF-Token": own.csrf_token };
  const answer = await fetch(key.reveal_url, { method: "POST", headers });
  const said = /json/.test(answer.headers.get("Content-Type")) ? await answer.json() : {};
  if (!answer.ok) throw Object.assign(new Error(said.error || "The key cannot be shown. Load the page again."), said);
  key.value = said.value;
  own.csrf_token = said.csrf_token;
  for (const input of document.querySelectorAll("input[name=authenticity_token]")) input.value = said.csrf_token;
}

/**
 * Which application calls. Its id is filled in; a key is when somebody asks for it. Where the portal sends, a word stands
 * for the key: the portal puts the key there, and the page never has it.
 */
function accountForm(own, form, through) {
  if (!own) return { node: null, fill() {} };
  const filled = new WeakMap();
  let [current] = own.applications;
  let chosen;
  const fill = () => {
    const key = chosen && (putsKeys(chosen) ? chosen.stand_in : chosen.value);
    const values = { app_ids: current.app_id, client_ids: current.app_id, app_keys: key, user_keys: key, client_secrets: key };
    for (const control of form.querySelectorAll("[data-credential]")) {
      const value = values[control.dataset.credential] ?? "";
      // What somebody wrote there stays.
      if (control.value === value || (control.value && control.value !== filled.get(control))) continue;
      control.value = value;
      filled.set(control, value);
      control.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };
  const putsKeys = (key) => through.current()?.isPortal && key.stand_in;
  const keys = make("div", { class: "console-keys" });
  const message = make("p", { class: "console-error", role: "alert" });
  const use = async (key) => {
    message.replaceChildren();
    try {
      if (!putsKeys(key) && !key.value) await reveal(own.account, key);
      chosen = key;
      fill();
      say(keys, "Filled in");
    } catch (error) {
      message.append(error.message, ...(error.login ? [" ", make("a", { href: error.login }, "Log in")] : []));
    }
  };
  const choose = (at) => {
    current = own.applications[at];
    chosen = undefined;
    const usable = current.keys.filter((key) => key.value || key.reveal_url || putsKeys(key));
    const note = "Keys are shown once, when they are made: paste yours.";
    keys.replaceChildren(...usable.map((key) => button(`${putsKeys(key) ? "Use" : "Fill in"} ${key.name || "the key"} ${key.shown}`, () => use(key))), usable.length ? "" : browserNote(note));
    fill();
  };
  const names = own.applications.map(({ name }, at) => [String(at), name]);
  const chooser = select({ onchange: () => choose(chooser.value) }, names);
  // Another way to authenticate brings other inputs; whoever sends now may put in no keys.
  form.addEventListener("change", () => fill());
  through.node?.addEventListener("change", () => choose(chooser.value));
  const node = group("Your application", labelled(chooser, "Application").node, keys, message);
  return { node, fill: () => choose(0) };
}
