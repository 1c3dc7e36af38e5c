import { assetPaths, styleElement } from '../assets/index.js';
import type { Language, Tell } from '../language.js';
import type { Visit } from '../visit.js';
import { html, type Markup, trusted } from './html.js';
import { roleName } from './names.js';

/** A page for somebody who has not signed in. */
export function bareLayout(language: Language, t: Tell, title: string, body: Markup): Markup {
  return document(
    language,
    title,
    html`<main id="main" class="alone" tabindex="-1">${body}${languageForm(language, '/sign-in', undefined)}</main>`,
    t,
  );
}

/** A page with its way around. `unknown`: receipts that wait for a decision. */
export function layout(visit: Visit, title: string, body: Markup, unknown: number): Markup {
  const { t, language, user } = visit;
  const path = visit.url.split('?')[0] ?? '/';
  const links = navigation(visit, unknown).map(([to, text, mark]) => {
    const here = to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`);
    return html`<li><a href="${to}"${here && html` aria-current="page"`}>${text}${mark}</a></li>`;
  });
  return document(
    language,
    title,
    html`<header class="bar"><div class="inside">
<a class="brand" href="/">${t('Шлюз касс', 'Cash registers')}</a>
<nav aria-label="${t('Разделы', 'Sections')}"><ul>${links}</ul></nav>
<div class="person"><span><b>${user.name || user.login}</b> <small>${roleName(user.role, t)}</small></span>
<a href="/account">${t('Пароль', 'Password')}</a>
${languageForm(language, visit.url, visit.csrf)}
<form method="post" action="/sign-out">${csrfField(visit)}<button class="plain">${t('Выйти', 'Sign out')}</button></form></div>
</div></header>
<main id="main" tabindex="-1">${body}</main>`,
    t,
  );
}

function navigation(visit: Visit, unknown: number): [to: string, text: string, mark?: Markup][] {
  const { t } = visit;
  const mark =
    unknown > 0
      ? html` <span class="count" title="${t('ждут решения', 'wait for a decision')}">${unknown}</span>`
      : html``;
  return [
    ['/', t('Обзор', 'Overview')],
    ['/registers', t('Кассы', 'Registers')],
    ['/receipts', t('Чеки', 'Receipts')],
    ['/unknown', t('Исход неизвестен', 'Unknown outcomes'), mark],
    ['/statistics', t('Статистика', 'Statistics')],
    ['/replacement', t('Замена ФН', 'FN replacement')],
    ['/plan', t('План', 'Plan')],
    ...(visit.cabinet.dev && visit.everywhere && visit.may('administrator')
      ? ([['/inbox', t('Уведомления', 'Callbacks')]] as [string, string][])
      : []),
    ...(visit.may('administrator') ? ([['/groups', t('Группы', 'Groups')]] as [string, string][]) : []),
    ...(visit.may('administrator') && visit.everywhere
      ? ([
          ['/people', t('Люди', 'People')],
          ['/audit', t('Журнал', 'Audit log')],
        ] as [string, string][])
      : []),
  ];
}

function document(language: Language, title: string, body: Markup, t: Tell): Markup {
  return html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${title} · ${t('Шлюз касс', 'Cash registers')}</title>
<link rel="icon" href="${assetPaths.icon}">${trusted(styleElement)}<script src="${assetPaths.script}" defer></script></head>
<body><a class="skip" href="#main">${t('К содержанию', 'To the content')}</a>
${body}</body></html>
`;
}

function languageForm(language: Language, back: string, csrf: string | undefined): Markup {
  const [to, text, other] =
    language === 'ru' ? (['en', 'English', 'en'] as const) : (['ru', 'Русский', 'ru'] as const);
  return html`<form method="post" action="/language"><input type="hidden" name="to" value="${to}"><input type="hidden" name="back" value="${back}">${csrf !== undefined && html`<input type="hidden" name="_csrf" value="${csrf}">`}<button class="plain" lang="${other}">${text}</button></form>`;
}

export function csrfField({ csrf }: { readonly csrf: string }): Markup {
  return html`<input type="hidden" name="_csrf" value="${csrf}">`;
}
