import { deviceError } from '../../protocol/device-errors.js';
import type { Settings } from '../device/settings.js';
import type { DeviceState } from '../device/state.js';
import { lineOf, type PaperItem, textItem } from '../paper/items.js';
import { Paper } from '../paper/paper.js';
import type { Profile } from '../profile.js';
import { type PrinterTrouble, printerTroubles } from './trouble.js';

/** What a document is made of: plain lines, and things of other kinds. */
export type DocumentPart = string | PaperItem;
export type Document = readonly DocumentPart[];

/** The register's side of the paper. */
export class Printer {
  readonly paper: Paper;
  readonly #profile: Profile;
  readonly #state: DeviceState;
  readonly #settings: Settings;
  #lastDocument: Document | (() => Document) = [];
  /** Rest of a document that did not get to its end. */
  #missing: readonly PaperItem[] = [];

  /** @internal */
  constructor(profile: Profile, state: DeviceState, settings: Settings) {
    this.#profile = profile;
    this.#state = state;
    this.#settings = settings;
    this.paper = new Paper(() => ({
      dots: profile.dots,
      chars: profile.chars,
      spacing: settings.lineSpacing,
      font: settings.printFont,
    }));
  }

  get width(): number {
    return this.#profile.chars;
  }

  /** What keeps it from printing. */
  get trouble(): PrinterTrouble | undefined {
    return this.paper.trouble;
  }

  set trouble(trouble: PrinterTrouble | undefined) {
    this.paper.trouble = trouble;
  }

  /** What a host asked for: accepted and kept even by a model without a printer. Throws when it cannot be printed. */
  host(...items: PaperItem[]): void {
    this.requireReady();
    if (this.paper.print(items).length > 0) this.requireReady();
  }

  /**
   * A document of the register itself; a model without a printer keeps it in memory only (C3, 95). It is made when somebody wants
   * to see it.
   */
  document(document: Document | (() => Document), onPaper = true): void {
    this.#lastDocument = document;
    this.#state.lineCursor = 0;
    this.#missing = [];
    if (onPaper && this.#profile.printer) this.#print([...this.lastDocument, this.#end()]);
    this.#state.printed = this.#missing.length === 0;
  }

  /** Throws the error byte of what keeps the printer from printing. */
  requireReady(): void {
    if (this.trouble && this.#profile.printer) throw deviceError(printerTroubles[this.trouble].status);
  }

  /** Something is known to be missing of the last document. */
  get unfinished(): boolean {
    return this.#missing.length > 0;
  }

  /** What is missing of the last document. Throws when it cannot be printed now either. */
  resume(): void {
    this.requireReady();
    this.#print(this.#missing);
    this.requireReady();
    this.#state.printed = true;
  }

  /** The last document of the register itself. */
  get lastDocument(): Document {
    if (typeof this.#lastDocument === 'function') this.#lastDocument = this.#lastDocument();
    return this.#lastDocument;
  }

  /** What of it has a line of text. */
  get lastItems(): PaperItem[] {
    return toItems(this.lastDocument).filter((item) => lineOf(item) !== undefined);
  }

  /** Nothing is left of the last document. */
  forget(): void {
    this.#lastDocument = [];
    this.#missing = [];
    this.#state.lineCursor = 0;
  }

  /** Once more. Throws when it cannot be printed. */
  copy(): void {
    if (!this.#profile.printer) return;
    this.requireReady();
    this.#print(['КОПИЯ', ...this.lastDocument, this.#end()]);
    this.#state.printed = this.#missing.length === 0;
  }

  /** The cliché of table 6, as it stands in front of a document. Throws when it cannot be printed. */
  cliche(): void {
    this.host(...this.#settings.cliche.map(textItem));
  }

  /** The end of a document of a host: it is cut off, or torn off by hand. */
  footer(): void {
    this.cliche();
    this.paper.print([this.#end()]);
  }

  /** Cuts the paper, where there is a cutter. */
  cut(): void {
    this.requireReady();
    this.#state.cuts++;
    if (this.#profile.cutter) this.paper.print([{ kind: 'cut' }]);
  }

  centred(text: string): string {
    return text.padStart(Math.floor((this.width + text.length) / 2));
  }

  /** A label at the left edge, a value at the right one. */
  pair(label: string, value: string): string {
    const room = this.width - label.length - value.length;
    return room > 0 ? label + ' '.repeat(room) + value : `${label} ${value}`;
  }

  #print(parts: Document): void {
    const items = toItems(parts);
    this.#missing = this.trouble ? items : this.paper.print(items);
    if (this.#missing.length === 0 && items.at(-1)?.kind === 'cut') this.#state.cuts++;
  }

  #end(): PaperItem {
    return { kind: this.#profile.cutter && this.#settings.autoCut ? 'cut' : 'tear' };
  }
}

function toItems(parts: Document): PaperItem[] {
  return parts.map((part) => (typeof part === 'string' ? textItem(part) : part));
}
