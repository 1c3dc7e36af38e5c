/** What a register of the second protocol remembers beside the rest of its memory. Plain data; survives a power failure. */
export interface P5Memory {
  /** Fields of the tables of settings as they were written, hex, by the code that reads them. */
  tables: Record<string, string[]>;
  /** Counters that were written, by tag: default taxation, names of payment types. */
  written: Record<number, string>;
  /** Document that was printed last, see `p5Document`: the one to go on with when its paper ended. */
  lastDocument: number;
  /** Change of the last receipt, kopecks. */
  lastChange: number;
  /** User memory, hex by address. */
  userMemory: string;
}

export const newP5Memory = (): P5Memory => ({
  tables: {},
  written: {},
  lastDocument: 0,
  lastChange: 0,
  userMemory: '',
});

/** What it was doing; gone with the power. */
export interface P5Work {
  /** A document that was begun and is none of the receipts: opening of a shift, registration, non-fiscal. See `p5Document`. */
  begun: number;
  /** Kind of a registration that was begun (`d1`). */
  registration: number;
  /** The total of a correction was given (`bC`). */
  total: boolean;
  /** Discount of the next position, for information, kopecks. */
  discount: number;
}

export const newP5Work = (): P5Work => ({ begun: 0, registration: 0, total: false, discount: 0 });
