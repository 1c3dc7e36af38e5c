import { type GroupView, laneStates } from '../../fleet/index.js';
import { type Answer, page } from '../answer.js';
import { sparkline } from '../charts/chart.js';
import { html, type Markup } from '../html/html.js';
import { laneName, laneTones, type Tone } from '../html/names.js';
import { badge, card, head, table } from '../html/parts.js';
import { notesOf } from '../notes.js';
import type { Route } from '../route.js';
import type { Visit } from '../visit.js';

const DAY_MS = 86_400_000;
const MOST_GROUPS = 100;
const MOST_SICK = 20;

interface Ended {
  readonly done: number;
  readonly failed: number;
  readonly expired: number;
}

async function overview(visit: Visit): Promise<Answer> {
  const { t, cabinet, now } = visit;
  const { gateway, pulse } = cabinet;
  const names = visit.groups;
  const groups = await gateway.groups.overview(names.slice(0, MOST_GROUPS));
  const ended = await endedOf(visit, now - DAY_MS);
  const rate = pulse.rate(names);
  const sum = (of: (group: GroupView) => number): number => groups.reduce((all, group) => all + of(group), 0);
  const oldest = Math.min(...groups.map(({ oldestAt }) => oldestAt ?? Number.POSITIVE_INFINITY));
  const total = [...ended.values()].reduce((all, one) => added(all, one), { done: 0, failed: 0, expired: 0 });
  const numbers = html`<dl class="numbers">
${number(t('чеков в секунду', 'receipts a second'), rate === undefined ? '…' : visit.format.number(rate))}
${number(t('в очереди', 'waiting'), visit.format.number(sum(({ waiting }) => waiting)))}
${number(t('ждёт старший', 'oldest waits'), Number.isFinite(oldest) ? visit.format.duration(now - oldest) : '—')}
${number(t('истекло за сутки', 'expired in 24 h'), visit.format.percent(shareOf(total)), total.expired > 0)}
${number(t('исход неизвестен', 'outcome unknown'), String(sum(({ unknown }) => unknown)), sum(({ unknown }) => unknown) > 0)}
${number(t('оформлено за сутки', 'issued in 24 h'), visit.format.number(total.done))}</dl>
${sparkline(t('Чеков в секунду за десять минут', 'Receipts a second in ten minutes'), pulse.history(names))}`;
  const start =
    visit.may('administrator') && visit.everywhere
      ? html`<a class="button" href="/start">${t('Начать: компания, группа, касса', 'Get started: company, group, register')}</a>`
      : undefined;
  const body = html`${head(t('Обзор', 'Overview'), start)}${notesOf(visit)}
${!gateway.ready && html`<p class="notice bad" role="alert">${t('Хранилище не отвечает', 'The store does not answer')}</p>`}
${card(t('Сейчас', 'Now'), numbers, { id: 'now', live: true })}
${card(t('Что не так', 'What is wrong'), await sick(visit, groups), { id: 'sick', live: true })}
${card(t('Группы', 'Groups'), groupTable(visit, groups, ended), { id: 'groups', live: true, className: 'cards' })}`;
  return page(t('Обзор', 'Overview'), body);
}

function number(name: string, value: string, bad = false): Markup {
  return html`<div><dt>${name}</dt><dd${bad && html` class="bad"`}>${value}</dd></div>`;
}

async function endedOf(visit: Visit, from: number): Promise<Map<string, Ended>> {
  const { statistics } = visit.cabinet.gateway.store;
  const rows = await statistics.rows({
    from,
    to: visit.now + 1,
    by: ['group'],
    ...(!visit.everywhere && { group: visit.groups }),
  });
  return new Map(rows.map(({ group = '', ...row }) => [group, row]));
}

function added(one: Ended, other: Ended): Ended {
  return {
    done: one.done + other.done,
    failed: one.failed + other.failed,
    expired: one.expired + other.expired,
  };
}

function shareOf({ done, failed, expired }: Ended): number {
  return done + failed === 0 ? 0 : expired / (done + failed);
}

function groupTable(visit: Visit, groups: readonly GroupView[], ended: ReadonlyMap<string, Ended>): Markup {
  const { t, now, format } = visit;
  return table(
    t('Группы', 'Groups'),
    [
      { title: t('Группа', 'Group') },
      { title: t('В очереди', 'Waiting'), number: true },
      { title: t('Старший ждёт', 'Oldest'), number: true },
      { title: t('На кассах', 'At registers'), number: true },
      { title: t('За сутки', 'In 24 h'), number: true },
      { title: t('Истекло', 'Expired'), number: true },
      { title: t('Кассы', 'Registers') },
    ],
    groups.map(({ group, title, waiting, oldestAt, pinned, registers }) => {
      const own = ended.get(group) ?? { done: 0, failed: 0, expired: 0 };
      return [
        html`<a href="/registers?group=${encodeURIComponent(group)}">${title}</a><small>${group}</small>`,
        format.number(waiting),
        oldestAt === undefined ? '—' : format.duration(now - oldestAt),
        format.number(pinned),
        format.number(own.done),
        format.percent(shareOf(own)),
        html`<span class="badges">${Object.entries(registers).map(([state, count]) => badge(`${totalName(state, visit)} ${count}`, toneOf(state)))}</span>`,
      ];
    }),
    t('Групп ещё нет', 'There are no groups yet'),
  );
}

/** The store counts registers that are free and that are busy together. */
function totalName(state: string, { t }: Visit): string {
  return state === 'online' ? t('работают', 'working') : laneName(state, t);
}

function toneOf(state: string): Tone {
  return laneTones[state as keyof typeof laneTones] ?? 'idle';
}

/** Registers that take no receipts although they should. */
async function sick(visit: Visit, groups: readonly GroupView[]): Promise<Markup> {
  const { t, language } = visit;
  const bad = laneStates.filter((state) => laneTones[state] === 'bad');
  const count = groups
    .flatMap(({ registers }) => bad.map((state) => registers[state] ?? 0))
    .reduce((sum, one) => sum + one, 0);
  const names = groups.map(({ group }) => group);
  const shown = await visit.cabinet.gateway.registers.inStates(bad, names, MOST_SICK);
  if (shown.length === 0)
    return html`<p class="empty">${t('Все кассы здоровы', 'All registers are well')}</p>`;
  const rows = shown.map(({ name, state, health }) => [
    html`<a href="/registers/${encodeURIComponent(name)}">${name}</a>`,
    badge(laneName(state, t), laneTones[state]),
    html`${health?.problems.filter(({ blocking }) => blocking).map((one) => html`<div>${one[language]}</div>`)}`,
  ]);
  const columns = [t('Касса', 'Register'), t('Состояние', 'State'), t('Причина', 'Reason')];
  return html`${table(
    t('Больные кассы', 'Registers in trouble'),
    columns.map((title) => ({ title })),
    rows,
    '',
  )}
${count > shown.length && html`<p>${t('и ещё', 'and more')}: ${count - shown.length}. <a href="/registers?state=sick">${t('Все', 'All')}</a></p>`}`;
}

export const overviewRoutes: readonly Route[] = [
  { method: 'GET', path: '/', role: 'viewer', handle: overview },
];
