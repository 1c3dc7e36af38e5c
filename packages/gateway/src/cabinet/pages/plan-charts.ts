import {
  burstOutcome,
  fnLifeDays,
  meanWait,
  outageOutcome,
  type Plan,
  type PlanInput,
  tailRatePerSecond,
  waitBoundSeconds,
} from '../../planner/index.js';
import { lineChart } from '../charts/chart.js';
import { html, type Markup } from '../html/html.js';
import type { Visit } from '../visit.js';

const POINTS = 40;
const YEAR_DAYS = 365;
/** Longest outage that is drawn, s. */
const OUTAGE_S = 3600;
const FN_CAPACITY = 250_000;
const FN_USABLE = 0.95;

/** Mean wait and the bound of 99 % against the registers that work. */
export function waitChart(visit: Visit, made: Plan, peakPerSecond: number): Markup {
  const { t, format } = visit;
  const first = Math.max(1, Math.floor(peakPerSecond * made.serviceSeconds) + 1);
  const last = Math.max(made.registers, first + 8);
  const step = Math.max(1, Math.ceil((last - first) / POINTS));
  const counts = Array.from(
    { length: Math.floor((last - first) / step) + 1 },
    (_, index) => first + index * step,
  );
  const service = made.serviceSeconds;
  const mean = counts.map((count) => [count, meanWait(peakPerSecond, count, service)] as const);
  const bound = counts.map(
    (count) => [count, waitBoundSeconds(tailRatePerSecond(peakPerSecond, count, service), 0.01)] as const,
  );
  return html`${lineChart({
    label: t(
      'Ожидание против числа касс: чем больше касс, тем меньше ждут',
      'Waits against registers: the more registers, the shorter the waits',
    ),
    series: [
      { name: t('среднее ожидание', 'mean wait'), points: mean },
      { name: t('99 % ждут не дольше', '99 % wait no longer'), points: bound },
    ],
    x: (value) => format.number(Math.round(value)),
    y: (value) => `${format.number(value)} ${t('с', 's')}`,
    xTitle: t('работающих касс', 'working registers'),
    marks: [{ x: made.working, text: t('план', 'plan') }],
  })}`;
}

/** What waits while so many registers are away, for an hour at most. */
export function failureChart(visit: Visit, made: Plan, input: PlanInput, failed: number): Markup {
  const { t, format } = visit;
  const waitSeconds = input.waitSeconds ?? 300;
  const at = (seconds: number) =>
    outageOutcome(
      {
        ratePerSecond: input.peakPerSecond,
        registers: made.registers,
        failed: Math.min(failed, made.registers),
        serviceSeconds: made.serviceSeconds,
        waitSeconds,
      },
      seconds,
    );
  const { growthPerSecond, longestSeconds } = at(0);
  const text =
    growthPerSecond === 0
      ? t('Остальные справятся: очередь не растёт.', 'The others can do it: the queue does not grow.')
      : t(
          `Очередь растёт на ${format.number(growthPerSecond)} чека в секунду; первые опоздают через ${format.duration(longestSeconds * 1000)}.`,
          `The queue grows by ${format.number(growthPerSecond)} receipts a second; the first are late after ${format.duration(longestSeconds * 1000)}.`,
        );
  const times = Array.from({ length: POINTS + 1 }, (_, index) => (index / POINTS) * OUTAGE_S);
  const waits = times.map((seconds) => [seconds / 60, at(seconds).waitSeconds] as const);
  const limit = times.map((seconds) => [seconds / 60, waitSeconds] as const);
  const chart = lineChart({
    label: t('Ожидание во время отказа', 'Waits during the outage'),
    series: [
      { name: t('ждёт последний чек', 'the last receipt waits'), points: waits },
      { name: t('предел ожидания', 'limit'), points: limit },
    ],
    x: (value) => format.number(Math.round(value)),
    y: (value) => `${format.number(value)} ${t('с', 's')}`,
    xTitle: t('минут с начала отказа', 'minutes since the outage began'),
    area: true,
  });
  const burst =
    input.burst &&
    burstOutcome(
      {
        peakPerSecond: input.burst.perSecond,
        peakSeconds: input.burst.seconds,
        serviceSeconds: made.serviceSeconds,
      },
      Math.max(1, made.registers - failed),
      input.peakPerSecond,
    );
  return html`<p>${text}</p>${burst && html`<p>${t('Во всплеск при этом ждут до', 'In the burst receipts then wait up to')} ${format.duration(burst.longestWaitSeconds * 1000)}.</p>`}${chart}`;
}

/** How full FNs are, when all begin new and share the receipts evenly. */
export function fillChart(visit: Visit, made: Plan, input: PlanInput): Markup {
  const { t, format } = visit;
  const use = { receiptsPerDay: input.receiptsPerDay, capacity: FN_CAPACITY, usableShare: FN_USABLE };
  const life = (registers: number): number => fnLifeDays(use, registers, input.fnTermDays ?? 470);
  const perDay = (registers: number): number => input.receiptsPerDay / registers + 2;
  const fill = (registers: number) =>
    Array.from(
      { length: YEAR_DAYS + 1 },
      (_, day) => [day, ((day % Math.max(1, life(registers))) * perDay(registers)) / FN_CAPACITY] as const,
    ).filter(([day]) => day % 3 === 0);
  return lineChart({
    label: t('Заполнение ФН за год', 'How FNs fill over a year'),
    series: [
      { name: t(`${made.registers} касс`, `${made.registers} registers`), points: fill(made.registers) },
      {
        name: t(`${made.working} касс, без резерва`, `${made.working} registers, no reserve`),
        points: fill(made.working),
      },
    ],
    x: (value) => format.number(Math.round(value)),
    y: (value) => format.percent(value),
    xTitle: t('дней', 'days'),
    least: 1,
    area: true,
    marks:
      life(made.registers) < YEAR_DAYS ? [{ x: life(made.registers), text: t('замена', 'replacement') }] : [],
  });
}
