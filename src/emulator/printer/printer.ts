import { deviceError } from '../../protocol/device-errors.js';
import type { Settings } from '../device/settings.js';
import type { DeviceState } from '../device/state.js';
import type { Profile } from '../profile.js';
import { type PrinterTrouble, printerTroubles } from './trouble.js';

/** One row of dots, as command 8E gives it. */
export interface RasterRow {
  readonly repeat: number;
  /** Dots from the left. */
  readonly offset: number;
  /** 8 dots a byte, the left one in the highest bit, 1 is black. */
  readonly dots: Uint8Array;
}

/** Lines. */
const TAPE_LIMIT = 100_000;

/** The tape: what a customer would hold, as lines of text. */
export class Printer {
  /** What was printed since the register was switched on, oldest first; of very much only the end. */
  readonly tape: string[] = [];
  /** Rows of dots that hosts printed, oldest first. */
  readonly rasters: RasterRow[] = [];
  /** What keeps it from printing; a model without a printer does not mind. */
  trouble: PrinterTrouble | undefined;
  #missing: readonly string[] = [];
  #tornOff = 0;
  readonly #profile: Profile;
  readonly #state: DeviceState;
  readonly #settings: Settings;
  #lastDocument: readonly string[] | (() => readonly string[]) = [];

  constructor(profile: Profile, state: DeviceState, settings: Settings) {
    this.#profile = profile;
    this.#state = state;
    this.#settings = settings;
  }

  get width(): number {
    return this.#profile.chars;
  }

  /** Lines that a host asked for: accepted and kept even by a model without a printer. */
  text(...lines: string[]): void {
    this.#print(lines);
  }

  raster(row: RasterRow): void {
    this.rasters.push(row);
  }

  /**
   * A document of the register itself; a model without a printer keeps it in memory only (C3, 95). Its lines are made when somebody
   * wants to see them.
   */
  document(lines: readonly string[] | (() => readonly string[]), onPaper = true): void {
    this.#lastDocument = lines;
    this.#state.lineCursor = 0;
    const onTape = onPaper && this.#profile.printer;
    this.#state.printed = !(onTape && this.trouble);
    this.#missing = this.#state.printed ? [] : this.lastDocument;
    if (onTape && this.#state.printed) this.#print(this.lastDocument);
  }

  /** Throws the error byte of what keeps the printer from printing. */
  requireReady(): void {
    if (this.trouble && this.#profile.printer) throw deviceError(printerTroubles[this.trouble].status);
  }

  /** What is missing of the last document. Throws when it cannot be printed now either. */
  resume(): void {
    this.requireReady();
    this.#print(this.#missing);
    this.#missing = [];
    this.#state.printed = true;
  }

  /** Lines of the last document. */
  get lastDocument(): readonly string[] {
    if (typeof this.#lastDocument === 'function') this.#lastDocument = this.#lastDocument();
    return this.#lastDocument;
  }

  /** Nothing is left of the last document. */
  forget(): void {
    this.#lastDocument = [];
    this.#state.lineCursor = 0;
  }

  /** Once more. */
  copy(): void {
    if (this.#profile.printer) this.#print(['КОПИЯ', ...this.lastDocument]);
  }

  #print(lines: readonly string[]): void {
    this.tape.push(...lines);
    if (this.tape.length > TAPE_LIMIT) this.#tornOff += this.tape.splice(0, TAPE_LIMIT / 2).length;
  }

  /** Lines printed since the register was switched on. */
  get printedLines(): number {
    return this.#tornOff + this.tape.length;
  }

  /** The cliché of table 6, as it stands in front of a document. */
  cliche(): void {
    this.#print(this.#settings.cliche);
  }

  centred(text: string): string {
    return text.padStart(Math.floor((this.width + text.length) / 2));
  }

  /** A label at the left edge, a value at the right one. */
  pair(label: string, value: string): string {
    const room = this.width - label.length - value.length;
    return room > 0 ? label + ' '.repeat(room) + value : `${label} ${value}`;
  }
}
