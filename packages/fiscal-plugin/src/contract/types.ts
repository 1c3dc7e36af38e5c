/**
 * The contract, version 1: plain data only. Nothing here is a class, a function or a promise, so that every message
 * passes through structured clone, JSON, a file and a socket without change.
 */

/** Texts for people by language (`en`, `ru`, `sk` …). English is always there; a till falls back to it. */
export interface Texts {
  readonly en: string;
  readonly [language: string]: string;
}

/**
 * A sum of money as an integer of the currency's minor units. Never a float.
 * `{ minor: 12350, currency: 'EUR', exponent: 2 }` is 123.50 €.
 */
export interface Money {
  /** Minor units, a safe integer. */
  readonly minor: number;
  /** ISO 4217 code. */
  readonly currency: string;
  /** Digits after the point, 0 to 4: 2 for EUR, 0 for JPY, 3 for TND. */
  readonly exponent: number;
}

/** Whoever is at the till; the same person keeps the same id. */
export interface Cashier {
  readonly id: string;
  readonly name: string;
  /** Tax number of the person, where the law asks for it. */
  readonly taxId?: string;
}

/** Country data that only the plug-in understands. `describe()` gives its schema. */
export type Extra = { readonly [field: string]: unknown };

/** One line of a sale, refund or correction. */
export interface Item {
  /** The till's own id of the line, unique in the document; a partial refund names it. */
  readonly id: string;
  readonly name: string;
  /** Price of one unit. */
  readonly price: Money;
  /** Decimal string, at most six digits behind the point: `'1'`, `'0.375'`. */
  readonly quantity: string;
  /** What the customer pays for the line, discounts included. */
  readonly sum: Money;
  /** Id of one of the taxes of `describe()`. */
  readonly tax: string;
  /** Unit of measure, free text (`pcs`, `kg`). */
  readonly unit?: string;
  /** Article number or bar code. */
  readonly article?: string;
  readonly extra?: Extra;
}

/** How a part of the total is paid. */
export interface Payment {
  /** Id of one of the payment types of `describe()`. */
  readonly type: string;
  readonly sum: Money;
}

/** Who buys, as far as known. */
export interface Customer {
  readonly name?: string;
  readonly taxId?: string;
  /** Where to send an electronic receipt: e-mail address or telephone number. */
  readonly contact?: string;
}

/** What every operation that makes a document carries. */
export interface Keyed {
  /**
   * Idempotency key, chosen by the till and kept with the order: the same key never makes a second document.
   * 1 to 128 characters.
   */
  readonly key: string;
  readonly cashier: Cashier;
  readonly extra?: Extra;
}

export interface Sale extends Keyed {
  /** The till's id of the order. */
  readonly order?: string;
  readonly items: readonly Item[];
  readonly payments: readonly Payment[];
  /** The sum of the items; also the sum of the payments less the change. */
  readonly total: Money;
  readonly customer?: Customer;
}

/** Names the document that a refund or a copy is about. Identifiers are strings in every country. */
export interface DocumentReference {
  /** `document.id` of the sale. */
  readonly id: string;
  /** When it was made, ISO 8601 with offset, if the till knows it. */
  readonly at?: string;
  readonly extra?: Extra;
}

export interface Refund extends Keyed {
  readonly original: DocumentReference;
  /** What comes back: all lines of the sale, or some of them, or a part of their quantity. */
  readonly items: readonly Item[];
  readonly payments: readonly Payment[];
  readonly total: Money;
  readonly reason?: string;
  readonly customer?: Customer;
}

export interface Correction extends Keyed {
  /** `income` adds to the turnover what was not recorded, `outcome` takes off what was recorded by mistake. */
  readonly kind: 'income' | 'outcome';
  /** Why, in words. */
  readonly reason: string;
  /** Day of the mistake, `YYYY-MM-DD`. */
  readonly date: string;
  readonly original?: DocumentReference;
  readonly items: readonly Item[];
  readonly payments: readonly Payment[];
  readonly total: Money;
}

export interface ShiftChange extends Keyed {}

export interface CashMove extends Keyed {
  readonly sum: Money;
  readonly reason?: string;
}

export interface Report extends Keyed {
  /** Id of one of the reports of `describe()`; `x` is the usual intermediate report. */
  readonly kind: string;
}

export interface Copy {
  readonly document: DocumentReference;
}

export interface Resolve {
  readonly key: string;
}

/** A line of a document as it stands on paper, for tills that print or show it themselves. */
export interface Paper {
  /** Plain text, lines separated by `\n`. */
  readonly text?: string;
  /** A whole HTML document without scripts. */
  readonly html?: string;
  /** What the QR code of the document holds. */
  readonly qr?: string;
}

/**
 * The document that exists now. One key has one document, and it is told in the same words each time: by the operation,
 * by the same key again, by `resolve`. Only two things may come later: `authority` goes from `queued` to `accepted`, and
 * marks may be added with it.
 */
export interface FiscalDocument {
  /** The country's id of the document: what a later refund names. A string, whatever it looks like. */
  readonly id: string;
  /** When it was made, ISO 8601 with offset. */
  readonly at: string;
  /** Numbers and signs by the country's names, all strings (`fiscalSign`, `shift`, `uuid` …). */
  readonly marks: { readonly [name: string]: string };
  /**
   * Whether the authority has it: `accepted`, `queued` (made by the law's offline rules, will be sent) or `local`
   * (this country sends nothing).
   */
  readonly authority: 'accepted' | 'queued' | 'local';
  /** What the till prints or shows of it; absent where the plug-in printed it itself (`services.print`). */
  readonly paper?: Paper;
  readonly extra?: Extra;
}

/** Whose fault a fault is. `host`, `bridge` and `till` are said by the host only. */
export type Whose = 'request' | 'device' | 'authority' | 'plugin' | 'bridge' | 'till';

/** A fault as data: errors lose their names when they cross a process. */
export interface Fault {
  readonly whose: Whose;
  /** Stable, in kebab-case: `no-paper`, `bad-request`, `not-supported`, `crashed` … */
  readonly code: string;
  /** For the log, English. */
  readonly message: string;
  /** For the cashier, in the language of the till: what happened and what to do. */
  readonly text: string;
  /** Fields of the request that are wrong, as JSON pointers. */
  readonly fields?: readonly string[];
  readonly extra?: Extra;
}

/**
 * How an operation that makes a document ended. `unknown` is the honest word when nobody can tell yet;
 * `resolve({ key })` tells later.
 */
export type Outcome =
  | { readonly outcome: 'done'; readonly document: FiscalDocument }
  | { readonly outcome: 'refused'; readonly fault: Fault }
  | { readonly outcome: 'unknown'; readonly fault: Fault };

/** How an operation that makes no document ended. */
export type Done = { readonly outcome: 'done' } | { readonly outcome: 'refused'; readonly fault: Fault };

/** How a copy ended: with the paper to be printed, where the plug-in does not print by itself. */
export type CopyDone =
  | { readonly outcome: 'done'; readonly paper?: Paper }
  | { readonly outcome: 'refused'; readonly fault: Fault };

/** Operations that not every country has. `describe()` lists those that this one has. */
export const CAPABILITIES = [
  'shift.open',
  'shift.close',
  'sale',
  'refund',
  'correction',
  'cash.in',
  'cash.out',
  'report',
  'copy',
  'drawer',
] as const;
export type Capability = (typeof CAPABILITIES)[number];

/** JSON Schema (draft 2020-12) as plain data. */
export type JsonSchema = { readonly [keyword: string]: unknown };

export interface Tax {
  readonly id: string;
  readonly name: Texts;
  /** Percent as a decimal string, `'20'`; absent where the tax is none. */
  readonly percent?: string;
}

export interface PaymentType {
  readonly id: string;
  readonly name: Texts;
  /** Whether it is money in the drawer. */
  readonly cash?: boolean;
}

export interface ReportType {
  readonly id: string;
  readonly name: Texts;
}

/** What a plug-in is and can do. The answer does not depend on settings. */
export interface Description {
  readonly id: string;
  readonly version: string;
  readonly apiVersion: string;
  readonly name: Texts;
  /** ISO 3166-1 alpha-2, `EU` for several. */
  readonly country: string;
  readonly capabilities: readonly Capability[];
  readonly currency: { readonly code: string; readonly exponent: number };
  readonly taxes: readonly Tax[];
  readonly payments: readonly PaymentType[];
  readonly reports?: readonly ReportType[];
  /** Schema of the settings: the till draws a form from it. `format: 'password'` marks a secret. */
  readonly settings: JsonSchema;
  /** Schemas of `extra`, by operation. */
  readonly extra?: { readonly [operation: string]: JsonSchema };
}

export interface Init {
  /** By the schema of `describe()`. */
  readonly settings: { readonly [name: string]: unknown };
  /** Language of the cashier's texts: `en`, `ru`, `sk` … */
  readonly language: string;
  readonly till: { readonly id: string; readonly name?: string };
}

export interface Health {
  /** `ready`; `attention`: works, but somebody should look; `down`: no document can be made now. */
  readonly state: 'ready' | 'attention' | 'down';
  readonly problems: readonly Fault[];
  readonly shift?: { readonly open: boolean; readonly openedAt?: string };
  /** Documents that the authority has not got yet. */
  readonly queued?: number;
  readonly extra?: Extra;
}

/** What the plug-in tells without being asked. */
export interface Events {
  /** A step of a running operation, for the till's screen. */
  readonly progress: { readonly key?: string; readonly text: string };
  readonly device: { readonly state: 'ready' | 'attention' | 'down'; readonly text: string };
  readonly attention: { readonly code: string; readonly text: string; readonly until?: string };
}
export type EventName = keyof Events;

/** Every operation: what goes in and what comes out. */
export interface Operations {
  readonly init: { readonly params: Init; readonly result: Done };
  readonly health: { readonly params: Record<string, never>; readonly result: Health };
  readonly resolve: { readonly params: Resolve; readonly result: Outcome };
  readonly dispose: { readonly params: Record<string, never>; readonly result: Done };
  readonly 'shift.open': { readonly params: ShiftChange; readonly result: Outcome };
  readonly 'shift.close': { readonly params: ShiftChange; readonly result: Outcome };
  readonly sale: { readonly params: Sale; readonly result: Outcome };
  readonly refund: { readonly params: Refund; readonly result: Outcome };
  readonly correction: { readonly params: Correction; readonly result: Outcome };
  readonly 'cash.in': { readonly params: CashMove; readonly result: Outcome };
  readonly 'cash.out': { readonly params: CashMove; readonly result: Outcome };
  readonly report: { readonly params: Report; readonly result: Outcome };
  readonly copy: { readonly params: Copy; readonly result: CopyDone };
  readonly drawer: { readonly params: Record<string, never>; readonly result: Done };
}
export type Operation = keyof Operations;
export type Params<O extends Operation> = Operations[O]['params'];
export type Result<O extends Operation> = Operations[O]['result'];

/** Operations that make a document and so carry a key. */
export const KEYED_OPERATIONS = [
  'shift.open',
  'shift.close',
  'sale',
  'refund',
  'correction',
  'cash.in',
  'cash.out',
  'report',
] as const satisfies readonly Operation[];
export type KeyedOperation = (typeof KEYED_OPERATIONS)[number];

export function isKeyed(operation: Operation): operation is KeyedOperation {
  return (KEYED_OPERATIONS as readonly string[]).includes(operation);
}
