import { readUnsigned } from '../../../fiscal/numbers.js';
import { tagById } from '../../../fiscal/tags.js';
import { parseTlv, writeTlv } from '../../../fiscal/tlv.js';
import { discountKind, receiptFlag } from '../../../protocol/classic/commands/receipt.js';
import { deviceError } from '../../../protocol/device-errors.js';
import { deviceStatus } from '../../../protocol/device-status.js';
import { p5Finish, p5ReceiptFlag } from '../../../protocol/p5/commands/documents.js';
import { p5Document } from '../../../protocol/p5/commands/state.js';
import { p5Error } from '../../../protocol/p5/errors.js';
import { money } from '../../../protocol/p5/fields.js';
import { changeOf, isCorrection, itemsSum, remainderOf, totalOf } from '../../device/receipt.js';
import { inClassicPage } from '../attributes.js';
import { classicType, type P5Kkt } from '../kkt.js';
import { newP5Work } from '../memory.js';
import type { P5Handlers } from './handlers.js';

/** Tag of the discount that is printed with a position and counts for nothing. */
const DISCOUNT = 2;
const CORRECTION = { quantity: 1000, tax: 6 } as const;
const OWN_TYPES = 5;
/** Totals of a tax by its number: 20, 10, 20/120, 10/110, 0 %, none. */
const taxTags = [-1, 1102, 1103, 1106, 1107, 1104, 1105];

export const receiptHandlers = {
  async openReceipt(kkt, { type, flags, taxationSystems }) {
    kkt.requireNothingOpen();
    if (type === p5Document.nonFiscal) {
      kkt.work = { ...newP5Work(), begun: type };
      return;
    }
    const classic = classicType(type);
    if (classic === undefined) throw deviceError(deviceStatus.invalidReceiptType);
    const electronic = (flags & p5ReceiptFlag.electronic) !== 0;
    await kkt.execute('openReceipt', { flags: electronic ? receiptFlag.electronic : 0, type: classic });
    kkt.work = newP5Work();
    const single = taxationSystems !== 0 && (taxationSystems & (taxationSystems - 1)) === 0;
    if (!single) return;
    const value = Uint8Array.of(taxationSystems);
    try {
      await writeAttribute(kkt, writeTlv([{ tag: tagById('taxationType').tag, value }]));
    } catch (error) {
      kkt.device.state.receipt = undefined;
      throw error;
    }
  },

  async writeAttribute(kkt, { attribute }) {
    const [tlv] = parseTlv(attribute);
    const { receipt } = kkt.device.state;
    const tax = receipt && !isCorrection(receipt.type) ? taxTags.indexOf(tlv?.tag ?? 0) : -1;
    if (tlv?.tag === DISCOUNT) kkt.work.discount = money.decode(tlv.value);
    else if (tlv && tax > 0)
      await kkt.execute('registerTax', { flags: 0, area: 0, tax, sum: readUnsigned(tlv.value) });
    else await writeAttribute(kkt, attribute);
  },

  async beginPosition(kkt) {
    if (isCorrection(kkt.device.receipt.type)) throw deviceError(deviceStatus.invalidMode);
    await kkt.execute('beginPosition', {});
  },

  async endPosition(kkt, { name, price, quantity, sum, tax, taxSum, method, subject }) {
    const { discount } = kkt.work;
    if (taxSum < 0 || price < 0 || quantity < 0 || sum < 0) throw deviceError(deviceStatus.invalidSum);
    await kkt.execute('endPosition', {
      flags: 0,
      price,
      quantity,
      total: sum,
      tax: requireTax(tax),
      // These carry their sum in the place of the tax.
      taxSum: tax >= 5 ? 0 : taxSum,
      department: 0,
      subject,
      method,
      discountSign: discount < 0 ? 1 : 0,
      discount: Math.abs(discount),
      name,
    });
    kkt.work.discount = 0;
  },

  async markingCode(kkt, { place, code }) {
    const { value } = await kkt.execute('parseMarkingCode', { typeAndMode: place === 0 ? 1 : 0, code });
    return { result: value };
  },

  async setTotal(kkt, { sum }) {
    const { receipt } = kkt.device;
    if (isCorrection(receipt.type)) {
      if (receipt.items.length > 0 || sum <= 0) throw p5Error('TD');
      await kkt.execute('beginPosition', {});
      await kkt.execute('endPosition', { ...correction(sum), flags: 0 });
      kkt.work.total = true;
      return;
    }
    const whole = itemsSum(receipt);
    if (sum < 0 || sum > whole) throw p5Error('TD');
    const discount = whole - sum;
    if (discount === receipt.discount) return;
    await kkt.execute('discountOrSurcharge', {
      flags: 0,
      area: 0,
      kind: discountKind.sum,
      sign: 0,
      value: discount,
    });
  },

  async payment(kkt, { type, sum, own }) {
    const number = own > 0 ? OWN_TYPES + own : type + 1;
    if (sum < 0 || type > 4 || own > OWN_TYPES) throw deviceError(deviceStatus.invalidPaymentType);
    await kkt.execute('payment', { flags: 0, type: number, sum });
  },

  async closeReceipt(kkt, { how }) {
    const { device, work, memory } = kkt;
    if (how === p5Finish.goOn) {
      await goOn(kkt);
      return kkt.closed;
    }
    if (work.begun === p5Document.nonFiscal) {
      memory.lastDocument = work.begun;
      kkt.work = newP5Work();
      if (how === p5Finish.closeWithFooter) device.printer.footer();
      return kkt.closed;
    }
    const { receipt } = device;
    if (remainderOf(receipt) > 0 || totalOf(receipt) < 0)
      throw deviceError(deviceStatus.tenderedLessThanTotal);
    const kind = kkt.document.kind;
    const change = changeOf(receipt);
    await kkt.finish(kind, 'closeReceipt', { flags: 0, type: 1, sum: 0 });
    memory.lastChange = change;
    kkt.work = newP5Work();
    return kkt.closed;
  },

  async cancelReceipt(kkt) {
    const { state } = kkt.device;
    if (state.receipt) await kkt.execute('cancelReceipt', undefined);
    else if (kkt.brokenZ?.signed === false) {
      state.interruptedZ = undefined;
      state.printed = true;
    } else if (kkt.work.begun === 0) throw deviceError(deviceStatus.deniedInClosedReceipt);
    // What was written into it goes with it: the classic protocol would keep it for the next receipt.
    state.registrationAttributes = [];
    state.pendingAttributes = [];
    kkt.work = newP5Work();
  },
} satisfies Partial<P5Handlers>;

/** Prints the rest of the last document; on a healthy one it does nothing. */
export async function goOn(kkt: P5Kkt): Promise<void> {
  const { device, document } = kkt;
  if (document.kind === 0 || document.printed || device.state.printed) return;
  await kkt.execute('continuePrint', undefined);
}

async function writeAttribute(kkt: P5Kkt, bytes: Uint8Array): Promise<void> {
  await kkt.execute('writeAttribute', { flags: 1, blocks: 1, index: 0, data: inClassicPage(bytes) });
}

function correction(sum: number) {
  return {
    price: sum,
    quantity: CORRECTION.quantity,
    total: sum,
    tax: CORRECTION.tax,
    taxSum: 0,
    department: 0,
    subject: 0,
    method: 0,
    discountSign: 0,
    discount: 0,
    name: '',
  };
}

/** Which number 5, 7 and 22 % have is not known: those of tag 1199 are taken. */
function requireTax(tax: number): number {
  if (tax < 1) throw deviceError(deviceStatus.extendedInRegister37, 0x0104);
  return tax;
}
