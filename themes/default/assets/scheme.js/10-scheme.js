// Applies the remembered colour scheme before the first paint. It blocks rendering, and stands before the style sheet so
// that it does not wait for that: nothing else belongs here.
(function (root) {
  var scheme;
  try { scheme = localStorage.getItem("portal.scheme"); } catch (refused) { /* storage is switched off: follow the system */ }
  if (scheme === "light" || scheme === "dark") root.dataset.scheme = scheme;
  root.dataset.js = "";
})(document.documentElement);
