import type { StoredDocument, Ticket } from './state.js';

/** Where the FN keeps its documents. Numbers run from 1 without a gap. */
export interface Archive {
  readonly size: number;
  append(document: StoredDocument): void;
  get(number: number): StoredDocument | undefined;
  putTicket(number: number, ticket: Ticket): void;
  ticket(number: number): Ticket | undefined;
  clear(): void;
}

/** An archive that lives and dies with the process. */
export function memoryArchive(): Archive {
  let documents: StoredDocument[] = [];
  let tickets = new Map<number, Ticket>();
  return {
    get size() {
      return documents.length;
    },
    append(document) {
      documents.push(document);
    },
    get: (number) => documents[number - 1],
    putTicket(number, ticket) {
      tickets.set(number, ticket);
    },
    ticket: (number) => tickets.get(number),
    clear() {
      documents = [];
      tickets = new Map();
    },
  };
}
