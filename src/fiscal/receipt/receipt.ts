import type { Problem } from '../../errors.js';
import type { AgentType, CorrectionType, Method, PaymentForm, Subject, Taxation } from '../enums.js';
import type { VatRate, VatTotal } from '../vat.js';
import type { BarcodeFormat, LineAlign, ReceiptType } from './input.js';

/** A checked receipt, frozen to the last field. Sums are kopecks, quantities thousandths, texts as the register prints them. */
export interface Receipt {
  readonly type: ReceiptType;
  readonly electronic: boolean;
  readonly internet: boolean;
  readonly taxation?: Taxation;
  readonly operator?: Operator;
  readonly customer?: Customer;
  readonly address?: string;
  readonly place?: string;
  readonly senderEmail?: string;
  readonly machineNumber?: string;
  readonly agent?: Agent;
  readonly supplierPhones: readonly string[];
  readonly userAttribute?: { readonly name: string; readonly value: string; readonly print: boolean };
  readonly additionalAttribute?: Attribute;
  readonly items: readonly ReceiptItem[];
  /** What is printed between the items, in the order of the input. */
  readonly lines: readonly ReceiptLine[];
  /** In the order of the input. */
  readonly payments: readonly ReceiptPayment[];
  /** Sum of the items (of the payments in a correction), kopecks. */
  readonly sum: number;
  /** To pay (tag 1020), kopecks: `sum` without the rounded kopecks. */
  readonly total: number;
  /** Cash given back, kopecks. */
  readonly change: number;
  /** Totals of VAT by rate: computed from the items, given in a correction. */
  readonly vatTotals: readonly VatTotal[];
  /** The totals were given, so that the register gets them instead of computing its own. */
  readonly vatTotalsGiven: boolean;
  readonly correction?: Correction;
  /** What is allowed but looks wrong. */
  readonly warnings: readonly Problem[];
}

export interface Operator {
  readonly name: string;
  readonly inn?: string;
}

export interface Customer {
  readonly contact?: string;
  readonly name?: string;
  readonly inn?: string;
}

export interface Attribute {
  readonly value: string;
  readonly print: boolean;
}

export interface ReceiptItem {
  /** Empty for an advance without a name. */
  readonly name: string;
  /** Kopecks. */
  readonly price: number;
  /** Thousandths. */
  readonly quantity: number;
  /** Kopecks (tag 1043). */
  readonly total: number;
  readonly vat: VatRate;
  /** Kopecks (tag 1200). */
  readonly vatSum: number;
  /** The sum was given, so that it is sent; otherwise the register computes the same. */
  readonly vatSumGiven: boolean;
  readonly subject?: Subject;
  readonly method?: Method;
  readonly unit?: string;
  readonly piece: boolean;
  readonly department?: number;
  /** Kopecks. */
  readonly discount?: number;
  /** Kopecks. */
  readonly excise?: number;
  readonly country?: string;
  readonly declaration?: string;
  readonly productCode?: ProductCode;
  readonly agent?: Agent;
  readonly supplier?: Supplier;
  readonly additionalAttribute?: Attribute;
}

/** Something printed in front of the item `at`; `at` = number of the items: behind the last one. */
export interface ReceiptLine {
  readonly at: number;
  readonly line: PrintLine;
}

export type PrintLine =
  | {
      readonly type: 'text';
      readonly text: string;
      readonly align: LineAlign;
      readonly doubleWidth: boolean;
      readonly doubleHeight: boolean;
    }
  | {
      readonly type: 'barcode';
      readonly format: BarcodeFormat;
      readonly data: string;
      readonly align: LineAlign;
      readonly scale: number;
      /** Given for linear codes only. */
      readonly height?: number;
      readonly caption?: boolean;
    }
  | { readonly type: 'picture'; readonly number: number; readonly align: LineAlign };

export interface ProductCode {
  readonly kind: string;
  /** Bytes of tag 1162, upper-case hex: a frozen value cannot hold bytes. */
  readonly hex: string;
}

export interface Agent {
  /** One kind or more, in the order of their bits. */
  readonly types: readonly AgentType[];
  readonly operation?: string;
  readonly phones: readonly string[];
  readonly paymentOperatorPhones: readonly string[];
  readonly transferOperator?: TransferOperator;
}

export interface TransferOperator {
  readonly name?: string;
  readonly address?: string;
  readonly inn?: string;
  readonly phones: readonly string[];
}

export interface Supplier {
  readonly name?: string;
  readonly inn?: string;
  readonly phones: readonly string[];
}

export interface ReceiptPayment {
  readonly type: PaymentForm;
  /** Kopecks, as the customer gave them. */
  readonly sum: number;
}

export interface Correction {
  readonly type: CorrectionType;
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly number?: string;
  readonly description?: string;
}
