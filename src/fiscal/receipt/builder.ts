import type { PaymentForm, Taxation } from '../enums.js';
import type { Money } from '../money.js';
import type { VatRate } from '../vat.js';
import { type CheckOptions, type CheckResult, checkReceipt, parseReceipt } from './check.js';
import type {
  AgentInput,
  AttributeInput,
  BarcodeFormat,
  BarcodeLineInput,
  CorrectionInput,
  CustomerInput,
  ItemInput,
  PictureLineInput,
  PrintLineInput,
  ReceiptInput,
  ReceiptType,
  TextLineInput,
  UserAttributeInput,
} from './input.js';
import type { Receipt } from './receipt.js';

/**
 * Collects a receipt field by field; every method gives a new builder and leaves the old one as it was, so a half-made
 * receipt can be the pattern of many. Nothing is checked before `check()` or `build()`.
 */
export class ReceiptBuilder {
  readonly #input: Readonly<ReceiptInput>;

  constructor(input: ReceiptInput) {
    this.#input = input;
  }

  /** Tax system (tag 1055). */
  taxation(taxation: Taxation): ReceiptBuilder {
    return this.#with({ taxation });
  }

  /** Nothing is printed. */
  electronic(electronic = true): ReceiptBuilder {
    return this.#with({ electronic });
  }

  /** Settlement on the internet (tag 1125); `place` is the address of the site (tag 1187). */
  internet(place: string): ReceiptBuilder {
    return this.#with({ internet: true, place });
  }

  /** Cashier (tags 1021, 1203). */
  operator(name: string, inn?: string): ReceiptBuilder {
    return this.#with({ operator: { name, ...(inn !== undefined && { inn }) } });
  }

  /** Phone or e-mail of the buyer (tag 1008), or all that is known of the buyer. */
  customer(customer: string | CustomerInput): ReceiptBuilder {
    return this.#with({ customer: typeof customer === 'string' ? { contact: customer } : customer });
  }

  /** Tag 1009. */
  address(address: string): ReceiptBuilder {
    return this.#with({ address });
  }

  /** Tag 1187. */
  place(place: string): ReceiptBuilder {
    return this.#with({ place });
  }

  /** Tag 1117. */
  senderEmail(senderEmail: string): ReceiptBuilder {
    return this.#with({ senderEmail });
  }

  /** Tag 1036. */
  machineNumber(machineNumber: string): ReceiptBuilder {
    return this.#with({ machineNumber });
  }

  /** The user is an agent for the whole receipt; phones of the supplier are tag 1171. */
  agent(agent: AgentInput, supplierPhones?: readonly string[]): ReceiptBuilder {
    return this.#with({ agent, ...(supplierPhones && { supplier: { phones: supplierPhones } }) });
  }

  /** Tag 1084. */
  userAttribute(attribute: UserAttributeInput): ReceiptBuilder {
    return this.#with({ userAttribute: attribute });
  }

  /** Tag 1192. */
  additionalAttribute(attribute: AttributeInput): ReceiptBuilder {
    return this.#with({ additionalAttribute: attribute });
  }

  item(name: string, item: Omit<ItemInput, 'name'>): ReceiptBuilder;
  item(item: ItemInput): ReceiptBuilder;
  item(name: string | ItemInput, item?: Omit<ItemInput, 'name'>): ReceiptBuilder {
    const whole = typeof name === 'string' ? ({ name, ...item } as ItemInput) : name;
    return this.#add(whole);
  }

  /** A text between the items, or before and after them. It is printed only. */
  text(text: string, options: Omit<TextLineInput, 'type' | 'text'> = {}): ReceiptBuilder {
    return this.#add({ type: 'text', text, ...options });
  }

  /** A barcode between the items; linear formats need the package `jsbarcode`. */
  barcode(
    format: BarcodeFormat,
    data: string,
    options: Omit<BarcodeLineInput, 'type' | 'format' | 'data'> = {},
  ): ReceiptBuilder {
    return this.#add({ type: 'barcode', format, data, ...options });
  }

  /** A picture of the register's memory between the items. */
  picture(number: number, options: Omit<PictureLineInput, 'type' | 'number'> = {}): ReceiptBuilder {
    return this.#add({ type: 'picture', number, ...options });
  }

  /** Cash (tag 1031); the only form of payment that gives change. */
  cash(sum: Money): ReceiptBuilder {
    return this.payment('cash', sum);
  }

  /** Card and other electronic means (tag 1081). */
  card(sum: Money): ReceiptBuilder {
    return this.payment('electronic', sum);
  }

  /** Offset of an advance or a prepayment (tag 1215). */
  prepaid(sum: Money): ReceiptBuilder {
    return this.payment('prepaid', sum);
  }

  /** To be paid later (tag 1216). */
  credit(sum: Money): ReceiptBuilder {
    return this.payment('credit', sum);
  }

  payment(type: PaymentForm, sum: Money): ReceiptBuilder {
    return this.#with({ payments: [...(this.#input.payments ?? []), { type, sum }] });
  }

  /** Total rounded down to whole roubles, or the sum of a correction. */
  total(total: Money): ReceiptBuilder {
    return this.#with({ total });
  }

  /** Total of VAT of one rate: needed in a correction. */
  vat(vat: VatRate, sum: Money): ReceiptBuilder {
    return this.#with({ vats: [...(this.#input.vats ?? []), { vat, sum }] });
  }

  /** Basis of a correction (tags 1173, 1174). */
  correction(correction: CorrectionInput): ReceiptBuilder {
    return this.#with({ correction });
  }

  /** The receipt as plain JSON, not checked. */
  toJSON(): ReceiptInput {
    return structuredClone(this.#input);
  }

  /** Everything that is wrong with what was collected. */
  check(options?: CheckOptions): CheckResult {
    return checkReceipt(this.#input, options);
  }

  /** The checked, frozen receipt. Throws ValidationError with all problems. */
  build(options?: CheckOptions): Receipt {
    return parseReceipt(this.#input, options);
  }

  #add(item: ItemInput | PrintLineInput): ReceiptBuilder {
    return this.#with({ items: [...(this.#input.items ?? []), item] });
  }

  #with(part: Partial<ReceiptInput>): ReceiptBuilder {
    return new ReceiptBuilder({ ...this.#input, ...part });
  }
}

/** Begins a receipt: `receipt('sell').item('Хлеб', { price: 45.5, quantity: 2, vat: 'vat10' }).cash(100).build()`. */
export function receipt(type: ReceiptType): ReceiptBuilder {
  return new ReceiptBuilder({ type });
}
