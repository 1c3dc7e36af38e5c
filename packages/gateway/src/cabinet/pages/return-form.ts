import type { ItemInput, PaymentInput, ReceiptInput } from 'atol-kkt';
import { checkReceipt, formatKopecks, type PaymentForm, paymentForms, type Receipt } from 'atol-kkt/fiscal';
import type { Job } from '../../store/index.js';
import type { Form } from '../form.js';

/** What of a line was taken back: thousandths and kopecks. */
export interface ReturnedLine {
  readonly index: number;
  readonly quantity: number;
  readonly total: number;
}

/** What the cabinet keeps with a return. */
export interface ReturnMeta {
  readonly return: { readonly key: string; readonly lines: readonly ReturnedLine[] };
}

export function returnMetaOf({ meta }: Pick<Job, 'meta'>): ReturnMeta['return'] | undefined {
  return (meta as Partial<ReturnMeta> | undefined)?.return;
}

/** A line of the original, and what is left of it. */
export interface ReturnableLine extends ReturnedLine {
  readonly name: string;
  readonly price: number;
  readonly whole: boolean;
}

/** `related`: documents that belong to the original already; those that failed took nothing back. */
export function returnableLines(original: Receipt, related: readonly Job[]): ReturnableLine[] {
  const taken = related
    .filter(({ state, type }) => state !== 'fail' && (type === 'sellReturn' || type === 'buyReturn'))
    .flatMap((job) => returnMetaOf(job)?.lines ?? []);
  return original.items.map(({ name, price, quantity, total }, index) => {
    const own = taken.filter((line) => line.index === index);
    const left = quantity - own.reduce((sum, line) => sum + line.quantity, 0);
    const leftTotal = total - own.reduce((sum, line) => sum + line.total, 0);
    return {
      index,
      name,
      price,
      quantity: Math.max(0, left),
      total: Math.max(0, leftTotal),
      whole: own.length === 0,
    };
  });
}

export interface ReturnDraft {
  readonly input: ReceiptInput;
  readonly lines: readonly ReturnedLine[];
  /** Problems of the form itself, by field. */
  readonly problems: ReadonlyMap<string, readonly [ru: string, en: string]>;
}

/** The return that the form asks for. What the receipt itself must be, the driver checks afterwards. */
export function returnOf(
  job: Job,
  original: Receipt,
  left: readonly ReturnableLine[],
  form: Form,
): ReturnDraft {
  const problems = new Map<string, readonly [ru: string, en: string]>();
  const chosen = new Set(form.all('line'));
  const lines: ReturnedLine[] = [];
  for (const line of left) {
    if (!chosen.has(String(line.index))) continue;
    const quantity = thousandths(form.decimal(`quantity-${line.index}`));
    if (quantity === undefined || quantity <= 0 || quantity > line.quantity) {
      const most = quantityText(line.quantity);
      problems.set(`quantity-${line.index}`, [`от 0,001 до ${most}`, `from 0.001 to ${most}`]);
      continue;
    }
    const whole = quantity === line.quantity;
    lines.push({
      index: line.index,
      quantity,
      total: whole ? line.total : Math.round((line.price * quantity) / 1000),
    });
  }
  if (lines.length === 0 && problems.size === 0)
    problems.set('line', ['выберите хотя бы одну строку', 'choose a line']);
  const everything =
    lines.length === original.items.length &&
    left.every(({ whole }, index) => whole && lines[index]?.quantity === original.items[index]?.quantity);
  return { input: inputOf(job, original, lines, everything, form), lines, problems };
}

function inputOf(
  job: Job,
  original: Receipt,
  lines: readonly ReturnedLine[],
  everything: boolean,
  form: Form,
): ReceiptInput {
  const { vats: _, total, payments, items, ...rest } = job.receipt;
  const sold = (items ?? []).filter((item): item is ItemInput => 'price' in item);
  const operator = form.text('operator');
  const sum = lines.reduce((all, line) => all + line.total, 0);
  return {
    ...rest,
    type: job.type === 'buy' ? 'buyReturn' : 'sellReturn',
    items: lines.flatMap((line) => itemOf(sold[line.index], original, line)),
    payments:
      everything && payments
        ? withoutChange(payments, original)
        : [{ type: formOf(form, original), sum: formatKopecks(sum) }],
    ...(everything && total !== undefined && { total }),
    operator: operator === undefined ? undefined : { name: operator },
  };
}

function itemOf(
  item: ItemInput | undefined,
  { items }: Receipt,
  { index, quantity, total }: ReturnedLine,
): ItemInput[] {
  const checked = items[index];
  if (!item || !checked) return [];
  const { vatSum: _, discount, ...rest } = item;
  const whole = quantity === checked.quantity && total === checked.total;
  const product = Math.round((checked.price * quantity) / 1000);
  return [
    {
      ...rest,
      ...(whole && discount !== undefined && { discount }),
      quantity: quantityText(quantity),
      total: total === product ? undefined : formatKopecks(total),
    },
  ];
}

/** A customer got the change back: it is not returned again. */
function withoutChange(
  payments: readonly PaymentInput[],
  { change, payments: checked }: Receipt,
): PaymentInput[] {
  if (change === 0) return [...payments];
  const sums = new Map<PaymentForm, number>();
  for (const { type, sum } of checked) sums.set(type, (sums.get(type) ?? 0) + sum);
  sums.set('cash', (sums.get('cash') ?? 0) - change);
  return [...sums].flatMap(([type, sum]) => (sum > 0 ? [{ type, sum: formatKopecks(sum) }] : []));
}

/** The form of payment that was chosen, or the largest one of the original. */
export function formOf(form: Form, { payments }: Receipt): PaymentForm {
  const chosen = paymentForms.names.find((name) => name === form.text('payment'));
  return chosen ?? payments.toSorted((a, b) => b.sum - a.sum)[0]?.type ?? 'electronic';
}

export function checkedOriginal(job: Job): Receipt | undefined {
  return checkReceipt(job.receipt).receipt;
}

function thousandths(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,6}(\.\d{1,3})?$/.test(text)
    ? Math.round(Number(text) * 1000)
    : undefined;
}

/** Thousandths as a decimal. */
export function quantityText(value: number): string {
  return String(value / 1000);
}
