import { type Answer, page } from '../answer.js';
import { barChart } from '../charts/chart.js';
import { html, type Markup } from '../html/html.js';
import { vatName } from '../html/names.js';
import { card, facts, field, head, select, table } from '../html/parts.js';
import type { Route } from '../route.js';
import type { Visit } from '../visit.js';
import { keys, nameOf, type Statistics, statisticsOf, waitBound } from './statistics-data.js';

const MOST_ROWS = 500;
const MOST_BARS = 60;

async function statistics(visit: Visit): Promise<Answer> {
  const { t, query } = visit;
  const found = await statisticsOf(visit);
  const title = t('Статистика', 'Statistics');
  const csv = html`<a class="button" href="/export/statistics.csv?${query.with({})}">${t('Таблица в CSV', 'Table as CSV')}</a>`;
  const body = html`${head(title, csv)}${card(undefined, filter(visit, found))}
<div class="split"><div class="stack">${card(t('Оформлено чеков', 'Receipts issued'), chart(visit, found))}
${card(t('Чеки за день в CSV', 'Receipts of a day as CSV'), exportForm(visit, found))}</div>${card(t('Итого', 'Total'), total(visit, found))}</div>
${card(t('Подробно', 'In detail'), rows(visit, found))}`;
  return page(title, body);
}

function filter(visit: Visit, { by, from, to, group }: Statistics): Markup {
  const { t } = visit;
  const names = {
    day: t('дням', 'day'),
    hour: t('часам', 'hour'),
    group: t('группам', 'group'),
    register: t('кассам', 'register'),
  };
  return html`<form method="get" action="/statistics"><div class="fields">
${select(
  'by',
  t('По', 'By'),
  keys.map((key): [string, string] => [key, names[key]]),
  { value: by },
)}
${select('group', t('Группа', 'Group'), [['', t('все', 'all')], ...visit.groups.map((name): [string, string] => [name, name])], { value: group })}
${field('from', t('С даты', 'From'), { type: 'date', value: from })}${field('to', t('По дату', 'To'), { type: 'date', value: to })}</div>
<div class="submit"><button class="main">${t('Показать', 'Show')}</button></div></form>`;
}

function chart(visit: Visit, { rows: all, by, group }: Statistics): Markup {
  const { t } = visit;
  const { timeZone } = group === undefined ? {} : visit.group(group);
  const bars = all.slice(-MOST_BARS).map((row) => {
    const name = nameOf(visit, by, row, timeZone);
    const short = by === 'day' ? name.slice(0, 5) : by === 'hour' ? name.slice(11) : name.slice(0, 10);
    return { name: short, value: row.done + row.failed, part: row.failed };
  });
  if (bars.length === 0)
    return html`<p class="empty">${t('Чеков за это время нет', 'There are no receipts of this time')}</p>`;
  return html`${barChart({ label: t('Чеков; вторым цветом — не оформленные', 'Receipts; in the second colour those that were not issued'), bars, y: (value) => visit.format.number(value) })}
<ul class="legend" aria-hidden="true"><li>${t('все чеки', 'all receipts')}</li><li class="k2">${t('из них не оформлены', 'of them not issued')}</li></ul>`;
}

function rows({ t, format }: Visit, { rows: all, columns }: Statistics): Markup {
  const shown = all.slice(-MOST_ROWS).toReversed();
  return table(
    t('Подробно', 'In detail'),
    columns.map(({ title, number }) => ({ title, number })),
    shown.map((row) =>
      columns.map(({ cell, kopecks }) => {
        if (kopecks) return format.money(kopecks(row));
        const value = cell(row);
        return typeof value === 'number' ? format.number(value) : (value ?? '—');
      }),
    ),
    t('Чеков за это время нет', 'There are no receipts of this time'),
  );
}

function total(visit: Visit, { total: sum, vats }: Statistics): Markup {
  const { t, format } = visit;
  const wait = (share: number): string => {
    const bound = waitBound(sum.waits, share);
    return bound === undefined ? '—' : `${t('до', 'up to')} ${format.duration(bound)}`;
  };
  return facts([
    [t('Оформлено', 'Issued'), format.number(sum.done)],
    [t('Не оформлено', 'Not issued'), format.number(sum.failed)],
    [t('Истёк срок', 'Expired'), format.number(sum.expired)],
    [t('Сумма, руб.', 'Sum, roubles'), format.money(sum.totalKopecks)],
    [t('Половина ждала', 'Half of them waited'), wait(0.5)],
    [t('95 % ждали', '95 % waited'), wait(0.95)],
    [t('99 % ждали', '99 % waited'), wait(0.99)],
    ...vats.map((vat) => [vatName(vat, t), format.money(sum.vats[vat] ?? 0)] as const),
  ]);
}

function exportForm(visit: Visit, { to, group }: Statistics): Markup {
  const { t } = visit;
  const groups = visit.groups.map((name): [string, string] => [name, name]);
  return html`<form method="get" action="/export/receipts.csv"><div class="fields"><div class="field"><label for="x-group">${t('Группа', 'Group')}</label><select id="x-group" name="group">${groups.map(([name, text]) => html`<option value="${name}"${name === group && html` selected`}>${text}</option>`)}</select></div>
<div class="field"><label for="x-day">${t('День', 'Day')}</label><input id="x-day" type="date" name="day" value="${to}" required></div></div><div class="submit"><button>${t('Скачать', 'Download')}</button></div>
<p><small>${t('Открывается в русском Excel двойным щелчком.', 'Opens in a Russian Excel by a double click.')}</small></p></form>`;
}

export const statisticsRoutes: readonly Route[] = [
  { method: 'GET', path: '/statistics', role: 'viewer', handle: statistics },
];
