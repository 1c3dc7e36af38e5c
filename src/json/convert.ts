import type { ReceiptInput, ReceiptType } from '../fiscal/index.js';
import { JsonTaskError } from './errors/error.js';
import { Fields, isObject, PARSE_ERROR } from './reading/fields.js';
import { checkReadable } from './reading/parse-error.js';
import { readReceipt } from './receipts/receipt.js';
import { withVatOfRates } from './receipts/vat.js';

export interface ConvertedTask {
  /** What `issue()` and `atol receipt` take. */
  receipt: ReceiptInput;
  /** Fields of the task that are no part of a receipt: print them yourself, with `kkt.print`. */
  lost: string[];
}

const types: readonly string[] = [
  'sell',
  'sellReturn',
  'buy',
  'buyReturn',
  'sellCorrection',
  'buyCorrection',
];

/**
 * A task that makes a receipt as a receipt of this package; nothing is asked or printed.
 *
 * @throws JsonTaskError for a task that makes none, and for fields that the driver refuses.
 */
export function convertTask(task: unknown): ConvertedTask {
  if (isObject(task)) checkReadable(task);
  const type = isObject(task) ? task['type'] : undefined;
  if (!isObject(task) || typeof type !== 'string' || !types.includes(type)) {
    const known = types.join(', ');
    throw new JsonTaskError(
      PARSE_ERROR,
      `Некорректное значение поля "type" (${String(type)}): чеки — ${known}`,
    );
  }
  const { receipt, before, after } = readReceipt(type as ReceiptType, new Fields(task));
  const lost = [...(before.length > 0 ? ['preItems'] : []), ...(after.length > 0 ? ['postItems'] : [])];
  return { receipt: withoutControls(withVatOfRates(receipt)), lost };
}

/** A receipt has blanks where the driver sends control characters; lines between the items keep their line ends. */
function withoutControls(receipt: ReceiptInput): ReceiptInput {
  const blanks = (value: unknown): unknown => {
    if (typeof value === 'string') return Array.from(value, (char) => (char < ' ' ? ' ' : char)).join('');
    if (Array.isArray(value)) return value.map(blanks);
    if (!isObject(value)) return value;
    if (typeof value['type'] === 'string' && 'align' in value) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, blanks(one)]));
  };
  return blanks(receipt) as ReceiptInput;
}
