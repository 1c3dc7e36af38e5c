/** What runs in the browser, as it is: no build step, no library. */
export const script = String.raw`'use strict';
const $ = (id) => document.getElementById(id);
const asked = new URLSearchParams(location.search).get('lang');
let lang = asked in TEXTS ? asked : /^(ru|be|kk|uk)/i.test(navigator.language) ? 'ru' : 'en';
let T = TEXTS[lang];
let base = '', view, source, polling, opened, many = false;
const commands = [];

function el(name, props, ...children) {
  const { data, ...rest } = props || {};
  const node = Object.assign(document.createElement(name), rest);
  for (const key in data) node.setAttribute(key, data[key]);
  node.append(...children);
  return node;
}
const money = (kopecks) => (kopecks / 100).toLocaleString(lang, { minimumFractionDigits: 2 });
const moment = (text) => new Date(text).toLocaleString(lang, { dateStyle: 'short', timeStyle: text.length > 16 ? 'medium' : 'short' });
const send = (method, path, body) => fetch(base + path, { method, body: body && JSON.stringify(body) });
const fault = (id, body) => ({ id, run: (on) => on ? send('DELETE', '/faults/' + id) : send('POST', '/faults', { id, ...body }) });
const faults = {
  fOut: fault('page-out', { paper: 'out' }), fNear: fault('page-near', { paper: 'nearEnd' }),
  fCover: fault('page-cover', { paper: 'cover' }), fHot: fault('page-hot', { paper: 'overheat' }),
  fPower: { on: (s) => s.power === 'off', run: (on) => send('POST', '/power', { state: on ? 'on' : 'off' }) },
  fCut: fault('page-cut', { line: 'cut', downMs: 5000 }), fSilent: fault('page-silent', { line: 'silence', forMs: 10000 }),
  fLose: fault('page-lose', { line: 'lose', at: 'closeReceipt' }), fBusy: fault('page-busy', { busyMs: 10000 }),
  fFull: fault('page-full', { fn: 'nearlyFull', documentsLeft: 0 }), fGone: fault('page-gone', { fn: 'unplugged' }),
  fSlow: fault('page-slow', { fn: 'slow', ms: 10000 }), fOfd: fault('page-ofd', { ofd: 'unreachable' }),
  fZ: fault('page-z', { zReport: 'interrupted', at: 'closeShift' }),
  fHour: { run: () => send('POST', '/clock', { advanceMs: 3600000 }) },
  fDay: { run: () => send('POST', '/clock', { advanceMs: 86400000 }) },
  fReset: { run: () => send('POST', '/reset') },
};

function drawFaults(state) {
  const box = $('faults');
  if (!box.firstChild) for (const name in faults) {
    const button = el('button', { type: 'button', id: name });
    button.onclick = () => faults[name].run(button.getAttribute('aria-pressed') === 'true');
    box.append(button);
  }
  for (const name in faults) {
    const one = faults[name], button = $(name);
    button.textContent = T[name];
    const on = one.id ? state.faults.some((f) => f.id === one.id && f.active) : one.on && one.on(state);
    if (one.id || one.on) button.setAttribute('aria-pressed', String(!!on));
  }
}

function drawFront(s) {
  $('title').textContent = s.title + ' № ' + s.serialNumber;
  document.title = s.model + ' ' + s.serialNumber;
  $('shown').textContent = s.power === 'off' ? '' : s.receipt ? T.toPay : s.display ? T.last : s.now.slice(11, 16);
  $('sum').textContent = s.power === 'off' ? '' : money(s.display);
  const trouble = (s.paper && s.paper.trouble) || (!s.fn.present && 'noFn');
  const [kind, text] = s.power === 'off' ? ['', T.off] : trouble ? ['bad', trouble === 'noFn' ? T.fn + ' ' + T.noFn : T.trouble] : s.operation ? ['warn', T.working] : ['good', T.on];
  const parts = [el('span', { id: 'lamp', className: 'lamp ' + kind }, text)];
  if (s.paper) parts.push(el('span', { id: 'roller' }, s.paper.trouble ? T[s.paper.trouble] : s.paper.nearEnd ? T.paperLow : T.paperOk));
  if (s.drawer !== 'none') parts.push(el('span', {}, s.drawer === 'open' ? T.drawerOpen : T.drawerClosed));
  $('parts').replaceChildren(...parts);
  const meter = el('meter', { max: s.fn.capacity, value: s.fn.last.number, high: s.fn.capacity * 0.9, low: s.fn.capacity * 0.8, optimum: 0 });
  const facts = [
    [T.clock, moment(s.now)], [T.shift, '№ ' + s.shift.number + ', ' + (s.shift.open ? T.opened : T.closed)],
    [T.cash, money(s.cash)], [T.fn, s.fn.number + (s.fn.present ? '' : ', ' + T.noFn)],
    [T.fill, el('span', {}, meter, ' ' + s.fn.last.number + ' / ' + s.fn.capacity)], [T.days, s.fn.keyDaysLeft],
    [T.queue, s.fn.queue.count], [T.rnm, s.registration.registrationNumber], [T.user, s.registration.user],
  ];
  if (s.ofd.ofd || s.ofd.network || s.ofd.fn) facts.push([T.ofdError, [s.ofd.network, s.ofd.ofd, s.ofd.fn].join(' / ')]);
  $('facts').replaceChildren(...facts.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value instanceof Node ? value : String(value))]));
}

function drawPaper({ state, sheets, documents }) {
  const box = $('paper');
  $('rollTitle').textContent = state.paper ? T.paper : T.noPrinter;
  const wanted = state.paper
    ? sheets.map((one) => ({ key: one.version, src: '/paper.png?sheet=' + one.sheet + '&v=' + one.version, alt: T.paper + ' ' + one.sheet }))
    : documents.slice(-12).map((one) => ({ key: one.number + '.' + one.fiscalSign, src: '/documents/' + one.number + '.svg?v=' + one.fiscalSign, alt: one.name }));
  const old = new Map([...box.querySelectorAll('img')].map((img) => [img.dataset.key, img]));
  const images = wanted.reverse().map(({ key, src, alt }) => {
    const known = old.get(key);
    if (known) return known;
    const img = el('img', { src: base + src, alt });
    img.dataset.key = key;
    return img;
  });
  if (images.length !== box.childElementCount || images.some((img, i) => img !== box.children[i]))
    box.replaceChildren(...(images.length ? images : [el('p', { className: 'empty' }, T.nothing)]));
}

function drawDocuments(documents) {
  const rows = [...documents].reverse().map((one) => {
    const row = el('button', { type: 'button', className: 'row', data: { 'aria-expanded': String(opened === one.number) } },
      el('span', {}, String(one.number)), el('span', {}, one.name, el('small', {}, moment(one.dateTime) + ' · ФП ' + one.fiscalSign)),
      el('span', {}, one.totalKopecks === undefined ? '' : money(one.totalKopecks)),
      el('span', { title: one.ticket ? T.taken + ' ' + one.ticket : T.queue }, one.ticket ? '✓' : '…'));
    row.onclick = () => show(opened === one.number ? undefined : one.number);
    return row;
  });
  const at = document.activeElement && document.activeElement.className === 'row' ? [...$('documents').children].indexOf(document.activeElement) : -1;
  $('documents').replaceChildren(...rows);
  if (at >= 0 && rows[at]) rows[at].focus();
}

function tagRows(fields, depth) {
  return fields.flatMap(({ tag, id, name, value }) => {
    const label = lang === 'ru' ? name : id;
    const cell = el('td', {}, label);
    cell.style.paddingLeft = depth * 12 + 'px';
    const head = (text) => el('tr', {}, el('td', {}, String(tag)), cell, el('td', {}, text));
    return Array.isArray(value) ? [head(''), ...tagRows(value, depth + 1)] : [head(String(value))];
  });
}

async function show(number) {
  opened = number;
  drawDocuments(view.documents);
  const box = $('detail');
  box.hidden = number === undefined;
  if (box.hidden) return;
  const { document: content } = await (await fetch(base + '/documents/' + number)).json();
  if (opened !== number) return;
  box.replaceChildren(el('img', { src: base + '/documents/' + number + '.svg', alt: content.name }), el('table', {}, ...tagRows(content.fields, 0)));
}

function drawCommands(fresh) {
  commands.push(...fresh);
  commands.splice(0, commands.length - 80);
  $('commands').replaceChildren(...[...commands].reverse().map((one) => {
    const item = el('li', { className: one.refused ? 'refused' : '' }, one.dateTime.slice(11) + ' ');
    if (!one.name) item.append(one.text);
    else item.append(el('b', { title: one.text }, one.name), one.refused ? ' ' + one.text.slice(one.text.indexOf('REFUSED')) : '',
      el('span', { className: 'bytes' }, '→ ' + one.sent), el('span', { className: 'bytes' }, '← ' + one.answered));
    return item;
  }));
}

function draw(fresh) {
  $('link').textContent = T.live;
  drawFaults(view.state);
  drawFront(view.state);
  drawPaper(view);
  drawDocuments(view.documents);
  drawCommands(fresh);
  if (opened !== undefined && !view.documents.some((one) => one.number === opened)) show();
}

async function drawList() {
  const { registers } = await (await fetch('/registers')).json();
  many = registers.length > 1;
  if (location.hash) return registers;
  $('link').textContent = T.live;
  $('title').textContent = T.registers + ': ' + registers.length;
  $('list').replaceChildren(...registers.map((one) => el('a', { href: '#' + one.number },
    el('b', { className: 'lamp ' + (one.power === 'on' ? 'good' : '') }, one.number + '. ' + one.model + ' № ' + one.serialNumber),
    el('small', {}, T.fn + ' ' + one.fnNumber), el('small', {}, T.shift + ' № ' + one.shift.number + ' ' + (one.shift.open ? T.opened : T.closed) + ', ' + T.cash + ' ' + money(one.cash)),
    el('small', {}, T.documents + ': ' + one.documents + ', ' + T.queue + ': ' + one.waiting))));
  return registers;
}

function lost() { $('link').textContent = T.lost; }

async function route() {
  if (source) source.close();
  clearInterval(polling);
  commands.length = 0;
  opened = undefined;
  $('detail').hidden = true;
  const registers = await drawList();
  const number = Number(location.hash.slice(1)) || (many ? 0 : 1);
  $('list').hidden = number > 0;
  $('register').hidden = !(number > 0);
  $('all').hidden = !many || !number;
  if (!number) { polling = setInterval(() => drawList().catch(lost), 1000); return; }
  base = '/registers/' + Math.min(number, registers.length);
  $('paper').replaceChildren();
  source = new EventSource(base + '/live');
  source.onerror = lost;
  source.onopen = () => { commands.length = 0; };
  source.onmessage = ({ data }) => { view = JSON.parse(data); draw(view.commands); };
}

function speak() {
  T = TEXTS[lang];
  document.documentElement.lang = lang;
  for (const node of document.querySelectorAll('[data-text]')) node.textContent = T[node.dataset.text];
  $('lang').textContent = T.other;
  $('all').textContent = T.all;
}
$('lang').onclick = () => {
  lang = lang === 'ru' ? 'en' : 'ru';
  speak();
  if ($('list').hidden) { draw([]); if (opened !== undefined) show(opened); } else drawList();
};
$('all').onclick = () => { location.hash = ''; };
window.onhashchange = () => route().catch(lost);
speak();
route().catch(lost);
`;
