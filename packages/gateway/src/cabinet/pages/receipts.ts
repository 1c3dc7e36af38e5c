import { receiptTypes } from 'atol-kkt/fiscal';
import type { JobQuery } from '../../store/index.js';
import { type Answer, page } from '../answer.js';
import { dayRange, isDay } from '../days.js';
import { html, type Markup } from '../html/html.js';
import { typeName } from '../html/names.js';
import { card, field, head, select } from '../html/parts.js';
import { notesOf } from '../notes.js';
import type { Route } from '../route.js';
import type { Visit } from '../visit.js';
import { receiptTable } from './receipt-table.js';

const PAGE = 50;

async function receipts(visit: Visit): Promise<Answer> {
  const { t, query } = visit;
  const { jobs, next } = await visit.cabinet.gateway.store.jobs.find(queryOf(visit));
  const making = visit.may('operator')
    ? html`<a class="button main" href="/corrections/new">${t('Чек коррекции', 'Correction')}</a>`
    : undefined;
  const pages = html`<nav class="pages" aria-label="${t('Страницы', 'Pages')}">
${query.text('after') !== undefined && html`<a class="button" href="/receipts?${query.with({ after: undefined })}">${t('К новым', 'To the newest')}</a>`}
${next !== undefined && html`<a class="button" href="/receipts?${query.with({ after: next })}">${t('Дальше', 'Next')}</a>`}</nav>`;
  // An old page stays as it is while somebody reads it.
  const live = query.text('after') === undefined;
  const body = html`${head(t('Чеки', 'Receipts'), making)}${notesOf(visit)}${card(undefined, searchForm(visit))}
${card(undefined, html`${receiptTable(visit, jobs)}${pages}`, { id: 'receipts', live, className: 'cards' })}`;
  return page(t('Чеки', 'Receipts'), body);
}

function searchForm(visit: Visit): Markup {
  const { t, query } = visit;
  const value = (name: string) => ({ value: query.text(name) });
  const states: [string, string][] = [
    ['', t('любое', 'any')],
    ['wait', t('в очереди', 'in the queue')],
    ['pinned', t('на кассе', 'at a register')],
    ['done', t('оформлен', 'issued')],
    ['fail', t('не оформлен', 'not issued')],
    ['unknown', t('исход неизвестен', 'outcome unknown')],
  ];
  const types = Object.keys(receiptTypes) as (keyof typeof receiptTypes)[];
  return html`<form method="get" action="/receipts" role="search"><div class="fields">
${field('id', t('Номер заказа (external_id) или uuid', 'External id or uuid'), value('id'))}
${field('contact', t('Телефон или e-mail покупателя', 'Phone or e-mail of the buyer'), value('contact'))}
${field('total', t('Сумма, руб.', 'Sum, roubles'), { ...value('total'), more: html` inputmode="decimal"` })}
${field('document', t('Номер ФД', 'FD number'), { ...value('document'), more: html` inputmode="numeric"` })}
${field('from', t('С даты', 'From'), { ...value('from'), type: 'date' })}
${field('to', t('По дату', 'To'), { ...value('to'), type: 'date' })}
${select('group', t('Группа', 'Group'), [['', t('все', 'all')], ...visit.groups.map((name): [string, string] => [name, name])], value('group'))}
${select('state', t('Состояние', 'State'), states, value('state'))}
${select('type', t('Вид', 'Kind'), [['', t('любой', 'any')], ...types.map((type): [string, string] => [type, typeName(type, t)])], value('type'))}
</div><div class="submit"><button class="main">${t('Найти', 'Search')}</button><a href="/receipts">${t('Очистить', 'Clear')}</a></div></form>`;
}

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;
const states = ['wait', 'pinned', 'done', 'fail', 'unknown'] as const;

function queryOf(visit: Visit): JobQuery {
  const { query } = visit;
  const id = query.text('id');
  const asked = query.text('group');
  const group = asked !== undefined ? visit.group(asked).name : visit.everywhere ? undefined : visit.groups;
  const { timeZone } = asked === undefined ? {} : visit.group(asked);
  const [from, to] = [query.text('from'), query.text('to')];
  const total = query.number('total');
  const document = query.number('document');
  const type = query.text('type');
  return {
    group,
    ...(id !== undefined && (UUID.test(id) ? { uuid: id.toLowerCase() } : { externalId: id })),
    contact: contactOf(query.text('contact')),
    totalKopecks: total === undefined ? undefined : Math.round(total * 100),
    documentNumber: document === undefined || !Number.isSafeInteger(document) ? undefined : document,
    from: from !== undefined && isDay(from) ? dayRange(from, timeZone)[0] : undefined,
    to: to !== undefined && isDay(to) ? dayRange(to, timeZone)[1] : undefined,
    state: states.find((one) => one === query.text('state')),
    type:
      type !== undefined && Object.hasOwn(receiptTypes, type)
        ? (type as keyof typeof receiptTypes)
        : undefined,
    after: query.text('after'),
    limit: PAGE,
  };
}

/** As receipts hold it: a phone is + and digits. */
function contactOf(text: string | undefined): string | undefined {
  if (text === undefined || text.includes('@')) return text;
  const digits = text.replace(/\D/g, '');
  return digits.length === 11 && /^[78]/.test(digits) ? `+7${digits.slice(1)}` : `+${digits}`;
}

export const receiptsRoutes: readonly Route[] = [
  { method: 'GET', path: '/receipts', role: 'viewer', handle: receipts },
];
