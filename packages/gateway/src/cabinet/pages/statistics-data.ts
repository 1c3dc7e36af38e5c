import { type VatRate, vatRateNames } from 'atol-kkt/fiscal';
import { type StatisticsKey, type StatisticsRow, waitBounds } from '../../store/index.js';
import { type Cell, roubles } from '../csv.js';
import { dayOf, dayRange, isDay, offsetMs } from '../days.js';
import { vatName } from '../html/names.js';
import type { Visit } from '../visit.js';

const DAY_MS = 86_400_000;
const LONGEST_DAYS = 400;
const DEFAULT_DAYS = 7;

export const keys = ['day', 'hour', 'group', 'register'] as const;

export interface StatisticsColumn {
  readonly title: string;
  readonly number: boolean;
  /** As tables have it. */
  readonly cell: (row: StatisticsRow) => Cell;
  /** Of a sum: people read it as money. */
  readonly kopecks?: (row: StatisticsRow) => number;
}

export interface Statistics {
  readonly by: (typeof keys)[number];
  /** Days, both included. */
  readonly from: string;
  readonly to: string;
  readonly group: string | undefined;
  readonly rows: readonly StatisticsRow[];
  readonly total: StatisticsRow;
  readonly columns: readonly StatisticsColumn[];
  /** Rates that anything was sold at. */
  readonly vats: readonly VatRate[];
}

/** What the address of the page asks for. */
export async function statisticsOf(visit: Visit): Promise<Statistics> {
  const { query, cabinet, now } = visit;
  const asked = query.text('group');
  const group = asked === undefined ? undefined : visit.group(asked);
  const by = keys.find((key) => key === query.text('by')) ?? 'day';
  const zone = group?.timeZone;
  const today = dayOf(now, zone);
  const to = valid(query.text('to')) ?? today;
  const earliest = dayOf(Date.parse(to) - (DEFAULT_DAYS - 1) * DAY_MS, 'UTC');
  const wished = valid(query.text('from')) ?? earliest;
  const oldest = dayOf(Date.parse(to) - LONGEST_DAYS * DAY_MS, 'UTC');
  const [, from = to] = [oldest, wished, to].toSorted();
  const range = {
    from: dayRange(from, zone)[0],
    to: dayRange(to, zone)[1],
    group: group?.name ?? visit.groups,
    offsetMs: offsetMs(now, zone),
  };
  const { statistics } = cabinet.gateway.store;
  const rows = await statistics.rows({ ...range, by: [by as StatisticsKey] });
  const [sum] = await statistics.rows({ ...range, by: [] });
  const total = sum ?? {
    done: 0,
    failed: 0,
    expired: 0,
    totalKopecks: 0,
    vats: {},
    waits: waitBounds.map(() => 0),
  };
  const vats = vatRateNames.filter((name) => total.vats[name] !== undefined);
  return { by, from, to, group: group?.name, rows, total, vats, columns: columnsOf(visit, by, vats, zone) };
}

function valid(day: string | undefined): string | undefined {
  return day !== undefined && isDay(day) ? day : undefined;
}

function columnsOf(
  visit: Visit,
  by: Statistics['by'],
  vats: readonly VatRate[],
  zone: string | undefined,
): StatisticsColumn[] {
  const { t } = visit;
  const number = (title: string, cell: StatisticsColumn['cell']): StatisticsColumn => ({
    title,
    number: true,
    cell,
  });
  const money = (title: string, kopecks: (row: StatisticsRow) => number): StatisticsColumn => ({
    ...number(title, (row) => roubles(kopecks(row))),
    kopecks,
  });
  const names = {
    day: t('День', 'Day'),
    hour: t('Час', 'Hour'),
    group: t('Группа', 'Group'),
    register: t('Касса', 'Register'),
  };
  return [
    { title: names[by], number: false, cell: (row) => nameOf(visit, by, row, zone) },
    number(t('Оформлено', 'Issued'), ({ done }) => done),
    number(t('Не оформлено', 'Not issued'), ({ failed }) => failed),
    number(t('Истёк срок', 'Expired'), ({ expired }) => expired),
    money(t('Сумма, руб.', 'Sum, roubles'), ({ totalKopecks }) => totalKopecks),
    number(t('Ждали: половина до, с', 'Waited: half up to, s'), ({ waits }) => seconds(waits, 0.5)),
    number(t('95 % до, с', '95 % up to, s'), ({ waits }) => seconds(waits, 0.95)),
    number(t('99 % до, с', '99 % up to, s'), ({ waits }) => seconds(waits, 0.99)),
    ...vats.map((vat) => money(vatName(vat, t), ({ vats: sums }) => sums[vat] ?? 0)),
  ];
}

export function nameOf(
  visit: Visit,
  by: Statistics['by'],
  row: StatisticsRow,
  zone: string | undefined,
): string {
  const { at = 0, group = '', register = '' } = row;
  switch (by) {
    case 'day':
      return dayOf(at, zone).split('-').reverse().join('.');
    case 'hour':
      return `${dayOf(at, zone).split('-').reverse().join('.')} ${new Date(at + offsetMs(at, zone)).toISOString().slice(11, 16)}`;
    case 'group':
      return group;
    case 'register':
      return register === '' ? visit.t('ни одной', 'none') : register;
  }
}

function seconds(waits: readonly number[], share: number): number | undefined {
  const bound = waitBound(waits, share);
  return bound === undefined ? undefined : bound / 1000;
}

/** Up to how long a share of the receipts waited, ms, as exactly as the columns tell; undefined when there are none, or longer than the last. */
export function waitBound(waits: readonly number[], share: number): number | undefined {
  const all = waits.reduce((sum, count) => sum + count, 0);
  let sum = 0;
  for (const [index, count] of waits.entries()) {
    sum += count;
    if (all > 0 && sum >= share * all) return waitBounds[index];
  }
  return undefined;
}
