import type { AgentType, CorrectionType, Method, PaymentForm, Subject, Taxation } from '../enums.js';
import type { Money, Quantity } from '../money.js';
import type { VatRate } from '../vat.js';

/** Documents of FFD 1.05. Corrections of returns do not exist there: use the opposite correction. */
export type ReceiptType = 'sell' | 'sellReturn' | 'buy' | 'buyReturn' | 'sellCorrection' | 'buyCorrection';

/**
 * A receipt as plain JSON: what a file, an HTTP request or the builder holds before it is checked.
 *
 * Money: roubles, `'45.50'`, `'45.5000'` or `45.5`. Texts: characters that both the register's code page and the CP866 of
 * documents have. Guillemets are printed as `"`; other typographic quotes become `"` or `'`, dashes `-`, `…` three points (one where three do not fit), no-break
 * blanks a blank, each with a warning. Any other character is a problem that names the page which lacks it; nothing is dropped.
 *
 * JSON `null` in an optional field says the same as no field.
 */
export interface ReceiptInput {
  type: ReceiptType;
  /** Tax system (tag 1055); needed when the register has more than one, filled in when it has one. */
  taxation?: Taxation | undefined;
  /** Nothing is printed; the customer gets the receipt at `customer.contact`. Default: false. */
  electronic?: boolean | undefined;
  /** Settlement on the internet (tag 1125): needs `customer.contact` and `place` (address of the site). */
  internet?: boolean | undefined;
  /** Cashier; the register keeps the last one. */
  operator?: OperatorInput | undefined;
  customer?: CustomerInput | undefined;
  /** Address of the settlement (tag 1009), up to 256 characters. */
  address?: string | undefined;
  /** Place of the settlement (tag 1187), up to 256 characters. */
  place?: string | undefined;
  /** Sender of the receipt (tag 1117). */
  senderEmail?: string | undefined;
  /** Number of the vending machine (tag 1036), up to 20 characters. */
  machineNumber?: string | undefined;
  /** The user is an agent for the whole receipt (tags 1057, 1044, 1073–1075, 1026, 1005, 1016). */
  agent?: AgentInput | undefined;
  /** Phones of the supplier (tag 1171), for an agent's receipt. */
  supplier?: { phones: readonly string[] } | undefined;
  /** Requisite of the user (tag 1084). */
  userAttribute?: UserAttributeInput | undefined;
  /** Requisite of the receipt (tag 1192), up to 16 characters: the fiscal sign of the receipt that this one corrects. */
  additionalAttribute?: AttributeInput | undefined;
  /**
   * At least one item; none in a correction. Between the items, and before and after them, may stand lines that are only
   * printed: texts, barcodes and pictures, told by their `type`.
   */
  items?: ReadonlyArray<ItemInput | PrintLineInput> | undefined;
  payments?: readonly PaymentInput[] | undefined;
  /**
   * Total to pay. In a receipt it may only round the sum of the items down by kopecks (less than a rouble);
   * in a correction it is the corrected sum. Default: sum of the items; of the payments in a correction.
   */
  total?: Money | undefined;
  /**
   * Totals of VAT: required in a correction where the tax is concerned; in a receipt they are checked and sent as given. Both
   * ways of counting are right: the sum of the rounded VAT of the items, which is what this package and the register do, and
   * the share of the turnover of the rate.
   */
  vats?: readonly VatTotalInput[] | undefined;
  /** Basis of a correction (tags 1173, 1174). */
  correction?: CorrectionInput | undefined;
}

export interface OperatorInput {
  /** Post and surname (tag 1021), up to 64 characters. */
  name: string;
  /** INN (tag 1203), 12 digits. Not given, empty or zeros: this person has none, and nobody else's is kept. */
  inn?: string | undefined;
}

export interface CustomerInput {
  /**
   * Phone (`+` and digits) or e-mail (tag 1008). `8 912 345-67-89` and `+7 (912) 345-67-89` become `+79123456789`, with a
   * warning.
   */
  contact?: string | undefined;
  /** Name of the buyer (tag 1227), up to 256 characters. */
  name?: string | undefined;
  /** INN of the buyer (tag 1228), 10 or 12 digits. */
  inn?: string | undefined;
}

export interface ItemInput {
  /** Tag 1030, up to 128 characters. May be left out for an advance. */
  name?: string | undefined;
  /** Price with discounts and surcharges (tag 1079). */
  price: Money;
  /** Tag 1023: above zero, three decimals, up to 99 999.999. Default: 1. */
  quantity?: Quantity | undefined;
  /** Cost (tag 1043) where kopecks were lost in the price. Default: price × quantity, half up. */
  total?: Money | undefined;
  /** Tag 1199. */
  vat: VatRate;
  /** VAT of the item (tag 1200); must be what the rate gives. Default: the register computes it. */
  vatSum?: Money | undefined;
  /** Tag 1212: name or code. Default: not stated. */
  subject?: Subject | number | undefined;
  /** Tag 1214: name or code. Default: `fullPayment`; `null`: not stated. */
  method?: Method | number | null | undefined;
  /** Unit (tag 1197), up to 16 characters. */
  unit?: string | undefined;
  /** The quantity counts pieces and is printed as a whole number. */
  piece?: boolean | undefined;
  /** Department (section) 1..99 of the register. */
  department?: number | undefined;
  /** Discount, printed for information: the price already has it. */
  discount?: Money | undefined;
  /** Excise inside the price (tag 1229). */
  excise?: Money | undefined;
  /** Country of origin (tag 1230): three digits of ОКСМ, such as `'643'`. */
  country?: string | undefined;
  /** Number of the customs declaration (tag 1231), up to 32 characters. */
  declaration?: string | undefined;
  /** Code of the goods (tag 1162): the scanned string, or its kind and value. */
  productCode?: string | ProductCodeInput | undefined;
  /** The item is sold as an agent (tags 1222, 1223); needs `supplier.inn`. */
  agent?: AgentInput | undefined;
  /** Tags 1224–1226. */
  supplier?: SupplierInput | undefined;
  /** Requisite of the item (tag 1191), up to 64 characters. */
  additionalAttribute?: AttributeInput | undefined;
}

/** What is printed between the items and is no part of the document. The paper decides how a text falls into lines. */
export type PrintLineInput = TextLineInput | BarcodeLineInput | PictureLineInput;

export interface TextLineInput {
  type: 'text';
  /** Characters of the register's page; `\n` begins a line, `\t` makes the next character wide. Up to 1000 characters. */
  text: string;
  /** Default: left. */
  align?: LineAlign | undefined;
  doubleWidth?: boolean | undefined;
  doubleHeight?: boolean | undefined;
}

export interface BarcodeLineInput {
  type: 'barcode';
  /** Linear formats need the package `jsbarcode`. */
  format: BarcodeFormat;
  data: string;
  /** Default: center. */
  align?: LineAlign | undefined;
  /** Dots of the smallest part, 1..10. Default: 4 for `qr`, 2 for others. */
  scale?: number | undefined;
  /** Dots of the bars of a linear code, 1..1000. Default: 60. */
  height?: number | undefined;
  /** The data of a linear code as a line of text under its bars. Default: true. */
  caption?: boolean | undefined;
}

export interface PictureLineInput {
  type: 'picture';
  /** Number of the picture in the register's memory. */
  number: number;
  /** Default: center. */
  align?: LineAlign | undefined;
}

export type LineAlign = 'left' | 'center' | 'right';

export type BarcodeFormat =
  | 'qr'
  | 'pdf417'
  | 'ean13'
  | 'ean8'
  | 'upcA'
  | 'upcE'
  | 'code39'
  | 'code93'
  | 'code128'
  | 'codabar'
  | 'itf'
  | 'itf14';

/** A text, or a text that is not printed. */
export type AttributeInput = string | { value: string /** Default: true. */; print?: boolean | undefined };

export interface UserAttributeInput {
  /** Tag 1085, up to 64 characters. */
  name: string;
  /** Tag 1086, up to 256 characters. */
  value: string;
  /** Default: true. */
  print?: boolean | undefined;
}

export interface AgentInput {
  /** Kind, several kinds, or the sum of their bits (1 … 64). */
  type: AgentType | readonly AgentType[] | number;
  /** Operation of the bank paying agent (tag 1044), up to 24 characters. */
  operation?: string | undefined;
  /** Phones of the paying agent (tag 1073). */
  phones?: readonly string[] | undefined;
  /** Phones of the operator that takes payments (tag 1074). */
  paymentOperatorPhones?: readonly string[] | undefined;
  transferOperator?: TransferOperatorInput | undefined;
}

export interface TransferOperatorInput {
  /** Tag 1026, up to 64 characters. */
  name?: string | undefined;
  /** Tag 1005, up to 256 characters. */
  address?: string | undefined;
  /** Tag 1016, 10 or 12 digits. */
  inn?: string | undefined;
  /** Tag 1075. */
  phones?: readonly string[] | undefined;
}

export interface SupplierInput {
  /** Tag 1225, up to 256 characters. */
  name?: string | undefined;
  /** Tag 1226; twelve zeros when the supplier has none. */
  inn?: string | undefined;
  /** Tag 1171. */
  phones?: readonly string[] | undefined;
}

export type ProductCodeKind =
  | 'ean8'
  | 'ean13'
  | 'itf14'
  | 'gs1'
  | 'furs'
  | 'egais2'
  | 'egais3'
  | 'undefined'
  | 'raw';

export interface ProductCodeInput {
  kind: ProductCodeKind;
  /** The scanned string; for `raw` the bytes of tag 1162 in hex. */
  value: string;
}

export interface PaymentInput {
  type: PaymentForm;
  sum: Money;
}

export interface VatTotalInput {
  vat: VatRate;
  /** The tax; for `vat0` and `none` the turnover. */
  sum: Money;
}

export interface CorrectionInput {
  /** Tag 1173: `self`, or `order` of the tax office. */
  type: CorrectionType;
  /** Tag 1178, `YYYY-MM-DD`: date of the document on which the correction rests. */
  date: string;
  /** Tag 1179, up to 32 characters: number of the order; required for `order`. */
  number?: string | undefined;
  /** Tag 1177, up to 256 characters: description. */
  description?: string | undefined;
}
