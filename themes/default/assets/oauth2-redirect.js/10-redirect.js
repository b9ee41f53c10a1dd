// Where an OAuth 2 provider sends the window back to: hands code and state to the console that waits for them, in
// any window of this portal, and closes this one. Nothing of it is kept.
{
  const query = new URLSearchParams(location.search);
  const told = Object.fromEntries(["state", "code", "error", "error_description", "iss"].map((name) => [name, query.get(name)]));
  const message = document.getElementById("oauth2-message");
  history.replaceState(null, "", location.pathname);
  if (told.state && (told.code || told.error)) {
    const channel = new BroadcastChannel("portal-oauth2");
    channel.addEventListener("message", ({ data }) => {
      if (data?.taken !== told.state) return;
      message.textContent = "You are signed in. This window can be closed.";
      close();
    });
    channel.postMessage(told);
    setTimeout(() => {
      if (!message.textContent.startsWith("You are")) message.textContent = "No console waits for this answer. Go back to the operation and ask for a token again.";
    }, 3000);
  }
}
