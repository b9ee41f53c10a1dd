// Live reload of the preview. Loaded from the same origin, so the pages' own strict policy holds.
// Each page carries the version it was made as; a change counts only if the page would now be another.
(() => {
  'use strict';
  const script = document.currentScript;
  let version = script.dataset.version;
  let source = null;

  const etag = (answer) => (answer.headers.get('etag') || '').replace(/^W\/|"/g, '');
  const stylesheets = (page) => [...page.querySelectorAll('link[rel~="stylesheet"]:not([data-old])')];

  // Puts the new sheet behind the old one and takes the old one away once the new one is there: no flash.
  function swap(old, href) {
    const next = old.cloneNode();
    old.dataset.old = '';
    next.href = href;
    next.addEventListener('load', () => old.remove());
    next.addEventListener('error', () => old.remove());
    old.after(next);
  }

  async function swapStylesheets(paths) {
    const answer = await fetch(location.href, { cache: 'no-store' });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const [before, after] = [stylesheets(document), stylesheets(page)];
    if (before.length !== after.length) return location.reload();
    before.forEach((old, at) => {
      const href = after[at].getAttribute('href');
      const name = href.split(/[?#]/)[0].split('/').pop();
      const isChanged = href !== old.getAttribute('href').split('?')[0] || paths.some((path) => path.endsWith(`/${name}`));
      if (isChanged) swap(old, `${href}?v=${Date.now()}`);
    });
    version = etag(answer);
  }

  // A version is that of the page and that of the links to its style sheets. Where the page is as it was, it stays.
  async function compare(paths) {
    const answer = await fetch(location.href, { method: 'HEAD', cache: 'no-store' });
    const now = etag(answer);
    if (now.split('-')[0] !== version.split('-')[0]) return location.reload();
    const styles = paths.filter((path) => path.endsWith('.css'));
    if (now !== version || styles.length > 0) await swapStylesheets(styles);
  }

  // One after the other: two at a time would put one sheet twice. A preview that is gone is asked again by `open`.
  let last = Promise.resolve();
  const follow = (paths) => { last = last.then(() => compare(paths)).catch(() => {}); };

  function listen() {
    if (source) return;
    source = new EventSource('/_portal/events');
    source.addEventListener('change', (event) => follow(JSON.parse(event.data).paths));
    source.addEventListener('open', () => follow([]));
  }

  // A browser opens six connections to a host: tabs in the background must not hold them.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') return listen();
    source?.close();
    source = null;
  });
  if (document.visibilityState === 'visible') listen();
})();
