import { isAtolError, type ValidationError } from '../../errors.js';
import type { ReceiptInput } from '../../fiscal/index.js';
import type { TaskContext } from '../kinds/context.js';
import { toTaskError } from '../translate.js';

const PICTURE_NOT_FOUND = 51;

type Item = NonNullable<ReceiptInput['items']>[number];

/** Lines that nobody has to have, of any receipt. */
const dispensable = new WeakSet<object>();

/** The driver leaves out what of these cannot be printed, whatever the task says. */
export function asDispensable<T extends object>(line: T): T {
  dispensable.add(line);
  return line;
}

/**
 * What cannot be printed is left out: of all lines with `ignoreNonFiscalPrintErrors`, else of those behind payments. Nothing was begun
 * when it is found.
 */
export async function issueLeniently<T>(
  receipt: ReceiptInput,
  lenient: boolean,
  context: TaskContext,
  issue: (receipt: ReceiptInput) => Promise<T>,
): Promise<T> {
  try {
    return await issue(receipt);
  } catch (error) {
    const { items = [] } = receipt;
    const faulty = await faultyLines(items, error, context);
    const left = items.filter((item) => !(faulty.has(item) && (lenient || dispensable.has(item))));
    if (left.length === items.length) throw error;
    return issueLeniently({ ...receipt, items: left }, lenient, context, issue);
  }
}

async function faultyLines(items: readonly Item[], error: unknown, context: TaskContext): Promise<Set<Item>> {
  if (!isAtolError(error)) return new Set();
  if (error.name === 'ValidationError') return linesOf(error as ValidationError, items);
  // Bars of linear codes are drawn by another package.
  if (error.code === 'PACKAGE_MISSING') return new Set(items.filter(isLinear));
  return toTaskError(error).code === PICTURE_NOT_FOUND ? missingPictures(items, context) : new Set();
}

/** Those that the problems are about; none where one of them is about something else. */
function linesOf({ problems }: ValidationError, items: readonly Item[]): Set<Item> {
  const found = problems.map(({ path }) => items[Number(/^items\[(\d+)\]/.exec(path)?.[1] ?? -1)]);
  const lines = found.filter((item) => item !== undefined && 'type' in item);
  return new Set(lines.length === found.length ? lines : []);
}

function isLinear(item: Item): boolean {
  return 'type' in item && item.type === 'barcode' && item.format !== 'qr' && item.format !== 'pdf417';
}

async function missingPictures(items: readonly Item[], { kkt, signal }: TaskContext): Promise<Set<Item>> {
  const missing = new Set<Item>();
  for (const item of items) {
    if (!('type' in item) || item.type !== 'picture') continue;
    const isThere = await kkt.pictures.info(item.number, { signal }).then(
      () => true,
      (error: unknown) => {
        if (isAtolError(error, 'DeviceError')) return false;
        throw error;
      },
    );
    if (!isThere) missing.add(item);
  }
  return missing;
}
