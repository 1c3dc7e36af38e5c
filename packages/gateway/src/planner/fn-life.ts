/** FN = fiscal storage: it ends when it is full or when its keys end, and its replacement takes a register away for days. */

export interface FnUse {
  /** Of all registers together. */
  readonly receiptsPerDay: number;
  /** Documents an FN holds. Default 250 000. */
  readonly capacity?: number | undefined;
  /** Share of it that is used before the replacement, 0..1. Default 1. */
  readonly usableShare?: number | undefined;
  /** Documents of a register and day that are no receipts: shift reports. Default 2. */
  readonly serviceDocumentsPerDay?: number | undefined;
}

const CAPACITY = 250_000;
const SERVICE_DOCUMENTS = 2;
/** Days before the end of the keys at which an FN is replaced. */
const EARLY_DAYS = 4;

/** Days that an FN lasts when so many registers share the receipts evenly. `termDays`: life of its keys, 470 or 1110. */
export function fnLifeDays(use: FnUse, registers: number, termDays: number): number {
  const {
    receiptsPerDay,
    capacity = CAPACITY,
    usableShare = 1,
    serviceDocumentsPerDay = SERVICE_DOCUMENTS,
  } = use;
  return Math.min(
    (capacity * usableShare) / (receiptsPerDay / registers + serviceDocumentsPerDay),
    termDays - EARLY_DAYS,
  );
}

/** The fewest registers whose FNs last so many days; infinite when service documents alone fill them before. */
export function registersForFnLife(use: FnUse, lifeDays: number): number {
  const {
    receiptsPerDay,
    capacity = CAPACITY,
    usableShare = 1,
    serviceDocumentsPerDay = SERVICE_DOCUMENTS,
  } = use;
  const room = capacity * usableShare - serviceDocumentsPerDay * lifeDays;
  return room <= 0
    ? Number.POSITIVE_INFINITY
    : Math.max(1, Math.ceil((receiptsPerDay * lifeDays) / room - 1e-9));
}

/** Share of the fleet that is away for the replacement of its FN, on average. */
export function swapShare(swapDays: number, lifeDays: number): number {
  return swapDays / lifeDays;
}

export interface CalendarRegister {
  readonly name: string;
  /** Until its FN ends. */
  readonly daysLeft: number;
}

export interface CalendarOptions {
  /** Registers that may be away at the same time. */
  readonly batch: number;
  /** Days that a replacement takes. Default 2. */
  readonly swapDays?: number | undefined;
  /** Days before the end by which it must be done. Default 4. */
  readonly earlyDays?: number | undefined;
  /** How far the calendar looks, days. Default 365. */
  readonly horizonDays?: number | undefined;
}

export interface Visit {
  /** Day on which the registers are taken out, 0 = today. */
  readonly day: number;
  readonly registers: readonly string[];
  /** It should have begun already. */
  readonly overdue: boolean;
}

/**
 * When which FNs are replaced: registers whose FNs end at nearly the same time go together, never more than the others can stand
 * in for, and visits do not overlap.
 */
export function replacementCalendar(
  registers: readonly CalendarRegister[],
  { batch, swapDays = 2, earlyDays = EARLY_DAYS, horizonDays = 365 }: CalendarOptions,
): Visit[] {
  const size = Math.max(1, Math.floor(batch));
  const due = registers
    .filter(({ daysLeft }) => daysLeft - earlyDays <= horizonDays)
    .toSorted((a, b) => a.daysLeft - b.daysLeft || a.name.localeCompare(b.name));
  const groups: CalendarRegister[][] = [];
  for (const register of due) {
    const group = groups.at(-1);
    const first = group?.[0];
    // Somebody comes anyway: what ends within a month of it is done on the way.
    if (group && first && group.length < size && register.daysLeft - first.daysLeft <= 30)
      group.push(register);
    else groups.push([register]);
  }
  const days = groups.map(([first]) => Math.floor((first?.daysLeft ?? 0) - earlyDays - swapDays));
  for (let index = days.length - 2; index >= 0; index--) {
    days[index] = Math.min(days[index] ?? 0, (days[index + 1] ?? 0) - swapDays);
  }
  let free = 0;
  return groups.map((group, index) => {
    const wanted = days[index] ?? 0;
    const day = Math.max(wanted, free, 0);
    free = day + swapDays;
    return { day, registers: group.map(({ name }) => name), overdue: wanted < 0 };
  });
}
