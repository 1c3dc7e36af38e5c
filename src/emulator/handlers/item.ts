import { readUnsigned } from '../../fiscal/numbers.js';
import { tagById } from '../../fiscal/tags.js';
import { positionFlag } from '../../protocol/classic/commands/receipt.js';
import { deviceError } from '../../protocol/device-errors.js';
import { deviceStatus } from '../../protocol/device-status.js';
import { attributeError, refuseAttribute } from '../device/attributes.js';
import type { Device } from '../device/device.js';
import { type Item, isCorrection, itemsSum, type ReceiptDraft } from '../device/receipt.js';
import { itemSize } from '../device/requisites.js';
import { FnError, fnCode } from '../fn/fn-error.js';
import type { Request } from './handlers.js';

/** Payment by an advance: the goods are not known yet, so they may have no name. */
const ADVANCE = 3;
const EXCISE_GOODS = 2;
/** Subjects of FFD 1.05; 30..33 are goods with marks of FFD 1.2. */
const MAX_SUBJECT = 27;
const MAX_METHOD = 7;
/** Five BCD bytes hold a receipt. */
const MAX_TOTAL = 99_999_999_99;
const MAX_ITEM_SIZE = 1024;
/** Of 32 KiB some belong to the register and to the FN: owner, payments, totals. */
const MAX_RECEIPT_SIZE = 31_000;
const TLV_HEAD = 4;
const SECTIONS = 16;

/** EB: the position that EA began becomes an item. Nothing changes when it is refused. */
export function addItem(device: Device, receipt: ReceiptDraft, request: Request<'endPosition'>): void {
  const { position } = receipt;
  if (!position) throw deviceError(deviceStatus.invalidMode);
  if (receipt.paying) throw deviceError(deviceStatus.invalidMode);
  if (receipt.discount > 0) throw deviceError(deviceStatus.operationAfterDiscountDenied);
  if (isCorrection(receipt.type) && receipt.items.length > 0)
    throw deviceError(deviceStatus.extendedInRegister37, 0x0101);
  if (device.state.blocks) throw refuseAttribute(attributeError.missing);
  const attribute = (id: Parameters<typeof tagById>[0]) =>
    position.attributes.find(({ tag }) => tag === tagById(id).tag);
  const written = (id: 'itemType' | 'paymentMethod') => {
    const own = attribute(id);
    return own ? readUnsigned(own.value) : 0;
  };
  const item: Item = {
    name: request.name,
    price: request.price,
    quantity: request.quantity,
    total: request.total,
    tax: request.tax || device.settings.sectionTax(request.department),
    givenTax: request.taxSum > 0 && !(request.flags & positionFlag.taxTypeOnly) ? request.taxSum : undefined,
    taxPerUnit: (request.flags & positionFlag.taxPerUnit) !== 0,
    department: request.department,
    subject: request.subject || written('itemType') || device.settings.defaultSubject,
    method: request.method || written('paymentMethod') || device.settings.defaultMethod,
    piece: (request.flags & positionFlag.piece) !== 0,
    discount: request.discountSign === 0 ? request.discount : -request.discount,
    attributes: position.attributes,
  };
  checkItem(device, item);
  const named = item.name !== '' || attribute('itemName') !== undefined;
  if (!named && item.method !== ADVANCE && !isCorrection(receipt.type))
    throw refuseAttribute(attributeError.missing);
  if (itemsSum(receipt) + item.total > MAX_TOTAL) throw deviceError(deviceStatus.totalOverflow);
  checkSize(device, receipt, item);
  if (request.flags & positionFlag.checkOnly) return;
  receipt.items.push(item);
  receipt.position = undefined;
}

/** The FN takes a position of 1024 bytes, so many positions, and a receipt of 32 KiB. */
function checkSize({ fn }: Device, receipt: ReceiptDraft, item: Item): void {
  if (receipt.items.length >= fn.state.maxPositions) throw new FnError(fnCode.tooManyPositions);
  const size = itemSize(item);
  if (size > MAX_ITEM_SIZE) throw deviceError(deviceStatus.fnCommandOverflow);
  const items = receipt.items.reduce((sum, one) => sum + itemSize(one) + TLV_HEAD, size + TLV_HEAD);
  const others = receipt.attributes.reduce((sum, { value }) => sum + value.length + TLV_HEAD, 0);
  if (items + others > MAX_RECEIPT_SIZE) throw deviceError(deviceStatus.extendedByte, 0x00);
}

function checkItem(device: Device, item: Item): void {
  if (item.quantity === 0) throw deviceError(deviceStatus.invalidQuantity);
  if (item.department > SECTIONS) throw deviceError(deviceStatus.invalidDepartment);
  if (item.tax > device.taxNumbers) throw deviceError(deviceStatus.extendedInRegister37, 0x0104);
  if (item.givenTax !== undefined && item.givenTax > item.total && !item.taxPerUnit)
    throw deviceError(deviceStatus.taxSumTooMuch);
  if (item.subject > MAX_SUBJECT) throw deviceError(deviceStatus.extendedByte, 0x08);
  if (item.method > MAX_METHOD) throw deviceError(deviceStatus.extendedByte, 0x09);
  if (item.subject === EXCISE_GOODS && !device.registration.excise)
    throw deviceError(deviceStatus.extendedInRegister37, 0x0107);
}
