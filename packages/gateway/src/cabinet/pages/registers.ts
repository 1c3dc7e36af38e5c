import { laneStates, type RegisterView } from '../../fleet/index.js';
import { type Answer, page } from '../answer.js';
import { html, type Markup } from '../html/html.js';
import { laneName, laneTones } from '../html/names.js';
import { badge, button, card, head, select, table } from '../html/parts.js';
import { notesOf } from '../notes.js';
import type { Route } from '../route.js';
import type { Visit } from '../visit.js';

const PAGE = 100;

async function registers(visit: Visit): Promise<Answer> {
  const { t, query } = visit;
  const asked = query.text('group');
  const groups = asked === undefined ? visit.groups : [visit.group(asked).name];
  const wanted = query.text('state');
  const word = query.text('word')?.toLowerCase();
  const lists = await Promise.all(groups.map((group) => visit.cabinet.gateway.registers.list(group)));
  const all = lists
    .flat()
    .filter(
      ({ state }) =>
        wanted === undefined || state === wanted || (wanted === 'sick' && laneTones[state] === 'bad'),
    )
    .filter((view) => word === undefined || wordsOf(view).includes(word))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'ru', { numeric: true }));
  const first = Math.max(0, Math.floor(query.number('first') ?? 0));
  const shown = all.slice(first, first + PAGE);
  const add = visit.may('administrator')
    ? html`<a class="button main" href="/registers/new">${t('Добавить кассу', 'Add a register')}</a>`
    : undefined;
  const states: [string, string][] = [
    ['', t('любое', 'any')],
    ['sick', t('не работает', 'in trouble')],
    ...laneStates.map((state): [string, string] => [state, laneName(state, t)]),
  ];
  const filter = html`<form method="get" action="/registers" role="search"><div class="fields">
${select('group', t('Группа', 'Group'), [['', t('все', 'all')], ...visit.groups.map((name): [string, string] => [name, name])], { value: asked })}
${select('state', t('Состояние', 'State'), states, { value: wanted })}
<div class="field"><label for="f-word">${t('Имя, номер кассы или ФН', 'Name, number of register or FN')}</label><input id="f-word" name="word" value="${query.text('word')}"></div>
</div><div class="submit"><button>${t('Показать', 'Show')}</button><span>${t('Найдено', 'Found')}: ${visit.format.number(all.length)}</span></div></form>`;
  const pages = html`<nav class="pages" aria-label="${t('Страницы', 'Pages')}">
${first > 0 && html`<a class="button" href="/registers?${query.with({ first: String(Math.max(0, first - PAGE)) })}">${t('Назад', 'Previous')}</a>`}
${all.length > first + PAGE && html`<a class="button" href="/registers?${query.with({ first: String(first + PAGE) })}">${t('Дальше', 'Next')}</a>`}</nav>`;
  const body = html`${head(t('Кассы', 'Registers'), add)}${notesOf(visit)}${card(undefined, filter)}
${card(undefined, html`${registerTable(visit, shown)}${pages}`, { id: 'registers', live: true, className: 'cards' })}`;
  return page(t('Кассы', 'Registers'), body);
}

function wordsOf({ name, health }: RegisterView): string {
  return [name, health?.serialNumber, health?.fn?.number].join(' ').toLowerCase();
}

export function registerTable(visit: Visit, views: readonly RegisterView[]): Markup {
  const { t } = visit;
  const titles = [
    [t('Касса', 'Register')],
    [t('Состояние', 'State')],
    [t('Смена', 'Shift')],
    [t('ФН заполнен', 'FN filled')],
    [t('Дней ФН', 'Days of FN'), true],
    [t('Не в ОФД', 'Not at OFD'), true],
    [t('Что не так', 'Trouble')],
  ] as const;
  return table(
    t('Кассы', 'Registers'),
    titles.map(([title, number = false]) => ({ title, number })),
    views.map(({ name, options, state, health }) => [
      html`<a href="/registers/${encodeURIComponent(name)}">${name}</a><small>${options.group}${health?.modelName && html` · ${health.modelName}`}</small>`,
      badge(laneName(state, t), laneTones[state]),
      health?.shift ? shiftText(visit, health.shift) : '—',
      health?.fn ? fnMeter(visit, health.fn) : '—',
      health?.fn ? daysText(health.fn.daysLeft) : '—',
      health?.unsent ? String(health.unsent.count) : '—',
      health?.problems[0]?.[visit.language] ?? '',
    ]),
    t('Касс нет', 'There are no registers'),
  );
}

export function shiftText(
  { t }: Visit,
  { state, number }: { readonly state: string; readonly number: number },
): string {
  const text =
    state === 'open'
      ? t('открыта', 'open')
      : state === 'closed'
        ? t('закрыта', 'closed')
        : t('больше 24 ч', 'over 24 h');
  return `№ ${number}, ${text}`;
}

export function fnMeter(
  { format, t }: Visit,
  { documents, capacity }: { readonly documents: number; readonly capacity: number },
): Markup {
  const name = t('ФН заполнен', 'FN filled');
  return html`<meter min="0" max="${capacity}" low="${capacity * 0.8}" high="${capacity * 0.95}" optimum="0" value="${documents}" aria-label="${name}"></meter><small>${format.number(documents)} / ${format.number(capacity)}</small>`;
}

export function daysText(days: number): string {
  return days > 9999 ? '> 9999' : String(Math.floor(days));
}

/** What a person may ask of a register at once. */
export function quickActions(visit: Visit, { name, options, here }: RegisterView): Markup | undefined {
  const { t } = visit;
  if (!visit.may('operator')) return undefined;
  if (!here)
    return html`<p class="empty">${t('Кассу ведёт другой процесс', 'Another process drives it')}</p>`;
  const to = `/registers/${encodeURIComponent(name)}`;
  return html`${
    options.drained
      ? button(visit, `${to}/resume`, t('Вернуть в очередь', 'Back to the queue'), { tone: 'main' })
      : button(visit, `${to}/drain`, t('Вывести из очереди', 'Drain'))
  }
${button(visit, `${to}/look`, t('Опросить', 'Look now'))}
${button(visit, `${to}/report-x`, t('X-отчёт', 'X report'))}
${button(visit, `${to}/open-shift`, t('Открыть смену', 'Open the shift'))}
${button(visit, `${to}/close-shift`, t('Закрыть смену', 'Close the shift'), { confirm: t('Закрыть смену?', 'Close the shift?') })}`;
}

export const registersRoutes: readonly Route[] = [
  { method: 'GET', path: '/registers', role: 'viewer', handle: registers },
];
