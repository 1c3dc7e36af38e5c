import { DeviceError } from '../../errors.js';
import { writeUnsigned } from '../../fiscal/numbers.js';
import { parseTlv, writeTlv } from '../../fiscal/tlv.js';
import { receiptFlag } from '../../protocol/classic/commands/receipt.js';
import { deviceError } from '../../protocol/device-errors.js';
import { deviceStatus } from '../../protocol/device-status.js';
import { money } from '../../protocol/p5/fields.js';
import { p5Commands, p5Finish } from '../../protocol/p5/index.js';
import { decodeText } from '../../protocol/text.js';
import { flush } from './flush.js';
import { isCorrectionType, type P5Memory, p5TypeOf } from './memory.js';
import { ask, type Steps, settled, type Translations } from './steps.js';
import { plainTlv } from './texts.js';

const TAXATION = 1055;
const OPERATOR = 1021;
const OPERATOR_INN = 1203;
/** Discount for information; it goes before the position. */
const DISCOUNT = 2;
/** Total of a tax of the receipt by its number. */
const taxTags = [0, 1102, 1103, 1106, 1107, 1104, 1105];
const OWN_TYPES = 5;
const ELECTRONIC = 1;
/** No document is open. */
const NOT_OPENED = '4a';
/** These rates carry their sum in the place of the tax. */
const ZERO_RATES: readonly number[] = [5, 6];

export const receiptTranslations = {
  openReceipt(memory, { flags, type }) {
    if (p5TypeOf(type) === 0) throw deviceError(deviceStatus.invalidReceiptType);
    memory.endReceipt();
    memory.held = {
      type,
      electronic: (flags & receiptFlag.electronic) !== 0,
      taxation: 0,
      attributes: [],
    };
    return settled(undefined);
  },

  *writeAttribute(memory, { blocks, index, data }) {
    if (index === 0) memory.blocks = [];
    memory.blocks.push(...data);
    if (index + 1 < blocks) return;
    const whole = Uint8Array.from(memory.blocks);
    memory.blocks = [];
    yield* attribute(memory, whole);
  },

  *beginPosition(memory) {
    yield* flush(memory);
    memory.position = [];
  },

  *endPosition(memory, request) {
    const { total, tax, taxSum } = request;
    if (isCorrectionType(memory.receipt)) {
      yield* ask(p5Commands.setTotal, { sum: total });
    } else {
      if (request.discount > 0)
        yield* discount(request.discountSign === 0 ? request.discount : -request.discount);
      yield* ask(p5Commands.beginPosition);
      for (const own of memory.position ?? [])
        yield* ask(p5Commands.writeAttribute, { attribute: own, flag: '' });
      yield* ask(p5Commands.endPosition, {
        name: request.name,
        price: request.price,
        quantity: request.quantity,
        sum: total,
        tax,
        taxSum: ZERO_RATES.includes(tax) ? total : taxSum,
        method: request.method || FULL_PAYMENT,
        subject: request.subject || GOODS,
      });
    }
    memory.position = undefined;
    memory.total += total;
  },

  *discountOrSurcharge(memory, { kind, sign, value }) {
    if (kind !== 1 || sign !== 0) throw deviceError(deviceStatus.discountDenied);
    const sum = memory.total - value;
    yield* ask(p5Commands.setTotal, { sum });
    memory.total = sum;
  },

  *registerTax(_memory, { tax, sum }) {
    const tag = taxTags[tax];
    if (!tag) throw deviceError(deviceStatus.extendedInRegister37, 0x0104);
    const attribute = writeTlv([{ tag, value: writeUnsigned(sum, 4) }]);
    yield* ask(p5Commands.writeAttribute, { attribute, flag: '' });
  },

  *payment(memory, { type, sum }) {
    yield* flush(memory);
    const own = type > OWN_TYPES ? type - OWN_TYPES : 0;
    yield* ask(p5Commands.payment, { type: own > 0 ? ELECTRONIC : type - 1, sum, own });
    memory.paid += sum;
    // What the register makes of it is asked for once, when it should be paid.
    if (memory.paid < memory.total) return { remainder: memory.total - memory.paid, change: 0 };
    const { remainder, change } = yield* ask(p5Commands.getReceiptSums);
    return { remainder, change };
  },

  *closeReceipt(memory) {
    yield* flush(memory);
    memory.closed = 0;
    const { documentNumber } = yield* ask(p5Commands.closeReceipt, { how: p5Finish.close });
    memory.endReceipt();
    memory.closed = documentNumber;
  },

  *cancelReceipt(memory) {
    const { held } = memory;
    memory.endReceipt();
    try {
      // Asked in any case: the head that is still held may have been opened by a command whose answer was lost.
      yield* ask(p5Commands.cancelReceipt);
    } catch (error) {
      const none = error instanceof DeviceError && error.deviceCode === NOT_OPENED;
      // A receipt that was only held is gone with what the host kept of it.
      if (!held || !none) throw error;
    }
  },
} satisfies Translations;

/** Tags 1214 and 1212 that nobody gave: full payment, goods. A register seems to want them. */
const FULL_PAYMENT = 4;
const GOODS = 1;

function* discount(kopecks: number): Steps<void> {
  const attribute = writeTlv([{ tag: DISCOUNT, value: money.encode(kopecks) }]);
  yield* ask(p5Commands.writeAttribute, { attribute, flag: '1' });
}

function* attribute(memory: P5Memory, bytes: Uint8Array): Steps<void> {
  const [tlv] = parseTlv(bytes);
  const { tag = 0, value = new Uint8Array() } = tlv ?? {};
  if (tag === OPERATOR || tag === OPERATOR_INN) {
    const text = decodeText(value).trimEnd();
    if (tag === OPERATOR) memory.operator.name = text;
    else memory.operator.inn = text;
    memory.operatorOwed = true;
    return;
  }
  const plain = plainTlv(bytes);
  if (memory.position) memory.position.push(plain);
  else if (memory.held && tag === TAXATION) memory.held.taxation = value[0] ?? 0;
  else if (memory.held) memory.held.attributes.push(plain);
  else if (memory.receipt !== 0) yield* ask(p5Commands.writeAttribute, { attribute: plain, flag: '' });
  else memory.loose.push(plain);
}
