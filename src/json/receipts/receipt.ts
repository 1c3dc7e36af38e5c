import type { Problem } from '../../errors.js';
import type {
  AttributeInput,
  CustomerInput,
  ItemInput,
  OperatorInput,
  PaymentInput,
  PrintLineInput,
  ReceiptInput,
  ReceiptType,
  UserAttributeInput,
  VatTotalInput,
} from '../../fiscal/index.js';
import { driverError } from '../driver-errors.js';
import { JsonTaskError } from '../error.js';
import type { Fields } from '../fields.js';
import { roubles } from '../numbers.js';
import { cutText, mayBeTooLong, type PrintElement, printElement, printElements } from '../print-elements.js';
import { given, readAgent, readSupplier } from './agent.js';
import { readCorrection } from './correction.js';
import { paymentNames, taxationNames, taxNames } from './names.js';
import { readPosition } from './position.js';

/** A task `sell`, `buy`, `sellReturn`, `buyReturn` or a correction, read: our receipt and what is printed around it. */
export interface ReceiptTask {
  readonly receipt: ReceiptInput;
  readonly operator: OperatorInput | undefined;
  readonly before: readonly PrintElement[];
  readonly after: readonly PrintElement[];
  /** A line that cannot be printed is left out instead of refusing the receipt. */
  readonly lenient: boolean;
  /** Names that are not sold as they were given. */
  readonly changed: readonly Problem[];
}

/** Lines of a receipt that are not to be wrapped. */
const unwrapped = new WeakSet<object>();

/** The driver cuts texts without `wrap` at the end of the line; `chars` is its length. */
export function withCutLines(receipt: ReceiptInput, chars: number): ReceiptInput {
  const items = receipt.items?.map((item) =>
    unwrapped.has(item) && 'text' in item ? { ...item, text: cutText(item, chars) } : item,
  );
  return items ? { ...receipt, items } : receipt;
}

export function hasLinesToCut({ items = [] }: ReceiptInput): boolean {
  return items.some((item) => unwrapped.has(item));
}

const NOT_SUPPORTED = 11;
const INVALID_MODE = 12;
const INVALID_PAYMENT_TYPE = 60;

/** @throws JsonTaskError in the words of the driver. */
export function readReceipt(type: ReceiptType, task: Fields): ReceiptTask {
  const correcting = type === 'sellCorrection' || type === 'buyCorrection';
  const operator = readOperator(task);
  const { customer, agent, supplier, senderEmail, ...head } = readHead(task);
  // Corrections before FFD 1.1 say nothing of customers and agents; without a contact an electronic one would reach nobody.
  const people = correcting
    ? { ...(head.electronic && customer && { customer }) }
    : { ...given({ customer, agent, supplier, senderEmail }) };
  const before = printElements(task, 'preItems');
  const after = printElements(task, 'postItems');
  const lenient = task.optional('ignoreNonFiscalPrintErrors', 'boolean') ?? false;
  // Before FFD 1.1 a correction has no items; the driver does not look at them.
  const { changed, ...items }: Items = correcting ? { items: [], changed: [] } : readItems(task);
  const payments = task.list('payments', readPayment);
  const vats = task.optionalList('taxes', readTax) ?? [];
  const total = task.optional('total', 'number');
  if (!correcting && !items.items.some((item) => !('type' in item))) throw refused(INVALID_MODE);
  const receipt: ReceiptInput = {
    type,
    ...head,
    ...people,
    ...(operator && { operator }),
    ...items,
    payments: payments.filter(({ sum }) => sum !== '0.00').map(({ type, sum }) => ({ type, sum })),
    ...(total !== undefined && { total: roubles(total, task.at('total')) }),
    ...(vats.length > 0 && { vats }),
    ...(correcting && { correction: readCorrection(task) }),
  };
  const lines = payments.flatMap((payment) => payment.lines);
  const whole = correcting ? withoutItems(receipt) : withLines(receipt, lines);
  return { receipt: whole, operator, before, after, lenient, changed };
}

export function readOperator(task: Fields): OperatorInput | undefined {
  const operator = task.optionalObject('operator');
  if (operator === undefined) return undefined;
  const name = operator.get('name', 'string');
  const inn = operator.optional('vatin', 'string');
  return { name, ...(inn && { inn }) };
}

function readHead(task: Fields): Partial<ReceiptInput> {
  const taxation = task.optionalChoice('taxationType', taxationNames);
  const electronic = task.optional('electronically', 'boolean');
  const customer = readCustomer(task.optionalObject('clientInfo'));
  const company = task.optionalObject('companyInfo');
  const senderEmail = company?.optional('email', 'string');
  const agent = readAgent(task.optionalObject('agentInfo'));
  const supplier = readSupplier(task.optionalObject('supplierInfo'));
  const place = task.optional('paymentsPlace', 'string');
  const address = task.optional('paymentsAddress', 'string');
  const machineNumber = task.optional('machineNumber', 'string');
  return {
    ...(taxation && { taxation }),
    ...(electronic && { electronic }),
    ...(task.optional('internet', 'boolean') && { internet: true }),
    ...(customer && { customer }),
    ...(address && { address }),
    ...(place && { place }),
    ...(senderEmail && { senderEmail }),
    ...(machineNumber && { machineNumber }),
    ...(agent && { agent }),
    ...(supplier?.phones && { supplier: { phones: supplier.phones } }),
  };
}

function readCustomer(client: Fields | undefined): CustomerInput | undefined {
  const contact = client?.optional('emailOrPhone', 'string');
  const name = client?.optional('name', 'string');
  const inn = client?.optional('vatin', 'string');
  if (!contact && !name && !inn) return undefined;
  return { ...(contact && { contact }), ...(name && { name }), ...(inn && { inn }) };
}

type Item = ItemInput | PrintLineInput;

interface Items {
  readonly items: readonly Item[];
  readonly additionalAttribute?: AttributeInput;
  readonly userAttribute?: UserAttributeInput;
  readonly changed: readonly Problem[];
}

function position(element: Fields, changed: Problem[]): ItemInput {
  const item = readPosition(element);
  const given = element.get('name', 'string');
  if (item.name !== given.normalize('NFC'))
    changed.push({
      path: element.at('name'),
      code: 'NAME_FITTED',
      ru: `наименование продано как «${item.name}»: длиннее не бывает, других символов в ККТ нет`,
      en: `sold by the name "${item.name}": none is longer, and the register has no other characters`,
      value: given,
    });
  return item;
}

function readItems(task: Fields): Items {
  const lenient = task.optional('ignoreNonFiscalPrintErrors', 'boolean') ?? false;
  const found: { -readonly [K in keyof Items]: Items[K] } & { items: Item[]; changed: Problem[] } = {
    items: [],
    changed: [],
  };
  task.list('items', (element) => {
    const print = () => element.optional('print', 'boolean') ?? true;
    switch (element.get('type', 'string')) {
      case 'position':
        found.items.push(position(element, found.changed));
        break;
      case 'additionalAttribute':
        found.additionalAttribute = { value: element.get('value', 'string'), print: print() };
        break;
      case 'userAttribute':
        found.userAttribute = {
          name: element.get('name', 'string'),
          value: element.get('value', 'string'),
          print: print(),
        };
        break;
      default: {
        const line = printElement(element);
        if (line) found.items.push(...receiptLine(line, element, lenient));
      }
    }
  });
  return found;
}

/** Inside a receipt the register prints texts, barcodes and the pictures of its memory. */
function receiptLine(element: PrintElement, at: Fields, lenient: boolean): PrintLineInput[] {
  switch (element.type) {
    case 'text': {
      const { text, align, wrap, doubleWidth, doubleHeight } = element;
      const line = { type: 'text', text, align, doubleWidth, doubleHeight } as const;
      if (wrap === 'none' && mayBeTooLong(line)) unwrapped.add(line);
      return [line];
    }
    case 'barcode': {
      const { format, data, align, scale } = element;
      return [{ type: 'barcode', format, data, align, ...(scale !== undefined && { scale }) }];
    }
    case 'picture':
      return [element];
    case 'pixels':
      if (lenient) return [];
      throw refused(NOT_SUPPORTED, `${at.path}: внутри чека печатаются только картинки из памяти ККТ`);
  }
}

interface Payment extends PaymentInput {
  readonly sum: string;
  readonly lines: readonly PrintLineInput[];
}

function readPayment(payment: Fields): Payment {
  const type = payment.choice('type', paymentNames);
  const sum = roubles(payment.get('sum', 'number'), payment.at('sum'));
  const lines = printElements(payment, 'printItems').flatMap((line) => receiptLine(line, payment, true));
  if (type === 'own')
    throw refused(INVALID_PAYMENT_TYPE, `${payment.at('type')}: формы оплаты таблицы 12 не поддерживаются`);
  return { type, sum, lines };
}

function readTax(tax: Fields): VatTotalInput {
  const vat = tax.choice('type', taxNames);
  return { vat, sum: roubles(tax.get('sum', 'number'), tax.at('sum')) };
}

/** What the driver prints after a payment follows the last item here. */
function withLines(receipt: ReceiptInput, lines: readonly PrintLineInput[]): ReceiptInput {
  return lines.length === 0 ? receipt : { ...receipt, items: [...(receipt.items ?? []), ...lines] };
}

function withoutItems({ items: _, ...receipt }: ReceiptInput): ReceiptInput {
  return receipt;
}

function refused(code: number, why?: string): JsonTaskError {
  const { description } = driverError(code);
  return new JsonTaskError(code, why === undefined ? description : `${description} (${why})`);
}
