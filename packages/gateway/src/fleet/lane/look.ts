import type { CashRegister, OfdStatus, RegisterStatus, Registration } from 'atol-kkt';
import {
  type FnHealth,
  type Group,
  type HealthProblem,
  localMs,
  type ProblemCode,
  type RegisterHealth,
  type RegisterOptions,
  wallMs,
} from '../terms/index.js';
import { problem } from './problems.js';

const DAY = 86_400_000;
const FN_CAPACITY = 250_000;
/** A clock that is further off is told of, ms. */
const DRIFT_MS = 5 * 60_000;
/** Days before its end from which an FN is spoken of. */
const FN_WARNING_DAYS = 30;
const FN_WARNING_SHARE = 0.8;
const UNSENT_WARNING_DAYS = 3;
/** How fast the mean of documents per day forgets. */
const SMOOTHING_DAYS = 7;

/** What a look asked of a register. */
export interface Seen {
  readonly status: RegisterStatus;
  readonly ofd: OfdStatus | undefined;
  readonly validUntil: string | undefined;
  readonly registration: Registration | undefined;
}

/** The questions of a look; those of the registration once in a life of the FN. */
export async function look(
  kkt: CashRegister,
  known: Registration | undefined,
  signal: AbortSignal,
): Promise<Seen> {
  const status = await kkt.status({ signal });
  if (status.fn === undefined || status.fn.phase !== 'fiscal') {
    return { status, ofd: undefined, validUntil: undefined, registration: undefined };
  }
  const ofd = await kkt.fn.ofdStatus({ signal });
  const { validUntil } = await kkt.fn.validity({ signal });
  const same = known?.fnNumber === status.fn.number;
  const registration = same ? known : await kkt.fn.registration(undefined, { signal });
  return { status, ofd, validUntil, registration };
}

/** How far a register may go on working, as a look has found it. */
export function judge(
  seen: Seen,
  register: RegisterOptions,
  group: Group,
  now: number,
  before: RegisterHealth | undefined,
): Pick<
  RegisterHealth,
  'problems' | 'fn' | 'shift' | 'unsent' | 'paperPresent' | 'clockDriftMs' | 'registration'
> {
  const { status, registration } = seen;
  const problems: HealthProblem[] = [];
  const add = (code: ProblemCode, values?: Readonly<Record<string, string | number>>): void => {
    const since = before?.problems.find((one) => one.code === code)?.since ?? now;
    problems.push(problem(code, since, values));
  };
  const registerNow = localMs(status.dateTime) ?? 0;
  const end = localMs(status.shift.dateTime);
  const clockDriftMs = registerNow - wallMs(now, group.timeZone);
  const fn = fnHealth(seen, register, group, now, registerNow, before?.fn, before?.at);
  if (status.fn === undefined) add('noFn');
  else if (status.fn.phase !== 'fiscal') add('notFiscal');
  if (status.fn?.warnings.critical) add('fnCritical');
  if (fn) judgeFn(fn, group, registerNow, add);
  if (!status.paperPresent) add('noPaper');
  if (status.coverOpen) add('coverOpen');
  if (Math.abs(clockDriftMs) > DRIFT_MS) add('clockDrift', { minutes: Math.round(clockDriftMs / 60_000) });
  if (status.shift.state === 'expired') add('shiftExpired');
  judgeUnsent(seen.ofd, group, registerNow, add);
  if (registration) judgeOwner(registration, group, add);
  return {
    problems,
    fn,
    shift: {
      state: status.shift.state,
      number: status.shift.number,
      endsAt: status.shift.state === 'open' && end !== undefined ? now + (end - registerNow) : undefined,
    },
    unsent: seen.ofd && { count: seen.ofd.unsentCount, oldest: seen.ofd.firstUnsentDateTime },
    paperPresent: status.paperPresent,
    clockDriftMs,
    registration: registration && {
      owner: registration.owner,
      registrationNumber: registration.registrationNumber,
      address: registration.address,
      place: registration.place,
      taxations: registration.taxations,
      ofdName: registration.ofd.name,
      ofdInn: registration.ofd.inn,
      ffd: registration.ffd.document,
    },
  };
}

type Add = (code: ProblemCode, values?: Readonly<Record<string, string | number>>) => void;

function judgeFn(fn: FnHealth, { policy }: Group, registerNow: number, add: Add): void {
  const { documents, capacity, validUntil } = fn;
  const days = Math.max(0, Math.floor(fn.daysLeft));
  if (isFull(fn, policy.fnSpare)) add('fnFull', { documents, capacity });
  else if (documents >= capacity * FN_WARNING_SHARE) {
    add('fnNearlyFull', { percent: Math.floor((100 * documents) / capacity), days });
  }
  const keyDays = keyDaysLeft(validUntil, registerNow);
  if (keyDays <= policy.fnDays) add('fnExpired', { until: validUntil });
  else if (keyDays <= FN_WARNING_DAYS) add('fnExpires', { until: validUntil });
}

/** The documents that are left are for closing the FN. */
export function isFull(
  { documents, capacity }: Pick<FnHealth, 'documents' | 'capacity'>,
  spare: number,
): boolean {
  return documents >= capacity - Math.min(spare, Math.floor(capacity / 2));
}

function judgeUnsent(ofd: OfdStatus | undefined, { policy }: Group, registerNow: number, add: Add): void {
  const oldest = ofd?.firstUnsentDateTime;
  const at = localMs(oldest);
  if (oldest === undefined || at === undefined) return;
  const days = (registerNow - at) / DAY;
  if (days > policy.unsentDays) add('unsentTooOld', { oldest, days: policy.unsentDays });
  else if (days > UNSENT_WARNING_DAYS) add('unsentOld', { oldest, count: ofd?.unsentCount ?? 0 });
}

function judgeOwner({ owner, taxations }: Registration, group: Group, add: Add): void {
  if (group.inn !== undefined && owner.inn !== group.inn) {
    add('otherOwner', { found: owner.inn, expected: group.inn });
  }
  const missing = group.taxations?.filter((one) => !taxations.includes(one)) ?? [];
  if (missing.length > 0) add('otherTaxation', { missing: missing.join(', ') });
}

function keyDaysLeft(validUntil: string, registerNow: number): number {
  const end = localMs(validUntil);
  return end === undefined ? Number.POSITIVE_INFINITY : (end + DAY - registerNow) / DAY;
}

function fnHealth(
  { status, validUntil = '' }: Seen,
  register: RegisterOptions,
  { policy }: Group,
  now: number,
  registerNow: number,
  before: FnHealth | undefined,
  beforeAt: number | undefined,
): FnHealth | undefined {
  const { fn } = status;
  if (fn === undefined) return undefined;
  const capacity = register.fnCapacity ?? FN_CAPACITY;
  const documents = fn.lastDocument;
  const documentsPerDay = smoothed(documents, fn.number, now, before, beforeAt);
  const left = Math.max(0, capacity - policy.fnSpare - documents);
  const byDocuments = documentsPerDay > 0 ? left / documentsPerDay : Number.MAX_SAFE_INTEGER;
  const byKeys = Math.min(keyDaysLeft(validUntil, registerNow), Number.MAX_SAFE_INTEGER);
  return {
    number: fn.number,
    phase: fn.phase,
    documents,
    capacity,
    validUntil,
    documentsPerDay,
    daysLeft: Math.max(0, Math.min(byDocuments, byKeys)),
    endsBy: byDocuments < byKeys ? 'documents' : 'keys',
  };
}

/** Exponential mean over the time between two looks. */
function smoothed(
  documents: number,
  number: string,
  now: number,
  before: FnHealth | undefined,
  beforeAt: number | undefined,
): number {
  if (before === undefined || beforeAt === undefined || now <= beforeAt) return before?.documentsPerDay ?? 0;
  if (before.number !== number) return before.documentsPerDay;
  const days = (now - beforeAt) / DAY;
  const rate = Math.max(0, documents - before.documents) / days;
  const weight = before.documentsPerDay === 0 && days > 1 ? 1 : 1 - Math.exp(-days / SMOOTHING_DAYS);
  return before.documentsPerDay + weight * (rate - before.documentsPerDay);
}
