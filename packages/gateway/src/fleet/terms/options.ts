import type { Transport } from 'atol-kkt';
import type { Taxation, VatRate } from 'atol-kkt/fiscal';

/** Where a register stands. What shares a box shares its power; what shares a rack, its switch. */
export interface Location {
  readonly site?: string | undefined;
  readonly rack?: string | undefined;
  readonly box?: string | undefined;
}

/** One register of the fleet. */
export interface RegisterOptions {
  /** Unique in the fleet, such as `msk-1-07`. Up to 64 characters. */
  readonly name: string;
  readonly group: string;
  /** As for `connect()`: `tcp://10.0.0.7:5555`, `serial:///dev/ttyACM0`; or a line of this process. */
  readonly address: string | Transport;
  /** Factory number, 14 digits: another register at this address is not driven. Default: learned at the first connection. */
  readonly serialNumber?: string | undefined;
  readonly location?: Location | undefined;
  /** Takes receipts only while the group cannot keep up without it. Default false. */
  readonly reserve?: boolean | undefined;
  /** A person has taken it out of the queue. Default false. */
  readonly drained?: boolean | undefined;
  /** Documents its FN can hold. Default 250 000. */
  readonly fnCapacity?: number | undefined;
  readonly accessPassword?: number | undefined;
  readonly userPassword?: number | undefined;
  /** As for `connect()`: `buffered` is faster over slow lines. Default `serial`. */
  readonly exchange?: 'serial' | 'buffered' | undefined;
  /** Numbers of VAT rates that its firmware knows beside the first six, as `capabilities.vatRates` of `connect()`. */
  readonly vatRates?: Readonly<Partial<Record<VatRate, number>>> | undefined;
}

/** How a group behaves. Everything has a default. */
export interface GroupPolicy {
  /** How long a receipt may wait for a register, ms. Default 300 000, as ATOL Online. */
  readonly queueLimitMs: number;
  /** Reserve registers join when the oldest receipt has waited so long, ms. Default 10 000. */
  readonly reserveAfterMs: number;
  /** They leave when nothing has waited for so long, ms. Default 60 000. */
  readonly reserveQuietMs: number;
  /** Hour of the register's day in which shifts are closed and opened, 0..23. Default 4. */
  readonly shiftHour: number;
  /** A shift is also ended so long before it is 24 hours old, when the queue allows it, ms. Default 1 800 000. */
  readonly shiftMarginMs: number;
  /** A receipt that registers refused so often fails. Default 3. */
  readonly refusals: number;
  /** Receipts are refused while so many wait: QUEUE_FULL. Default undefined: never. */
  readonly mostWaiting: number | undefined;
  /** Documents of an FN that are left for closing it. Default 100. */
  readonly fnSpare: number;
  /** A register takes nothing while its oldest unsent document is older, days. Default 20. */
  readonly unsentDays: number;
  /** A register takes nothing when its FN signs for fewer days. Default 1. */
  readonly fnDays: number;
  /** Ends of FNs are spread by this share of their life around the mean, 0..0.9. Default 0.2. */
  readonly fnSpread: number;
  /** Callbacks may go to private and loopback addresses. Default false. */
  readonly privateCallbacks: boolean;
  /** Callbacks carry `X-Signature: sha256=…`, the HMAC of the body with this key. Default undefined: unsigned. */
  readonly callbackKey: string | undefined;
  /**
   * An item of the API whose sum is not price × quantity: `refuse` it, as ATOL Online does, or `lowerPrice` where the sum is
   * lower. Default `refuse`.
   */
  readonly sumDifference: 'refuse' | 'lowerPrice';
  /** A repeated external_id is answered by 200 and the first uuid, not by 400 and code 33. Default false. */
  readonly repeatsAccepted: boolean;
  /** Reports above one a second for each register of the group are answered by 429. Default false. */
  readonly reportLimit: boolean;
}

/** Registers of one owner that serve one queue. */
export interface GroupOptions {
  /** Code of the group in the API. 1..64 characters of `A-Z a-z 0-9 _ - .` */
  readonly name: string;
  /** For people. Default: the name. */
  readonly title?: string | undefined;
  /** INN of the owner, 10 or 12 digits: a register of another owner is not driven. Default: not checked. */
  readonly inn?: string | undefined;
  /** Place of settlement (tag 1187) of receipts that name none, such as the address of the shop's site. */
  readonly paymentAddress?: string | undefined;
  /** Tax systems of its registers; a receipt with another one is refused. Default: not checked. */
  readonly taxations?: readonly Taxation[] | undefined;
  /** IANA name of the time zone that the registers' clocks show, such as `Europe/Moscow`. Default: this computer's. */
  readonly timeZone?: string | undefined;
  readonly policy?: Partial<GroupPolicy> | undefined;
}

/** A group with its defaults filled in. */
export interface Group extends GroupOptions {
  readonly title: string;
  readonly policy: GroupPolicy;
}

export const defaultPolicy: GroupPolicy = {
  queueLimitMs: 300_000,
  reserveAfterMs: 10_000,
  reserveQuietMs: 60_000,
  shiftHour: 4,
  shiftMarginMs: 1_800_000,
  refusals: 3,
  mostWaiting: undefined,
  fnSpare: 100,
  unsentDays: 20,
  fnDays: 1,
  fnSpread: 0.2,
  privateCallbacks: false,
  callbackKey: undefined,
  sumDifference: 'refuse',
  repeatsAccepted: false,
  reportLimit: false,
};

export function groupOf(options: GroupOptions): Group {
  const given = Object.entries(options.policy ?? {}).filter(([, value]) => value !== undefined);
  return {
    ...options,
    title: options.title ?? options.name,
    policy: { ...defaultPolicy, ...Object.fromEntries(given) },
  };
}

/** What of a register can be kept in the store: a line of this process cannot. */
export type RegisterData = Omit<RegisterOptions, 'address' | 'name' | 'group'> & {
  readonly address: string | undefined;
};
