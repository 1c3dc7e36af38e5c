import { limits } from '../data/limits.js';
import { unsignedLength } from '../numbers.js';
import { type Attribute, itemAttributes, receiptAttributes } from '../plan/attributes.js';
import { itemPlace } from './lines.js';
import type { Receipt, ReceiptItem } from './receipt.js';
import type { Scope } from './scope.js';

/** Tag and length of an element. */
const HEADER = 4;

/** What the register itself puts into an item: 1030, 1079, 1198, 1023, 1199, 1200, 1043, 1212, 1214. */
function ownLength({ name, price, quantity, total, vatSum }: ReceiptItem): number {
  const sums = unsignedLength(price) + 2 * unsignedLength(vatSum) + unsignedLength(total);
  const decimals = 1;
  return 9 * HEADER + name.length + sums + unsignedLength(quantity) + decimals + 3;
}

/**
 * Largest forms of what the register and the FN put into a receipt: user, address and place (256 each), numbers, sums,
 * totals of VAT, signs, and the container of the operator's protocol.
 */
const RECEIPT_OWN = 1400;

const structures: ReadonlyArray<readonly [id: keyof typeof limits, path: string]> = [
  ['agentData', 'agent'],
  ['supplierData', 'supplier'],
  ['correctionBasis', 'correction'],
  ['userAttribute', 'userAttribute'],
];

/**
 * Limits of the format that no single field breaks: of the structures, of an item (1024 bytes) and of the document
 * (32 KiB). A receipt that is too large is never split here: what to do with it is for people to decide.
 */
export function checkSizes(receipt: Omit<Receipt, 'warnings'>, scope: Scope): void {
  const attributes = receiptAttributes(receipt);
  checkStructures(attributes, scope);
  let total = RECEIPT_OWN + lengthOf(attributes);
  const items = scope.at('items');
  receipt.items.forEach((item, index) => {
    total += HEADER + checkItem(item, items.at(itemPlace(receipt.lines, index)));
  });
  const { maxBytes } = limits.receipt;
  if (total <= maxBytes) return;
  scope
    .at('items')
    .problem(
      'RECEIPT_SIZE',
      [
        `документ займёт до ${total} байт, а ФН принимает ${maxBytes}: предметов расчёта ${receipt.items.length}, разделите покупку на несколько чеков`,
        `the document takes up to ${total} bytes, but the FN accepts ${maxBytes}: split its ${receipt.items.length} items into several receipts`,
      ],
      receipt.items.length,
      3,
    );
}

function checkItem(item: ReceiptItem, scope: Scope): number {
  const attributes = itemAttributes(item);
  checkStructures(attributes, scope);
  const size = ownLength(item) + lengthOf(attributes);
  const { maxBytes } = limits.item;
  if (size > maxBytes) {
    scope.problem(
      'ITEM_SIZE',
      [
        `предмет расчёта займёт до ${size} байт, а формат допускает ${maxBytes}`,
        `the item takes up to ${size} bytes, the format allows ${maxBytes}`,
      ],
      size,
      1059,
    );
  }
  return size;
}

function checkStructures(attributes: readonly Attribute[], scope: Scope): void {
  for (const [id, path] of structures) {
    const { tag, maxBytes } = limits[id];
    const size = sizeOf(attributes, tag);
    if (size <= maxBytes) continue;
    scope
      .at(path)
      .problem(
        'STRUCTURE_SIZE',
        [
          `данные вместе займут ${size} байт, а реквизит ${tag} вмещает ${maxBytes}: сократите тексты`,
          `together the data take ${size} bytes, but tag ${tag} holds ${maxBytes}: shorten the texts`,
        ],
        size,
        tag,
      );
  }
}

function sizeOf(attributes: readonly Attribute[], tag: number): number {
  for (const attribute of attributes) if (attribute.tag === tag) return attribute.value.length;
  return 0;
}

function lengthOf(attributes: readonly Attribute[]): number {
  return attributes.reduce((sum, { value }) => sum + HEADER + value.length, 0);
}
