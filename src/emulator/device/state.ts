import type { Tlv } from '../../fiscal/tlv.js';
import type { printBarcode } from '../../protocol/classic/commands/print.js';
import type { RequestOf } from '../../protocol/classic/definition.js';
import type { DumpedCounters } from '../../protocol/classic/dump.js';
import { type EmulatedOfdErrors, noOfdErrors } from '../ofd/errors.js';
import { newP5Memory, type P5Memory } from '../p5/memory.js';
import type { ShiftCounters, TotalCounters } from './counters.js';
import { emptyShiftCounters, emptyTotalCounters } from './counters.js';
import type { ReceiptDraft } from './receipt.js';

/** A Z report that broke off, as the register remembers it. */
export interface InterruptedZ {
  /** The FN has the report; only the counters and the paper are missing. */
  readonly signed: boolean;
  /** 5A was executed. The recorded dialogue goes on with 92 at once, so the next receipt opens the shift by itself. */
  readonly finished: boolean;
}

/** Cashier in the documents: tags 1021 and 1203. */
export interface Operator {
  name: string;
  /** 12 characters; '' when there is none. */
  inn: string;
}

/** An attribute that is arriving in blocks (E8). */
export interface AttributeBlocks {
  readonly total: number;
  readonly flags: number;
  received: number;
  bytes: Uint8Array;
}

/** A barcode as C1 began it. */
export interface BarcodeDraft extends Omit<RequestOf<typeof printBarcode>, 'data'> {
  readonly data: number[];
}

/** Pictures in the memory: rows of dots, 8 in a byte. */
export type Picture = Uint8Array[];

/** An operation that goes on after its command was answered (9A, 5A, 67). */
export interface RunningOperation {
  readonly command: string;
  /** What 45 answers meanwhile. */
  mode: number;
  submode: number;
}

/**
 * Everything the register remembers beside its FN and its tables. Plain data: it can be copied with `structuredClone`
 * and stored.
 */
export interface DeviceState {
  /** Register clock minus `Clock.now()`, ms. The register clock has no zone. */
  clockOffset: number;
  /** A date that must be given twice (command 64). */
  pendingDate: string;
  /** 0 choice, 1 registration, 2 reports, 3 closing, 4 programming, 5 fiscal, 6 FN. */
  mode: number;
  operation: RunningOperation | undefined;
  /** A Z report that broke off: 1A until 5A. */
  interruptedZ: InterruptedZ | undefined;
  /** Row of table 3: who entered the mode. */
  user: number;
  operator: Operator;
  receipt: ReceiptDraft | undefined;
  /** Attributes written outside a document: they go into the next receipt. */
  pendingAttributes: Tlv[];
  /** Of a registration that is being prepared (A6), or of the closing of the FN (A7). */
  registrationAttributes: Tlv[];
  blocks: AttributeBlocks | undefined;
  /** In the drawer, kopecks, 0 or more. */
  cash: number;
  shift: ShiftCounters;
  totals: TotalCounters;
  /** Takings and payouts of the last closed shift (58). */
  lastShift: { income: number; outcome: number };
  lastReceipt: DumpedCounters['lastReceipt'] | undefined;
  /** Sum that 3F goes on showing after a receipt. */
  shownSum: number;
  /** Register 37: error byte and extended code of the last refusal; 0 after a success. */
  lastError: { code: number; extended: number };
  /** Register 2B: the last exchange with the operator. */
  ofd: EmulatedOfdErrors;
  /** Register 3B: false when the last document did not get to the end of its paper. */
  printed: boolean;
  /** FN that the last registration was made with; '' before the first one. */
  registeredFn: string;
  /** Next line that C3 gives. */
  lineCursor: number;
  /** Next requisite that A4 46 and A4 47 give. */
  reading: { document: Cursor | undefined; registration: Cursor | undefined };
  /** Data of a barcode whose end comes with C2. */
  barcode: BarcodeDraft | undefined;
  pictures: Record<number, Picture>;
  newPicture: Picture | undefined;
  drawerOpened: boolean;
  /** Cuts of the paper. */
  cuts: number;
  /** What only the second protocol knows. */
  p5: P5Memory;
}

export interface Cursor {
  readonly documentNumber: number;
  next: number;
}

export const DEFAULT_OPERATOR = 'СИС.АДМИНИСТРАТОР';
/** The system administrator, row 30 of table 3. */
export const DEFAULT_USER = 30;

export function newDeviceState(clockOffset: number): DeviceState {
  return {
    clockOffset,
    pendingDate: '',
    mode: 0,
    operation: undefined,
    interruptedZ: undefined,
    user: DEFAULT_USER,
    operator: { name: DEFAULT_OPERATOR, inn: '' },
    receipt: undefined,
    pendingAttributes: [],
    registrationAttributes: [],
    blocks: undefined,
    cash: 0,
    shift: emptyShiftCounters(),
    totals: emptyTotalCounters(),
    lastShift: { income: 0, outcome: 0 },
    lastReceipt: undefined,
    shownSum: 0,
    lastError: { code: 0, extended: 0 },
    ofd: noOfdErrors(),
    printed: true,
    registeredFn: '',
    lineCursor: 0,
    reading: { document: undefined, registration: undefined },
    barcode: undefined,
    pictures: {},
    newPicture: undefined,
    drawerOpened: false,
    cuts: 0,
    p5: newP5Memory(),
  };
}
