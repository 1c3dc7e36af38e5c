/** A receipt whose first command was not sent yet: its head is known when its attributes are. */
export interface HeldReceipt {
  readonly type: number;
  readonly electronic: boolean;
  /** Tag 1055. */
  taxation: number;
  /** TLVs, one each. */
  readonly attributes: Uint8Array[];
}

/**
 * What the host knows of a register of the second protocol beside its answers. The classic protocol has modes, blocks of attributes and
 * a receipt that answers every payment; here the host keeps them.
 */
export class P5Memory {
  /** Mode of the classic protocol: it exists on the host only. */
  mode = 0;
  operator = { name: '', inn: '' };
  /** The register has not heard of this operator yet. */
  operatorOwed = false;
  held: HeldReceipt | undefined;
  /** Attributes of a position that was begun and not sent. */
  position: Uint8Array[] | undefined;
  /** Attributes outside a document: of a registration. */
  loose: Uint8Array[] = [];
  /** An attribute that is arriving in blocks. */
  blocks: number[] = [];
  /** Type of the receipt that we opened, in the classic numbers; 0 when none. */
  receipt = 0;
  /** Sum of its items, and what was paid, kopecks. */
  total = 0;
  paid = 0;
  /** Data of a barcode that goes on. */
  barcode: { correction: number; scale: number; align: number; data: number[] } | undefined;
  /** Cash was being moved and the end of it was not seen: its document may still be open, and count when it is closed. */
  cashBegun = false;
  /** Number of the document that the last closing named; 0 when it named none. */
  closed = 0;
  font: { number: number; width: number; dots: number } | undefined;
  /** Longest request, bytes. */
  limit = 0;

  /** The receipt is over, however it ended. */
  endReceipt(): void {
    this.held = undefined;
    this.position = undefined;
    this.blocks = [];
    this.receipt = 0;
    this.total = 0;
    this.paid = 0;
  }

  /** Another line: the register may have been switched off. */
  reconnected(): void {
    this.font = undefined;
  }
}

/** Types of receipts: in 92 and in `b1`. */
const types: ReadonlyArray<readonly [classic: number, p5: number]> = [
  [1, 1],
  [2, 2],
  [4, 3],
  [5, 4],
  [7, 12],
  [8, 13],
  [9, 14],
  [10, 15],
];

export function p5TypeOf(classic: number): number {
  return types.find(([own]) => own === classic)?.[1] ?? 0;
}

/** 0 for what is no receipt. */
export function classicTypeOf(p5: number): number {
  return types.find(([, own]) => own === p5)?.[0] ?? 0;
}

export const isCorrectionType = (classic: number): boolean => classic >= 7;
