/** What runs in the browser, as it is. Without it every page works by its forms. */
export const script = `'use strict';
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// What changes: the page is asked for again, and its live parts take the place of the old ones.
let source, busy = false, again = false;
async function refresh() {
  if (busy) { again = true; return; }
  busy = true;
  try {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
    if (answer.redirected || answer.status === 401) { location.reload(); return; }
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const old of all('[data-live]')) {
      const next = old.id && fresh.getElementById(old.id);
      if (!next || next.innerHTML === old.dataset.seen || old.contains(document.activeElement) && document.activeElement.matches('input,select,textarea')) continue;
      old.dataset.seen = next.innerHTML;
      const focused = old.contains(document.activeElement) && document.activeElement.outerHTML;
      old.replaceChildren(...next.childNodes);
      if (focused) all('a,button,[tabindex]', old).find((one) => one.outerHTML === focused)?.focus();
    }
    const count = fresh.querySelector('nav .count'), mark = document.querySelector('nav .count');
    if ((count && count.textContent) !== (mark && mark.textContent)) {
      const link = document.querySelector('nav a[href="/unknown"]'), other = fresh.querySelector('nav a[href="/unknown"]');
      if (link && other) link.replaceChildren(...other.childNodes);
    }
  } catch { /* The line will come back. */ } finally {
    busy = false;
    if (again) { again = false; setTimeout(refresh, 1000); }
  }
}
function watch() {
  if (source || document.hidden || !document.querySelector('[data-live]')) return;
  source = new EventSource('/live');
  source.onmessage = refresh;
}
document.addEventListener('visibilitychange', () => {
  if (document.hidden) { if (source) source.close(); source = undefined; } else { watch(); if (document.querySelector('[data-live]')) refresh(); }
});
addEventListener('pagehide', () => { if (source) source.close(); source = undefined; });
addEventListener('pageshow', (event) => { watch(); if (event.persisted) for (const form of all('form')) delete form.dataset.sent; });
watch();

// Questions before what cannot be taken back, and one click for one form.
addEventListener('submit', (event) => {
  const form = event.target;
  if (form.dataset.confirm && !confirm(form.dataset.confirm)) { event.preventDefault(); return; }
  if (form.dataset.sent) { event.preventDefault(); return; }
  if (form.method === 'post' && !form.dataset.download) form.dataset.sent = '1';
});

// Forms that are checked, or answered, while they are filled in.
for (const form of all('form[data-check]')) {
  let timer, asked = 0;
  const touched = new Set();
  const place = document.getElementById(form.dataset.place);
  const ask = async () => {
    const number = ++asked;
    const fields = new URLSearchParams(new FormData(form));
    const get = form.dataset.by === 'get';
    let answer;
    try {
      answer = await fetch(form.dataset.check + (get ? '?' + fields : ''), get ? {} : { method: 'POST', body: fields });
    } catch { return; }
    if (number !== asked || !answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const wrong = new Map(all('[data-problem]', fresh).map((one) => [one.dataset.problem, one.textContent]));
    for (const control of form.elements) {
      const spot = control.name && document.getElementById('e-' + control.name);
      if (!spot) continue;
      const text = wrong.get(control.name);
      const shown = text !== undefined && touched.has(control.name) ? text : '';
      spot.textContent = shown;
      if (shown) control.setAttribute('aria-invalid', 'true'); else control.removeAttribute('aria-invalid');
    }
    place.replaceChildren(...fresh.body.childNodes);
    if (get) history.replaceState(null, '', location.pathname + '?' + fields);
  };
  const soon = (event) => {
    if (event.target.name) touched.add(event.target.name);
    const output = event.target.name && form.querySelector('output[for="' + event.target.id + '"]');
    if (output) output.textContent = Number(event.target.value).toLocaleString(document.documentElement.lang);
    clearTimeout(timer);
    timer = setTimeout(ask, 200);
  };
  form.addEventListener('input', soon);
  form.addEventListener('change', soon);
  ask();
}
for (const box of all('input[data-all]')) {
  box.addEventListener('change', () => {
    for (const one of all('input[type=checkbox][name="' + box.dataset.all + '"]', box.form)) one.checked = box.checked;
  });
}
for (const one of all('[data-copy]')) {
  one.hidden = false;
  one.addEventListener('click', () => navigator.clipboard && navigator.clipboard.writeText(one.dataset.copy));
}
`;
