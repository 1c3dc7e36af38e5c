import type { Archive, Found } from './archive.js';
import type { DocumentHead } from './document-index.js';
import type { StoredDocument, Ticket } from './state.js';

/** What a dump tells of a document: its head, and the document where the FN has given it away. */
export interface KnownDocument extends Found {
  readonly bytes?: Uint8Array | undefined;
}

/** The archive of an FN that was read from outside: of most documents it has nothing, of some the head only. */
export class PartialArchive implements Archive {
  readonly #known = new Map<number, KnownDocument>();
  readonly #tickets = new Map<number, Ticket>();
  #size: number;

  /** `size`: number of the last document. */
  constructor(size: number, known: Iterable<KnownDocument> = []) {
    this.#size = size;
    for (const document of known) this.#known.set(document.number, document);
  }

  get size(): number {
    return this.#size;
  }

  get numbers(): readonly number[] {
    const whole = [...this.#known.values()].filter(({ bytes }) => bytes !== undefined);
    return whole.map(({ number }) => number).sort((a, b) => a - b);
  }

  append(document: StoredDocument): void {
    this.#known.set(document.number, document);
    this.#size = document.number;
  }

  head(number: number): DocumentHead | undefined {
    return this.#known.get(number);
  }

  found(number: number): Found | undefined {
    return this.#known.get(number);
  }

  get(number: number): StoredDocument | undefined {
    const known = this.#known.get(number);
    return known?.bytes && { ...known, bytes: known.bytes };
  }

  putTicket(number: number, ticket: Ticket): void {
    this.#tickets.set(number, ticket);
  }

  ticket(number: number): Ticket | undefined {
    return this.#tickets.get(number);
  }

  clear(): void {
    this.#known.clear();
    this.#tickets.clear();
    this.#size = 0;
  }

  copy(): PartialArchive {
    const copy = new PartialArchive(this.#size, this.#known.values());
    for (const [number, ticket] of this.#tickets) copy.putTicket(number, ticket);
    return copy;
  }
}
