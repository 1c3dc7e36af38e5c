import type { Problem } from '../../errors.js';
import {
  type AttributeInput,
  type CustomerInput,
  formatKopecks,
  type ItemInput,
  type OperatorInput,
  type PaymentForm,
  type PaymentInput,
  type PrintLineInput,
  parseMoney,
  type ReceiptInput,
  type ReceiptType,
  type TextLineInput,
  type UserAttributeInput,
} from '../../fiscal/index.js';
import { driverError } from '../errors/driver-errors.js';
import { JsonTaskError } from '../errors/error.js';
import { type PrintElement, printElement, printElements } from '../printing/print-elements.js';
import { dependsOnLine } from '../printing/put-on.js';
import { layOut, type TextLook } from '../printing/text-lines.js';
import { type Fields, numeral, PARSE_ERROR } from '../reading/fields.js';
import { kopecks, roubles, scriptKopecks } from '../reading/numbers.js';
import { cashierName, paperText } from '../reading/texts.js';
import { given, readAgent, readSupplier } from './agent.js';
import { readCorrection } from './correction.js';
import { asDispensable } from './lenient.js';
import { paymentNames, taxationNames } from './names.js';
import { readPosition } from './position.js';
import { readCorrectionVats, readVatTotals } from './vat.js';

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

/** How the texts between the positions are to look; they are laid out when the length of a line is known. */
const looks = new WeakMap<object, TextLook & { readonly text: string }>();

/** A receipt with its texts in the lines in which the driver prints them; `chars` is the length of a line. */
export function withLaidOutTexts(receipt: ReceiptInput, chars: number): ReceiptInput {
  const items = receipt.items?.map((item) => {
    const look = looks.get(item);
    if (look === undefined) return item;
    const text = paperText(layOut(look.text, look, chars));
    return { ...item, text, align: 'left', doubleWidth: false } as TextLineInput;
  });
  return items ? { ...receipt, items } : receipt;
}

/** Length of a line for the texts of a receipt: asked only where they depend on it. */
export function needsLineLength({ items = [] }: ReceiptInput): boolean {
  return items.some((item) => {
    const look = looks.get(item);
    return look !== undefined && dependsOnLine(look);
  });
}

const NOT_SUPPORTED = 11;
const INVALID_MODE = 12;
const INVALID_PAYMENT_TYPE = 60;
const NOT_FULLY_PAID = 66;
const FISCAL_PROPERTY_WRITE = 148;

/**
 * `newer`: with what drivers from 10.10 on take.
 *
 * @throws JsonTaskError in the words of the driver, which looks at all fields before it looks at sums.
 */
export function readReceipt(type: ReceiptType, task: Fields, newer = true): ReceiptTask {
  try {
    return readAll(type, task, newer);
  } catch (error) {
    if (error instanceof JsonTaskError && error.code !== PARSE_ERROR) refuseFields(type, task);
    throw error;
  }
}

/** What is wrong with a task whatever its sums are. */
function refuseFields(type: ReceiptType, task: Fields): void {
  try {
    readAll(type, task.withNumbers(1), true);
  } catch (error) {
    if (error instanceof JsonTaskError && error.code === PARSE_ERROR) throw error;
  }
}

function readAll(type: ReceiptType, task: Fields, newer: boolean): ReceiptTask {
  const correcting = type === 'sellCorrection' || type === 'buyCorrection';
  const operator = readOperator(task);
  const { customer, agent, supplier, senderEmail, internet, address, place, ...head } = readHead(task);
  // Corrections before FFD 1.1 say nothing of customers and agents, and where they were made the register knows.
  const others = correcting
    ? {}
    : given({ customer, agent, supplier, senderEmail, internet, address, place });
  const before = printElements(task, 'preItems');
  const after = printElements(task, 'postItems');
  const lenient = task.optional('ignoreNonFiscalPrintErrors', 'boolean') ?? false;
  // Before FFD 1.1 a correction has no items; the driver does not look at them.
  const { changed, cost, ...items }: Items = correcting
    ? { items: [], changed: [], cost: 0 }
    : readItems(task, newer);
  const payments = task.list('payments', readPayment);
  const total = totalOf(task, items.items, cost);
  const vats = correcting
    ? readCorrectionVats(task)
    : readVatTotals(task, items.items, Math.max(total, sumOf(items.items)));
  if (!correcting && !items.items.some((item) => !('type' in item))) throw refused(INVALID_MODE);
  if (!correcting) checkPaid(payments, task.optional('total', 'number') ?? cost, total);
  const receipt: ReceiptInput = {
    type,
    ...head,
    ...others,
    ...(operator && { operator }),
    ...items,
    payments: payments.filter(({ sum }) => sum !== '0.00').map(({ type, sum }) => ({ type, sum })),
    // Of a correction it says nothing: the payments are what is corrected.
    ...(!correcting && total !== sumOf(items.items) && { total: formatKopecks(total) }),
    ...(vats.length > 0 && { vats }),
    ...(correcting && { correction: readCorrection(task) }),
  };
  const lines = payments
    .toSorted((one, other) => sendingOrder.indexOf(one.type) - sendingOrder.indexOf(other.type))
    .flatMap((payment) => payment.lines);
  const whole = correcting ? withoutItems(receipt) : withLines(receipt, lines);
  return { receipt: whole, operator, before, after, lenient, changed };
}

/** Kopecks to pay: given, or what the positions cost together before each is rounded. */
function totalOf(task: Fields, items: readonly Item[], cost: number): number {
  const given = task.optional('total', 'number');
  if (given !== undefined) return kopecks(given);
  return scriptKopecks(cost) || sumOf(items);
}

function sumOf(items: readonly Item[]): number {
  return items.reduce((all, item) => all + ('type' in item ? 0 : parseMoney(item.total ?? 0)), 0);
}

/** The driver adds up what is given before it rounds: 9.995 do not pay 10. */
function checkPaid(payments: readonly Payment[], due: number, total: number): void {
  const paid = payments.reduce((all, { given }) => all + given, 0);
  const rounded = payments.reduce((all, { sum }) => all + parseMoney(sum), 0);
  if (rounded >= total && scriptKopecks(paid) < scriptKopecks(due)) throw refused(NOT_FULLY_PAID);
}

/** Nobody, where the name is empty: the driver then says nothing of the cashier. */
export function readOperator(task: Fields): OperatorInput | undefined {
  const operator = task.optionalObject('operator');
  if (operator === undefined) return undefined;
  const name = cashierName(operator.get('name', 'string'));
  const inn = operator.optional('vatin', 'string');
  return name.trim() === '' ? undefined : { name, ...(inn && { inn }) };
}

function readHead(task: Fields): Partial<ReceiptInput> {
  const taxation = task.optionalChoice('taxationType', taxationNames);
  const electronic = task.optional('electronically', 'boolean');
  const customer = readCustomer(task.optionalObject('clientInfo'));
  const company = task.optionalObject('companyInfo');
  const senderEmail = company?.optional('email', 'string');
  const agent = readAgent(task.optionalObject('agentInfo'));
  const supplier = readSupplier(task.optionalObject('supplierInfo'));
  const place = task.text('paymentsPlace');
  const address = task.text('paymentsAddress');
  const machineNumber = task.text('machineNumber');
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
  const name = client?.text('name');
  const inn = client?.optional('vatin', 'string');
  if (!contact && !name && !inn) return undefined;
  return { ...(contact && { contact }), ...(name && { name }), ...(inn && { inn }) };
}

type Item = ItemInput | PrintLineInput;

interface Items {
  readonly items: readonly Item[];
  readonly additionalAttribute?: AttributeInput;
  readonly userAttribute?: UserAttributeInput;
  readonly changed: Problem[];
  /** Roubles of all positions as they were given. */
  readonly cost: number;
}

function position(element: Fields, newer: boolean, changed: Problem[]): ItemInput {
  const item = readPosition(element, newer);
  const given = element.get('name', 'string');
  if ((item.name ?? '') !== given)
    changed.push({
      path: element.at('name'),
      code: 'NAME_FITTED',
      ru: `наименование продано как «${item.name}»: длиннее не бывает, других символов в ККТ нет`,
      en: `sold by the name "${item.name}": none is longer, and the register has no other characters`,
      value: given,
    });
  return item;
}

function readItems(task: Fields, newer: boolean): Items {
  const lenient = task.optional('ignoreNonFiscalPrintErrors', 'boolean') ?? false;
  const found: { -readonly [K in keyof Items]: Items[K] } & { items: Item[]; changed: Problem[] } = {
    items: [],
    changed: [],
    cost: 0,
  };
  task.list('items', (element) => {
    const print = () => element.optional('print', 'boolean') ?? true;
    switch (element.get('type', 'string')) {
      case 'position':
        found.items.push(position(element, newer, found.changed));
        found.cost += element.get('amount', 'number');
        break;
      case 'additionalAttribute': {
        element.get('value', 'string');
        const value = element.text('value');
        if (value === undefined) break;
        if (found.additionalAttribute) throw repeated(1192);
        found.additionalAttribute = { value, print: print() };
        break;
      }
      case 'userAttribute': {
        element.get('name', 'string');
        element.get('value', 'string');
        const [name, value] = [element.text('name'), element.text('value')];
        if (name === undefined && value === undefined) break;
        if (found.userAttribute) throw repeated(1084);
        found.userAttribute = { name: name ?? '', value: value ?? '', print: print() };
        break;
      }
      default:
        for (const line of linesOf(element, lenient))
          found.items.push(...receiptLine(line, element, lenient));
    }
  });
  return found;
}

/** Elements that are no print are left out of a lenient receipt; a field that is wrong refuses it all the same. */
function linesOf(element: Fields, lenient: boolean): PrintElement[] {
  try {
    return printElement(element);
  } catch (error) {
    if (lenient && error instanceof JsonTaskError && error.code !== PARSE_ERROR) return [];
    throw error;
  }
}

/** Inside a receipt the register prints texts, barcodes and the pictures of its memory. */
function receiptLine(element: PrintElement, at: Fields, lenient: boolean): PrintLineInput[] {
  switch (element.type) {
    case 'text': {
      const { text, align, wrap, doubleWidth, doubleHeight } = element;
      const line = { type: 'text', text: paperText(text), align, doubleWidth, doubleHeight } as const;
      looks.set(line, { text, align, wrap, doubleWidth });
      return [line];
    }
    case 'barcode': {
      const { format, data, align, scale, height, text } = element;
      const look = { ...(scale !== undefined && { scale }), ...(height !== undefined && { height }) };
      const linear = format !== 'qr' && format !== 'pdf417';
      return [{ type: 'barcode', format, data, align, ...look, ...(linear && { caption: text }) }];
    }
    case 'picture':
      return [element];
    case 'pixels':
      if (lenient) return [];
      throw refused(NOT_SUPPORTED, `${at.path}: внутри чека печатаются только картинки из памяти ККТ`);
  }
}

/** The driver sends payments in this order, whatever theirs is. */
const sendingOrder: readonly string[] = ['electronic', 'prepaid', 'credit', 'other', 'cash'];

interface Payment extends PaymentInput {
  readonly sum: string;
  /** Roubles, not rounded. */
  readonly given: number;
  readonly lines: readonly PrintLineInput[];
}

function readPayment(payment: Fields): Payment {
  const type = formOf(payment);
  const given = payment.get('sum', 'number');
  const sum = roubles(given);
  const lines = printElements(payment, 'printItems').flatMap((line) => receiptLine(line, payment, true));
  for (const line of lines) asDispensable(line);
  return { type, sum, given, lines };
}

const numbered: readonly PaymentForm[] = ['cash', 'electronic', 'prepaid', 'credit', 'other'];

/** By name, or by number in a string; 5..9 are those of the register's table 12. */
function formOf(payment: Fields): PaymentForm {
  const number = numeral(payment.get('type', 'string'));
  if (number === undefined) return payment.choice('type', paymentNames);
  const form = numbered[number];
  if (form) return form;
  const own = number >= 5 && number <= 9 ? ': формы оплаты таблицы 12 не поддерживаются' : '';
  throw refused(INVALID_PAYMENT_TYPE, `${payment.at('type')}${own}`);
}

/** What the driver prints after a payment follows the last item here. */
function withLines(receipt: ReceiptInput, lines: readonly PrintLineInput[]): ReceiptInput {
  return lines.length === 0 ? receipt : { ...receipt, items: [...(receipt.items ?? []), ...lines] };
}

function withoutItems({ items: _, ...receipt }: ReceiptInput): ReceiptInput {
  return receipt;
}

function repeated(tag: number): JsonTaskError {
  const why = 'Реквизит уже был записан в чеке, повтор запрещен';
  return new JsonTaskError(FISCAL_PROPERTY_WRITE, `Ошибка программирования реквизита ${tag} (${why})`);
}

function refused(code: number, why?: string): JsonTaskError {
  const { description } = driverError(code);
  return new JsonTaskError(code, why === undefined ? description : `${description} (${why})`);
}
