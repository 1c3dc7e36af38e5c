import type { StoredDocument } from './state.js';

/**
 * The documents of an FN, oldest first. Each one is read when it is asked for, so that a full FN is no burden; later documents
 * do not appear in a list that was taken before.
 */
export class DocumentList implements Iterable<StoredDocument> {
  readonly length: number;
  readonly #read: (number: number) => StoredDocument;

  /** @internal */
  constructor(length: number, read: (number: number) => StoredDocument) {
    this.length = length;
    this.#read = read;
  }

  /** As `Array.at`: -1 is the last one. */
  at(index: number): StoredDocument | undefined {
    const place = index < 0 ? this.length + index : index;
    return place >= 0 && place < this.length ? this.#read(place + 1) : undefined;
  }

  *[Symbol.iterator](): Generator<StoredDocument, void, undefined> {
    for (let number = 1; number <= this.length; number++) yield this.#read(number);
  }

  /** As `Array.slice`: these documents, read at once. */
  slice(start = 0, end = this.length): StoredDocument[] {
    const place = (index: number) =>
      index < 0 ? Math.max(0, this.length + index) : Math.min(index, this.length);
    const documents: StoredDocument[] = [];
    for (let index = place(start); index < place(end); index++) documents.push(this.#read(index + 1));
    return documents;
  }

  map<T>(change: (document: StoredDocument, index: number) => T): T[] {
    return Array.from(this, change);
  }

  filter(wanted: (document: StoredDocument) => boolean): StoredDocument[] {
    const found: StoredDocument[] = [];
    for (const document of this) if (wanted(document)) found.push(document);
    return found;
  }

  find(wanted: (document: StoredDocument) => boolean): StoredDocument | undefined {
    for (const document of this) if (wanted(document)) return document;
    return undefined;
  }

  /** The newest one that is wanted. */
  findLast(wanted: (document: StoredDocument) => boolean): StoredDocument | undefined {
    for (let number = this.length; number > 0; number--) {
      const document = this.#read(number);
      if (wanted(document)) return document;
    }
    return undefined;
  }
}
