// The pages of the site as HTML, in both languages.

export const languages = ['ru', 'en'];

const words = {
  ru: {
    title: 'atol-kkt: драйвер касс АТОЛ, который можно попробовать здесь',
    description: 'Касса и ККТ АТОЛ в одной странице: код чека, байты на линии, бумага, сбои по кнопке.',
    lead: 'ККТ АТОЛ и касса прямо в этой странице. Слева программа кассы, её можно менять; в середине байты на линии; справа ККТ, её бумага и неприятности на выбор. Ничего не уходит в сеть.',
    playground: 'Попробовать',
    docs: 'Документация',
    api: 'Справочник API',
    other: 'English',
    till: 'Касса',
    keys: 'Ctrl + Enter — выполнить',
    line: 'Линия',
    register: 'ККТ',
    code: 'Программа кассы',
    protocol: 'Протокол',
    third: 'третий',
    second: 'второй',
    source: 'Исходный код',
    english: 'Эта страница есть только по-английски.',
    run: 'Выполнить',
    output: 'Что напечатала программа',
    paperLabel: 'Бумага',
    lineLabel: 'Пакеты на линии, новые сверху',
    noPaper: 'Нет бумаги',
    power: 'Выключить',
    cut: 'Выдернуть кабель',
    lostAnswer: 'Потерять ответ на чек',
    cutInReceipt: 'Обрыв в середине чека',
    reset: 'Новая ККТ',
    notYet: 'Страница загружается. Ей нужны JavaScript и сервер: открытая прямо с диска она не работает.',
  },
  en: {
    title: 'atol-kkt: a driver for ATOL cash registers that you can try here',
    description:
      'A till and an ATOL register in one page: the code of a receipt, bytes on the line, paper, faults by button.',
    lead: 'An ATOL register and a till in this very page. On the left the program of the till, which you may change; in the middle the bytes on the line; on the right the register, its paper and troubles to choose from. Nothing goes out to the network.',
    playground: 'Try it',
    docs: 'Documentation',
    api: 'API reference',
    other: 'Русский',
    till: 'Till',
    keys: 'Ctrl + Enter runs it',
    line: 'Line',
    register: 'Register',
    code: 'Program of the till',
    protocol: 'Protocol',
    third: 'third',
    second: 'second',
    source: 'Source',
    run: 'Run',
    output: 'What the program printed',
    paperLabel: 'Paper',
    lineLabel: 'Packets on the line, the newest first',
    noPaper: 'No paper',
    power: 'Power off',
    cut: 'Pull the cable',
    lostAnswer: 'Lose the answer to the receipt',
    cutInReceipt: 'Cut within the receipt',
    reset: 'New register',
    notYet: 'The page is loading. It needs JavaScript and a server: opened from a disk it does not work.',
  },
};

export const wordsOf = (language) => words[language];

/** Folder of a language, seen from the root of the site. */
export const folderOf = (language) => (language === 'ru' ? '' : 'en/');

export const escaped = (text) =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]);

/** A page around `body`. `up` leads to the root of the site, `other` to the same page in the other language. */
function page({ language, title, description, up, current, other, body, repository }) {
  const word = words[language];
  const home = `${up}${folderOf(language)}`;
  const item = (name, href) =>
    `<a href="${href}"${current === name ? ' aria-current="page"' : ''}>${word[name]}</a>`;
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<meta name="description" content="${escaped(description ?? title)}">
<link rel="icon" href="${up}assets/icon.svg">
<link rel="stylesheet" href="${up}assets/style.css">
</head>
<body>
<header><a class="name" href="${home}index.html">atol-kkt</a>
<nav aria-label="${language === 'ru' ? 'Разделы' : 'Sections'}" style="display:contents">
${item('playground', `${home}index.html`)}
${item('docs', `${home}docs/index.html`)}
${item('api', `${home}api.html`)}
<a href="${other}" hreflang="${language === 'ru' ? 'en' : 'ru'}" lang="${language === 'ru' ? 'en' : 'ru'}">${word.other}</a>
</nav></header>
${body}
<footer><a href="${repository}">${word.source}</a></footer>
</body>
</html>
`;
}

export function playgroundPage(language, repository) {
  const word = words[language];
  const up = language === 'ru' ? '' : '../';
  const fault = (id, pressed) =>
    `<button type="button" id="${id}"${pressed ? ' aria-pressed="false"' : ''}>${word[id]}</button>`;
  const body = `<main>
<div class="lead"><h1>${escaped(word.title)}</h1><p>${escaped(word.lead)}</p></div>
<div class="stage">
<section class="card" aria-labelledby="till"><div class="head"><h2 id="till">${word.till}</h2><small>${word.keys}</small></div>
<textarea id="code" aria-label="${word.code}" spellcheck="false" autocomplete="off"></textarea>
<div class="bar"><button type="button" class="main" id="run">${word.run}</button></div>
<div id="output" role="log" tabindex="0" aria-label="${word.output}"></div></section>
<section class="card line" aria-labelledby="line"><div class="head"><h2 id="line">${word.line}</h2><label><small>${word.protocol}</small> <select id="link">
<option value="v3">${word.third}</option><option value="p5">${word.second}</option></select></label></div>
<ol id="packets" tabindex="0" aria-label="${word.lineLabel}"></ol></section>
<section class="card" aria-labelledby="register"><div class="head"><h2 id="register">${word.register}</h2><span id="status" role="status"></span></div>
<div id="paper" tabindex="0" role="region" aria-label="${word.paperLabel}">${word.notYet}</div>
<div class="bar">${fault('cut')}${fault('noPaper', true)}${fault('power', true)}${fault('cutInReceipt', true)}${fault('lostAnswer', true)}${fault('reset')}</div>
</section>
</div></main>
<script type="module" src="${up}assets/playground.js"></script>`;
  const other = language === 'ru' ? 'en/index.html' : '../index.html';
  const { title, description } = word;
  return page({ language, title, description, up, current: 'playground', other, body, repository });
}

export function textPage({ language, title, html, isEnglish, up, other, current = 'docs', repository }) {
  const note = language === 'ru' && isEnglish ? `<p><em>${words.ru.english}</em></p>` : '';
  const body = `<main class="text"${language === 'ru' && isEnglish ? ' lang="en"' : ''}>${note}${html}</main>`;
  return page({ language, title: `${title} · atol-kkt`, up, current, other, body, repository });
}

/** `entries`: `{ href, title }` of the documents. */
export function docsPage(language, entries, repository) {
  const word = words[language];
  const up = language === 'ru' ? '../' : '../../';
  const items = entries.map(({ href, title }) => `<li><a href="${href}">${escaped(title)}</a></li>`);
  const html = `<h1>${word.docs}</h1><ul class="list">${items.join('\n')}</ul>`;
  const other = language === 'ru' ? '../en/docs/index.html' : '../../docs/index.html';
  return textPage({ language, title: word.docs, html, up, other, repository });
}

export function apiPage(language, modules, repository) {
  const word = words[language];
  const up = language === 'ru' ? '' : '../';
  const items = modules.map(
    ({ name, href, what }) =>
      `<li><a href="${href}"><code>${name}</code><br>${escaped(what[language])}</a></li>`,
  );
  const html = `<h1>${word.api}</h1><ul class="list">${items.join('\n')}</ul>`;
  const other = language === 'ru' ? 'en/api.html' : '../api.html';
  return textPage({ language, title: word.api, html, up, other, current: 'api', repository });
}
