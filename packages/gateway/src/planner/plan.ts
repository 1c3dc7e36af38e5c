import { fnLifeDays, registersForFnLife, swapShare } from './fn-life.js';
import { burstOutcome, effectiveServiceSeconds, outageOutcome, registersForBurst } from './overload.js';
import { meanWait, registersForWait, tailRatePerSecond, waitBoundSeconds } from './queueing.js';
import { registersByRule, registersForAvailability } from './reserve.js';

export interface PlanInput {
  /** Receipts per second in the busiest hour. */
  readonly peakPerSecond: number;
  /** Receipts of an average day, all registers together. */
  readonly receiptsPerDay: number;
  /** A receipt on a register with all around it, seconds. Default 1; 0.9 is the register alone on a fast line. */
  readonly serviceSeconds?: number | undefined;
  /** Time of a register and day for closing and opening its shift, seconds. Default 5. */
  readonly shiftSeconds?: number | undefined;
  /** Longest wait that is allowed, seconds. Default 300: the queue of ATOL Online. */
  readonly waitSeconds?: number | undefined;
  /** Share of receipts that may wait longer. Default 1e-6. */
  readonly lateShare?: number | undefined;
  /** Share of its time that a register may be busy in the peak, 0..1. Default 0.95. */
  readonly mostUse?: number | undefined;
  /** A rush above the peak, such as the start of a sale. */
  readonly burst?: { readonly perSecond: number; readonly seconds: number } | undefined;
  /** Reserve by the rule of thumb, share of the working registers. Default 0.1. */
  readonly reserveShare?: number | undefined;
  /** Share of the time that one register works. Default 0.98. */
  readonly availability?: number | undefined;
  /** Share of the time that enough of them shall work. Default 0.999. */
  readonly availabilityTarget?: number | undefined;
  /** Days that an FN shall last at least. Default 180: not more than two replacements a year. */
  readonly fnLifeDays?: number | undefined;
  /** Life of the FN's keys: 470 (15 months) or 1110 (36 months). Default 470. */
  readonly fnTermDays?: number | undefined;
  /** Documents an FN holds. Default 250 000. */
  readonly fnCapacity?: number | undefined;
  /** Share of it that is used before the replacement. Default 0.95. */
  readonly fnUsableShare?: number | undefined;
  /** Days that a replacement takes. Default 2. */
  readonly swapDays?: number | undefined;
  /** Registers that share a box and its power. Default 48. */
  readonly perBox?: number | undefined;
  /** Prices in any one currency. */
  readonly prices?:
    | {
        /** Of a register and month: rent, rack, care. */
        readonly registerPerMonth?: number | undefined;
        /** Of an FN with its replacement. */
        readonly fn?: number | undefined;
        /** Of a register and year: operator of fiscal data. */
        readonly ofdPerYear?: number | undefined;
      }
    | undefined;
}

/** What decides about the number. */
export type PlanLimit = 'throughput' | 'burst' | 'failures' | 'fn';

export interface Plan {
  /** Registers to have. */
  readonly registers: number;
  /** Of these, at least so many must work in the peak. */
  readonly working: number;
  readonly reserve: number;
  /** What decides about the number. */
  readonly limit: PlanLimit;
  /** The fewest registers for each reason alone. */
  readonly needs: {
    readonly throughput: number;
    readonly burst: number;
    /** `working` with the reserve for failures. */
    readonly failures: number;
    /** With those that are away for a replacement. */
    readonly fn: number;
  };
  readonly serviceSeconds: number;
  /** Share of its time that a working register is busy in the peak. */
  readonly use: number;
  /** In the peak, with the fewest registers that must work. */
  readonly waits: { readonly meanSeconds: number; readonly p99Seconds: number; readonly p999Seconds: number };
  readonly burst: { readonly longestWaitSeconds: number; readonly recoverySeconds: number } | undefined;
  readonly fn: {
    readonly lifeDays: number;
    readonly replacementsPerYear: number;
    /** Registers that may be away at the same time. */
    readonly batch: number;
  };
  /** What it comes to when registers fail in the peak. */
  readonly outages: readonly {
    readonly failed: number;
    readonly growthPerSecond: number;
    /** Until receipts are late. */
    readonly longestSeconds: number;
  }[];
  readonly boxes: { readonly count: number; readonly perBox: number; readonly survivesOne: boolean };
  readonly costPerYear: number | undefined;
  readonly costPerReceipt: number | undefined;
}

/** How many registers, and why. @throws RangeError for numbers that make no sense */
export function plan(input: PlanInput): Plan {
  const full = { ...defaults, ...given(input) } as Full;
  check(full);
  const { peakPerSecond, receiptsPerDay, waitSeconds, lateShare, mostUse, swapDays, fnTermDays } = full;
  const serviceSeconds = effectiveServiceSeconds(full.serviceSeconds, full.shiftSeconds);
  const throughput = registersForWait({
    ratePerSecond: peakPerSecond,
    serviceSeconds,
    waitSeconds,
    lateShare,
    mostUse,
  });
  const peak = input.burst && {
    peakPerSecond: input.burst.perSecond,
    peakSeconds: input.burst.seconds,
    serviceSeconds,
  };
  const burst = peak ? registersForBurst({ ...peak, waitSeconds }) : 0;
  const working = Math.max(throughput, burst);
  const byRule = registersByRule(working, full.reserveShare);
  const failures = Math.max(
    byRule,
    registersForAvailability(working, full.availability, full.availabilityTarget),
  );
  const use = { receiptsPerDay, capacity: full.fnCapacity, usableShare: full.fnUsableShare };
  const lasting = registersForFnLife(use, full.fnLifeDays);
  const fn = Math.max(lasting, working + Math.ceil(lasting * swapShare(swapDays, full.fnLifeDays)));
  const registers = Math.max(failures, fn);
  const lifeDays = fnLifeDays(use, registers, fnTermDays);
  const tail = tailRatePerSecond(peakPerSecond, working, serviceSeconds);
  return {
    registers,
    working,
    reserve: registers - working,
    limit:
      registers > failures
        ? 'fn'
        : failures > byRule
          ? 'failures'
          : burst > throughput
            ? 'burst'
            : 'throughput',
    needs: { throughput, burst, failures, fn },
    serviceSeconds,
    use: (peakPerSecond * serviceSeconds) / working,
    waits: {
      meanSeconds: meanWait(peakPerSecond, working, serviceSeconds),
      p99Seconds: waitBoundSeconds(tail, 0.01),
      p999Seconds: waitBoundSeconds(tail, 0.001),
    },
    burst: peak && burstOutcome(peak, working, peakPerSecond),
    fn: {
      lifeDays,
      replacementsPerYear: (registers * 365) / lifeDays,
      batch: Math.max(1, registers - working),
    },
    outages: outagesOf(registers, full.perBox).map((failed) => {
      const outage = { ratePerSecond: peakPerSecond, registers, failed, serviceSeconds, waitSeconds };
      const { growthPerSecond, longestSeconds } = outageOutcome(outage, 0);
      return { failed, growthPerSecond, longestSeconds };
    }),
    boxes: {
      count: Math.ceil(registers / full.perBox),
      perBox: full.perBox,
      survivesOne: registers - Math.min(registers, full.perBox) >= working,
    },
    ...costs(full, registers, lifeDays),
  };
}

const defaults = {
  serviceSeconds: 1,
  shiftSeconds: 5,
  waitSeconds: 300,
  lateShare: 1e-6,
  mostUse: 0.95,
  reserveShare: 0.1,
  availability: 0.98,
  availabilityTarget: 0.999,
  fnLifeDays: 180,
  fnTermDays: 470,
  fnCapacity: 250_000,
  fnUsableShare: 0.95,
  swapDays: 2,
  perBox: 48,
};

type Full = Omit<PlanInput, keyof typeof defaults> & typeof defaults;

function given(input: PlanInput): PlanInput {
  return Object.fromEntries(
    Object.entries(input).filter(([, value]) => value !== undefined),
  ) as unknown as PlanInput;
}

function check(full: Full): void {
  const positive: readonly (keyof typeof defaults | 'receiptsPerDay')[] = [
    'serviceSeconds',
    'waitSeconds',
    'fnLifeDays',
    'fnTermDays',
    'fnCapacity',
    'perBox',
  ];
  const notNegative = [
    'peakPerSecond',
    'receiptsPerDay',
    'shiftSeconds',
    'reserveShare',
    'swapDays',
  ] as const;
  const shares = ['lateShare', 'mostUse', 'availability', 'availabilityTarget', 'fnUsableShare'] as const;
  const wrong = (key: string, rule: string): never => {
    throw new RangeError(`${key}: ${rule}`);
  };
  for (const key of positive)
    if (!(full[key] > 0) || !Number.isFinite(full[key])) wrong(key, 'a number above 0');
  for (const key of notNegative)
    if (!(full[key] >= 0) || !Number.isFinite(full[key])) wrong(key, 'a number from 0');
  for (const key of shares) if (!(full[key] > 0 && full[key] <= 1)) wrong(key, 'a share above 0, up to 1');
  if (full.availabilityTarget >= 1 && full.availability < 1) wrong('availabilityTarget', 'below 1');
  if (full.shiftSeconds >= 86_400) wrong('shiftSeconds', 'below a day');
  if (full.burst && !(full.burst.perSecond > 0 && full.burst.seconds > 0)) wrong('burst', 'numbers above 0');
  if (full.fnLifeDays * 2 >= full.fnCapacity * full.fnUsableShare)
    wrong('fnLifeDays', 'the FN is full of shifts before');
}

/** One, a tenth, a box. */
function outagesOf(registers: number, perBox: number): number[] {
  const counts = [1, Math.ceil(registers / 10), Math.min(registers, perBox)];
  return [...new Set(counts)].sort((a, b) => a - b);
}

function costs(
  { prices, receiptsPerDay }: Full,
  registers: number,
  lifeDays: number,
): Pick<Plan, 'costPerYear' | 'costPerReceipt'> {
  if (!prices) return { costPerYear: undefined, costPerReceipt: undefined };
  const { registerPerMonth = 0, fn = 0, ofdPerYear = 0 } = prices;
  const costPerYear = registers * (12 * registerPerMonth + (fn * 365) / lifeDays + ofdPerYear);
  return {
    costPerYear,
    costPerReceipt: receiptsPerDay > 0 ? costPerYear / (receiptsPerDay * 365) : undefined,
  };
}
