import { type Plan, type PlanInput, plan } from '../../planner/index.js';
import { type Answer, page } from '../answer.js';
import type { Form } from '../form.js';
import { html, type Markup } from '../html/html.js';
import { card, facts, field, head, notice, table } from '../html/parts.js';
import type { Route } from '../route.js';
import type { Visit } from '../visit.js';
import { failureChart, fillChart, waitChart } from './plan-charts.js';

interface Slider {
  readonly name: string;
  readonly ru: string;
  readonly en: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly value: number;
}

const sliders: readonly Slider[] = [
  {
    name: 'peak',
    ru: 'Чеков в секунду в самый занятый час',
    en: 'Receipts a second in the busiest hour',
    min: 0.5,
    max: 100,
    step: 0.5,
    value: 5,
  },
  {
    name: 'perDay',
    ru: 'Чеков в день',
    en: 'Receipts a day',
    min: 500,
    max: 1_000_000,
    step: 500,
    value: 20_000,
  },
  {
    name: 'burst',
    ru: 'Всплеск, чеков в секунду (0 — нет)',
    en: 'Burst, receipts a second (0: none)',
    min: 0,
    max: 200,
    step: 1,
    value: 0,
  },
  {
    name: 'burstSeconds',
    ru: 'Всплеск длится, секунд',
    en: 'The burst lasts, seconds',
    min: 10,
    max: 3600,
    step: 10,
    value: 60,
  },
  {
    name: 'service',
    ru: 'Чек на кассе, секунд',
    en: 'A receipt takes, seconds',
    min: 0.5,
    max: 3,
    step: 0.1,
    value: 1,
  },
  {
    name: 'wait',
    ru: 'Чек может ждать, секунд',
    en: 'A receipt may wait, seconds',
    min: 1,
    max: 300,
    step: 1,
    value: 300,
  },
  {
    name: 'reserve',
    ru: 'Резерв по правилу, %',
    en: 'Reserve by rule, %',
    min: 0,
    max: 50,
    step: 1,
    value: 10,
  },
  {
    name: 'availability',
    ru: 'Касса работает, % времени',
    en: 'A register works, % of the time',
    min: 90,
    max: 99.9,
    step: 0.1,
    value: 98,
  },
  {
    name: 'fnLife',
    ru: 'ФН должен служить, дней',
    en: 'An FN shall last, days',
    min: 30,
    max: 1100,
    step: 10,
    value: 180,
  },
  {
    name: 'failed',
    ru: 'Что если откажет касс',
    en: 'What if so many registers fail',
    min: 0,
    max: 50,
    step: 1,
    value: 5,
  },
];

const prices: readonly Pick<Slider, 'name' | 'ru' | 'en'>[] = [
  { name: 'rent', ru: 'Касса в месяц, руб.', en: 'A register a month, roubles' },
  { name: 'fn', ru: 'ФН с заменой, руб.', en: 'An FN with its replacement, roubles' },
  { name: 'ofd', ru: 'ОФД в год, руб.', en: 'OFD a year, roubles' },
];

function calculator(visit: Visit): Answer {
  const { t, query, format } = visit;
  const value = ({ name, value: usual, min, max }: Slider): number =>
    Math.min(max, Math.max(min, query.number(name) ?? usual));
  const ranges = sliders.map((slider) => {
    const { name, ru, en, min, max, step } = slider;
    return html`<div class="range"><label for="f-${name}">${t(ru, en)}</label><output for="f-${name}">${format.number(value(slider))}</output><input type="range" id="f-${name}" name="${name}" min="${min}" max="${max}" step="${step}" value="${value(slider)}"></div>`;
  });
  const costs = prices.map(({ name, ru, en }) =>
    field(name, t(ru, en), { value: query.text(name), more: html` inputmode="decimal"` }),
  );
  const body = html`${head(t('Сколько касс нужно', 'How many registers'), html`<a class="button" href="/replacement">${t('Календарь замен ФН', 'Calendar of FN replacements')}</a>`)}
<div class="split"><div id="result" class="stack" aria-live="polite">${result(visit)}</div>
<section class="card"><form method="get" action="/plan" data-check="/plan/result" data-place="result" data-by="get"><div class="stack">${ranges}${costs}</div><div class="submit"><button class="main">${t('Посчитать', 'Compute')}</button></div></form></section></div>`;
  return page(t('План', 'Plan'), body);
}

function inputOf(query: Form): { readonly input: PlanInput; readonly failed: number } {
  const of = (name: string): number => {
    const slider = sliders.find((one) => one.name === name);
    return query.number(name) ?? slider?.value ?? 0;
  };
  const [rent, fn, ofd] = [query.number('rent'), query.number('fn'), query.number('ofd')];
  const priced = [rent, fn, ofd].some((one) => one !== undefined);
  const input: PlanInput = {
    peakPerSecond: of('peak'),
    receiptsPerDay: of('perDay'),
    serviceSeconds: of('service'),
    waitSeconds: of('wait'),
    reserveShare: of('reserve') / 100,
    availability: of('availability') / 100,
    fnLifeDays: of('fnLife'),
    fnTermDays: of('fnLife') > 466 ? LONG_TERM_DAYS : SHORT_TERM_DAYS,
    ...(of('burst') > 0 && { burst: { perSecond: of('burst'), seconds: of('burstSeconds') } }),
    ...(priced && { prices: { registerPerMonth: rent, fn, ofdPerYear: ofd } }),
  };
  return { input, failed: Math.max(0, Math.round(of('failed'))) };
}

/** Keys of FNs of 15 and of 36 months. */
const SHORT_TERM_DAYS = 470;
const LONG_TERM_DAYS = 1110;
/** Larger numbers are not for a page: the search for the fewest registers would take its time. */
const MOST_PER_SECOND = 1000;
const MOST_PER_DAY = 10_000_000;

function result(visit: Visit): Markup {
  const { t } = visit;
  const { input, failed } = inputOf(visit.query);
  if (
    input.peakPerSecond > MOST_PER_SECOND ||
    input.receiptsPerDay > MOST_PER_DAY ||
    (input.burst?.perSecond ?? 0) > MOST_PER_SECOND ||
    (input.serviceSeconds ?? 1) > 10 ||
    (input.waitSeconds ?? 1) < 1
  ) {
    return notice('bad', t('Числа вне разумных пределов', 'The numbers are out of reasonable bounds'));
  }
  let made: Plan;
  try {
    made = plan(input);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return notice(
      'bad',
      html`${t('Так посчитать нельзя', 'This cannot be computed')}: <code>${error.message}</code>`,
    );
  }
  return html`${card(t('Ответ', 'Answer'), summary(visit, made))}
${card(t('Ожидание и число касс', 'Waits and registers'), waitChart(visit, made, input.peakPerSecond))}
${card(t(`Если откажет касс: ${failed}`, `If registers fail: ${failed}`), failureChart(visit, made, input, failed))}
${card(t('ФН за год', 'FNs over a year'), fillChart(visit, made, input))}
${card(t('Отказы', 'Outages'), outages(visit, made))}`;
}

function summary(visit: Visit, made: Plan): Markup {
  const { t, format } = visit;
  const reasons: Readonly<Record<Plan['limit'], string>> = {
    throughput: t(
      'поток чеков в пик и резерв по правилу',
      'throughput in the peak, with the reserve by rule',
    ),
    burst: t('всплеск', 'the burst'),
    failures: t('надёжность: касса иногда не работает', 'reliability: a register sometimes fails'),
    fn: t('срок службы ФН', 'life of the FNs'),
  };
  const { needs, waits, fn, boxes, burst } = made;
  const seconds = (value: number): string => format.duration(value * 1000);
  return html`<dl class="numbers"><div><dt>${t('касс нужно', 'registers needed')}</dt><dd id="registers">${made.registers}</dd></div><div><dt>${t('из них работать в пик', 'of them working in the peak')}</dt><dd>${made.working}</dd></div><div><dt>${t('в резерве', 'in reserve')}</dt><dd>${made.reserve}</dd></div><div><dt>${t('занятость в пик', 'use in the peak')}</dt><dd>${format.percent(made.use)}</dd></div></dl>
<p>${t('Решает', 'What decides')}: <b>${reasons[made.limit]}</b>.</p>${facts([
    [t('Для потока в пик', 'For the peak'), String(needs.throughput)],
    [t('Для всплеска', 'For the burst'), needs.burst > 0 ? String(needs.burst) : undefined],
    [t('С резервом на отказы', 'With the reserve for failures'), String(needs.failures)],
    [t('Для срока службы ФН', 'For the life of FNs'), String(needs.fn)],
    [
      t('Ожидание в пик: среднее / 99 % / 99,9 %', 'Waits in the peak: mean / 99 % / 99.9 %'),
      `${seconds(waits.meanSeconds)} / ${seconds(waits.p99Seconds)} / ${seconds(waits.p999Seconds)}`,
    ],
    [
      t('Самое долгое ожидание во всплеске', 'Longest wait in the burst'),
      burst && seconds(burst.longestWaitSeconds),
    ],
    [t('ФН служит, дней', 'An FN lasts, days'), format.number(Math.floor(fn.lifeDays))],
    [
      t('Замен ФН в год', 'FN replacements a year'),
      `${format.number(Math.ceil(fn.replacementsPerYear))}, ${t('за раз не больше', 'at a time not more than')} ${fn.batch}`,
    ],
    [
      t('Корпусов', 'Boxes'),
      `${boxes.count} × ${boxes.perBox}; ${boxes.survivesOne ? t('отказ одного не страшен', 'one may fail') : t('отказ одного остановит поток', 'none may fail')}`,
    ],
    [
      t('Стоимость в год, руб.', 'Cost a year, roubles'),
      made.costPerYear === undefined ? undefined : format.number(Math.round(made.costPerYear)),
    ],
    [
      t('Стоимость чека, руб.', 'Cost of a receipt, roubles'),
      made.costPerReceipt === undefined ? undefined : format.number(made.costPerReceipt),
    ],
  ])}`;
}

function outages(visit: Visit, made: Plan): Markup {
  const { t, format } = visit;
  return table(
    t('Отказы', 'Outages'),
    [
      { title: t('Откажет касс', 'Registers fail'), number: true },
      { title: t('Очередь растёт, чеков/с', 'The queue grows, receipts/s'), number: true },
      { title: t('Чеки опоздают через', 'Receipts are late after') },
    ],
    made.outages.map(({ failed, growthPerSecond, longestSeconds }) => [
      String(failed),
      growthPerSecond === 0 ? t('не растёт', 'does not grow') : format.number(growthPerSecond),
      Number.isFinite(longestSeconds) ? format.duration(longestSeconds * 1000) : t('не опоздают', 'never'),
    ]),
    '',
  );
}

export const planRoutes: readonly Route[] = [
  { method: 'GET', path: '/plan', role: 'viewer', handle: calculator },
  {
    method: 'GET',
    path: '/plan/result',
    role: 'viewer',
    handle: (visit) => ({ kind: 'fragment', body: result(visit) }),
  },
];
