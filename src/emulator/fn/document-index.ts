import { type FormCode, isFormCode } from '../../fiscal/tags.js';
import { localToMs, msToLocal } from '../../util/local-time.js';
import type { Place } from '../store/record-log.js';

const MINUTE = 60_000;
const FIRST_ROOM = 256;

/** What is known of a document without reading it. */
export interface DocumentHead {
  readonly number: number;
  readonly form: FormCode;
  /** Local time without seconds. */
  readonly dateTime: string;
  readonly fiscalSign: number;
}

/** The columns of the index; they are also what a checkpoint keeps. */
interface Columns {
  forms: Uint8Array;
  /** Minutes since 1970, local time. */
  minutes: Uint32Array;
  signs: Uint32Array;
  offsets: Float64Array;
  lengths: Uint32Array;
  /** Where the operator's ticket stands; 0 when there is none. */
  ticketOffsets: Float64Array;
  ticketLengths: Uint8Array;
}

/** Where the documents of an FN are: 30 bytes for each of them. */
export class DocumentIndex {
  #size = 0;
  #columns = columnsOf(FIRST_ROOM);

  /** Documents; their numbers are 1..size. */
  get size(): number {
    return this.#size;
  }

  add(head: DocumentHead, place: Place): void {
    if (this.#size === this.#columns.forms.length) this.#grow();
    const row = this.#size++;
    const { forms, minutes, signs, offsets, lengths } = this.#columns;
    forms[row] = head.form;
    minutes[row] = localToMs(head.dateTime) / MINUTE;
    signs[row] = head.fiscalSign;
    offsets[row] = place.offset;
    lengths[row] = place.length;
  }

  head(number: number): DocumentHead | undefined {
    const row = number - 1;
    const form = this.form(number);
    if (form === undefined) return undefined;
    const dateTime = msToLocal((this.#columns.minutes[row] ?? 0) * MINUTE, 'minutes');
    return { number, form, dateTime, fiscalSign: this.#columns.signs[row] ?? 0 };
  }

  form(number: number): FormCode | undefined {
    const form = this.#has(number) ? (this.#columns.forms[number - 1] ?? 0) : 0;
    return isFormCode(form) ? form : undefined;
  }

  place(number: number): Place | undefined {
    if (!this.#has(number)) return undefined;
    const { offsets, lengths } = this.#columns;
    return { offset: offsets[number - 1] ?? 0, length: lengths[number - 1] ?? 0 };
  }

  addTicket(number: number, place: Place): void {
    if (!this.#has(number)) return;
    this.#columns.ticketOffsets[number - 1] = place.offset;
    this.#columns.ticketLengths[number - 1] = place.length;
  }

  ticketPlace(number: number): Place | undefined {
    const length = this.#has(number) ? (this.#columns.ticketLengths[number - 1] ?? 0) : 0;
    return length === 0 ? undefined : { offset: this.#columns.ticketOffsets[number - 1] ?? 0, length };
  }

  clear(): void {
    this.#size = 0;
    this.#columns = columnsOf(FIRST_ROOM);
  }

  /** The columns one after another, in the byte order of this computer. */
  toBytes(): Uint8Array[] {
    return Object.values(this.#columns).map((column: Column) => bytesOf(column.subarray(0, this.#size)));
  }

  /** What `toBytes` gave, in one piece. Undefined when it is not as long as `size` documents need. */
  static fromBytes(bytes: Uint8Array, size: number): DocumentIndex | undefined {
    const index = new DocumentIndex();
    index.#columns = columnsOf(Math.max(size, FIRST_ROOM));
    index.#size = size;
    let done = 0;
    for (const part of index.toBytes()) {
      if (done + part.length > bytes.length) return undefined;
      part.set(bytes.subarray(done, done + part.length));
      done += part.length;
    }
    return done === bytes.length ? index : undefined;
  }

  #has(number: number): boolean {
    return Number.isInteger(number) && number >= 1 && number <= this.#size;
  }

  #grow(): void {
    const old = this.#columns;
    const grown = columnsOf(this.#size * 2);
    for (const name of Object.keys(grown) as (keyof Columns)[]) grown[name].set(old[name]);
    this.#columns = grown;
  }
}

type Column = Columns[keyof Columns];

function columnsOf(room: number): Columns {
  return {
    forms: new Uint8Array(room),
    minutes: new Uint32Array(room),
    signs: new Uint32Array(room),
    offsets: new Float64Array(room),
    lengths: new Uint32Array(room),
    ticketOffsets: new Float64Array(room),
    ticketLengths: new Uint8Array(room),
  };
}

function bytesOf({ buffer, byteOffset, byteLength }: Column): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
