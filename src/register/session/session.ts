import type { Dialect } from '../dialect.js';
import type { Cashier } from '../documents/cashier.js';
import type { Doubts } from '../once/doubt.js';
import type { IssuedDocuments } from '../once/issued.js';
import type { Facts } from './facts.js';

/** The rest of a document that did not get on paper is lost when the next one is printed: so it has to be remembered. */
export interface LastPaper {
  /** The last document may not be complete on its paper; undefined: another program printed it, and nobody has asked yet. */
  incomplete: boolean | undefined;
}

/** What the operations of one register share. */
export interface Session {
  /** What the register is asked, in its own protocol. */
  readonly dialect: Dialect;
  readonly facts: Facts;
  readonly cashier: Cashier;
  readonly doubts: Doubts;
  readonly issued: IssuedDocuments;
  /** What is known of the last document's paper. */
  readonly paper: LastPaper;
}
