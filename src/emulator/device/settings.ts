import type { SettingName } from '../../protocol/classic/settings.js';
import type { Tables } from '../tables.js';

const USER_COUNT = 30;
const SECTION_COUNT = 16;
const CLICHE_LINES = 20;
/** Where table 19 has zeroes. */
const POLL_INTERVAL = 60;
const RETRY_INTERVAL = 30;
const TICKET_TIMEOUT = 5;

export interface OfdSettings {
  readonly address: string;
  readonly port: number;
  readonly channel: number;
  readonly pollInterval: number;
  readonly retryInterval: number;
  readonly ticketTimeout: number;
}

/** What the register itself wants to know from its tables. A setting that the model lacks has its usual value. */
export class Settings {
  readonly tables: Tables;

  /** @internal */
  constructor(tables: Tables) {
    this.tables = tables;
  }

  #get(name: string): boolean | number | string | undefined {
    return this.tables.has(name as SettingName) ? this.tables.get(name as SettingName) : undefined;
  }

  #number(name: string): number {
    return Number(this.#get(name) ?? 0);
  }

  #text(name: string): string {
    return String(this.#get(name) ?? '');
  }

  /** Access password in front of every command. */
  get accessPassword(): number {
    return this.#number('accessPassword');
  }

  /** The user whose password this is, 1..30. */
  userByPassword(password: number): number | undefined {
    for (let user = USER_COUNT; user > 0; user--)
      if (this.#number(`userPassword${user}`) === password) return user;
    return undefined;
  }

  /** Number of the register in the shop. */
  get hallNumber(): number {
    return this.#number('registerNumber');
  }

  /** Tag 1214 of a position that gives none: full settlement unless set otherwise. */
  get defaultMethod(): number {
    return this.#number('defaultPaymentMethod') || 4;
  }

  /** Tag 1212 of a position that gives none: goods unless set otherwise. */
  get defaultSubject(): number {
    return this.#number('defaultPaymentObject') || 1;
  }

  /** Tag 1055 of a receipt that gives none; 0 when not set. */
  get defaultTaxation(): number {
    return this.#number('defaultTaxationType');
  }

  /** Cash is counted and may not become negative. */
  get cashControl(): boolean {
    return this.#get('cashControl') !== false;
  }

  /** 53: the tax of each position is rounded to a kopeck before it is added up. */
  get roundTax(): boolean {
    return this.#get('roundTaxSum') !== false;
  }

  /** 55: totals of tax follow a discount on the receipt. */
  get recalculateTax(): boolean {
    return this.#get('recalculateTaxesAfterDiscount') === true;
  }

  /** Tax number of a section; "no VAT" unless set otherwise. */
  sectionTax(section: number): number {
    const known = section >= 1 && section <= SECTION_COUNT ? section : 1;
    return this.#number(`sectionTax${known}`) || 6;
  }

  /** Form of a payment type 1..10: 1 cash, 2 cashless, 3 advance, 4 credit, 5 consideration. */
  paymentForm(type: number): number {
    return type === 1 ? 1 : this.#number(`paymentForm${type}`) || 2;
  }

  /** Table 19: the operator of fiscal data. Intervals in seconds, the time for a ticket in minutes. */
  get ofd(): OfdSettings {
    return {
      address: this.#text('ofdAddress').trim(),
      port: this.#number('ofdPort'),
      channel: this.#number('ofdChannel'),
      pollInterval: this.#number('diagnosticInterval') || POLL_INTERVAL,
      retryInterval: this.#number('fnPollInterval') || RETRY_INTERVAL,
      ticketTimeout: this.#number('ofdReceiptTimeout') || TICKET_TIMEOUT,
    };
  }

  /** Dots between lines. */
  get lineSpacing(): number {
    return this.#number('lineSpacing');
  }

  /** Font of lines that name none. */
  get printFont(): number {
    return this.#number('printFont') || 1;
  }

  /** Documents are cut off. */
  get autoCut(): boolean {
    return this.#number('autoCut') > 0;
  }

  /** How much damage a QR code survives: 1 L, 2 M, 3 Q, 4 H. */
  get qrCorrection(): number {
    return this.#number('qrErrorCorrection') || 1;
  }

  /** Lines in front of every document. */
  get cliche(): string[] {
    const lines: string[] = [];
    for (let line = 1; line <= CLICHE_LINES; line++) lines.push(this.#text(`clicheLine${line}`).trimEnd());
    return lines.filter((line) => line !== '');
  }
}
