import { type Plan, type PlanInput, plan } from '../planner/index.js';
import { textTable } from './table.js';
import { UsageError } from './usage-error.js';

/** Options of `atol-gateway plan` and what they are in a plan. */
export const planOptions = {
  peak: 'peakPerSecond',
  'per-day': 'receiptsPerDay',
  service: 'serviceSeconds',
  wait: 'waitSeconds',
  late: 'lateShare',
  use: 'mostUse',
  reserve: 'reserveShare',
  availability: 'availability',
  target: 'availabilityTarget',
  'fn-life': 'fnLifeDays',
  'fn-term': 'fnTermDays',
  'fn-capacity': 'fnCapacity',
  'swap-days': 'swapDays',
  'per-box': 'perBox',
} as const satisfies Record<string, keyof PlanInput>;

export type PlanValues = Readonly<
  Partial<
    Record<keyof typeof planOptions | 'burst' | 'burst-seconds' | 'rent' | 'fn-price' | 'ofd-price', string>
  >
>;

/** @throws UsageError */
export function planOf(values: PlanValues): Plan {
  const number = (name: keyof PlanValues): number | undefined => {
    const text = values[name];
    if (text === undefined) return undefined;
    const value = Number(text.replace(',', '.'));
    if (text.trim() === '' || !Number.isFinite(value))
      throw new UsageError(`--${name}: нужно число, а не «${text}»`);
    return value;
  };
  const [peakPerSecond, receiptsPerDay] = [number('peak'), number('per-day')];
  if (peakPerSecond === undefined)
    throw new UsageError('Укажите --peak: чеков в секунду в самый занятый час');
  const perSecond = number('burst');
  const prices = {
    registerPerMonth: number('rent'),
    fn: number('fn-price'),
    ofdPerYear: number('ofd-price'),
  };
  const rest = Object.entries(planOptions).map(([option, key]) => [
    key,
    number(option as keyof typeof planOptions),
  ]);
  try {
    return plan({
      ...Object.fromEntries(rest),
      peakPerSecond,
      // A peak hour is usually a tenth of the day.
      receiptsPerDay: receiptsPerDay ?? peakPerSecond * 36_000,
      ...(perSecond !== undefined && { burst: { perSecond, seconds: number('burst-seconds') ?? 60 } }),
      ...(Object.values(prices).some((price) => price !== undefined) && { prices }),
    });
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}

const reasons: Record<Plan['limit'], string> = {
  throughput: 'поток чеков в пик и резерв по правилу',
  burst: 'всплеск: очередь должна успеть',
  failures: 'надёжность: касса иногда не работает',
  fn: 'срок службы ФН',
};

/** For a person. */
export function planText(made: Plan): string {
  const { needs, waits, burst, fn, boxes } = made;
  const rows: (readonly [string, string | number, string])[] = [
    ['для потока в пик', needs.throughput, `занятость ${percent(made.use)}`],
    ...(burst
      ? [['для всплеска', needs.burst, `ожидание до ${seconds(burst.longestWaitSeconds)}`] as const]
      : []),
    ['с резервом на отказы', needs.failures, ''],
    ['для срока службы ФН', needs.fn, ''],
    ['ИТОГО касс', made.registers, `решает: ${reasons[made.limit]}`],
  ];
  const lines = [
    textTable(['сколько касс нужно', 'касс', ''], rows),
    '',
    `Работать в пик должны ${made.working}, в резерве ${made.reserve}.`,
    `Ожидание в пик: в среднем ${seconds(waits.meanSeconds)}, 99 % чеков до ${seconds(waits.p99Seconds)}, 99,9 % до ${seconds(waits.p999Seconds)}.`,
    `ФН служит ${Math.floor(fn.lifeDays)} дн., замен в год ${Math.ceil(fn.replacementsPerYear)}, за один раз не больше ${fn.batch}.`,
    `Корпусов по ${boxes.perBox}: ${boxes.count}; отказ одного ${boxes.survivesOne ? 'группа переживёт' : 'группа в пик не переживёт'}.`,
    '',
    textTable(
      ['откажет касс', 'очередь растёт, чеков/с', 'чеки опоздают через'],
      made.outages.map(({ failed, growthPerSecond, longestSeconds }) => [
        failed,
        growthPerSecond === 0 ? 'не растёт' : growthPerSecond.toFixed(2),
        longestSeconds === Number.POSITIVE_INFINITY ? 'не опоздают' : seconds(longestSeconds),
      ]),
    ),
  ];
  if (made.costPerYear !== undefined) {
    const per = made.costPerReceipt === undefined ? '' : `, чек ${made.costPerReceipt.toFixed(2)}`;
    lines.push('', `Стоимость в год: ${Math.round(made.costPerYear).toLocaleString('ru')}${per}.`);
  }
  return lines.join('\n');
}

/** JSON has no infinity. */
export function planJson(made: Plan): string {
  return JSON.stringify(made, (_, value: unknown) => (value === Number.POSITIVE_INFINITY ? null : value), 2);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

function seconds(value: number): string {
  if (value < 1) return `${Math.max(1, Math.round(1000 * value))} мс`;
  if (value < 120) return `${value.toFixed(1).replace('.', ',')} с`;
  if (value < 7200) return `${Math.round(value / 60)} мин`;
  return `${Math.round(value / 3600)} ч`;
}
