import { ProtocolError } from '../../../errors.js';
import { parseTlv, type Tlv } from '../../../fiscal/tlv.js';
import { reportType } from '../../../protocol/classic/commands/shift.js';
import { deviceError } from '../../../protocol/device-errors.js';
import { deviceStatus } from '../../../protocol/device-status.js';
import { p5Cash, p5Counter } from '../../../protocol/p5/commands/scripts.js';
import { p5Document } from '../../../protocol/p5/commands/state.js';
import { p5Error } from '../../../protocol/p5/errors.js';
import { money } from '../../../protocol/p5/fields.js';
import { asciiText, decodeP5Text } from '../../../protocol/p5/text.js';
import { fromHex, toHex } from '../../../util/hex.js';
import { classicType, type P5Kkt } from '../kkt.js';
import { readFlags, writeFlags } from '../tables.js';
import type { P5Handlers } from './handlers.js';

const USER_MEMORY = 1024;
const TYPES = 4;
const OWN_PAYMENTS = 5;
const FIRST_OWN = 6;
/** Settings 347 and 348 of the vendor's driver; what they mean is not known. */
const unnamed: readonly number[] = [0x8006, 0x8008];

export const scriptHandlers = {
  readCounter: (kkt, { attribute }) => ({ value: counterOf(kkt, single(attribute).tag) }),

  writeCounter(kkt, { attribute }) {
    const { memory, device } = kkt;
    const { tag, value } = single(attribute);
    if (readFlags(kkt, tag) !== undefined || unnamed.includes(tag)) {
      const digits = decodeP5Text(value);
      if (!/^\d{1,5}$/.test(digits)) throw p5Error('3r');
      writeFlags(kkt, tag, digits);
      return;
    }
    const isName = tag >= p5Counter.ownPaymentNames && tag < p5Counter.ownPaymentNames + OWN_PAYMENTS;
    const isTaxation = tag === p5Counter.taxationSystems;
    if (!isName && !isTaxation) throw p5Error('1r');
    const text = decodeP5Text(value);
    if (isTaxation && !/^\d{1,2}$/.test(text)) throw p5Error('3r');
    memory.written[tag] = text;
    if (isTaxation && device.settings.tables.has('defaultTaxationType')) {
      const bits = Number(text);
      // Several systems are no default of one receipt.
      device.settings.tables.set('defaultTaxationType', (bits & (bits - 1)) === 0 ? bits : 0);
    }
  },

  async cashInOut(kkt, { attribute }) {
    kkt.requireBegun(p5Document.nonFiscal);
    const { tag, value } = single(attribute);
    const sum = money.decode(value);
    if (sum <= 0) throw deviceError(deviceStatus.invalidSum);
    if (tag === p5Cash.in) await kkt.execute('cashIn', { flags: 0, sum });
    else if (tag === p5Cash.out) await kkt.execute('cashOut', { flags: 0, sum });
    else throw p5Error('ZD');
  },

  async printReport(kkt) {
    kkt.requireBegun(p5Document.nonFiscal);
    await report(kkt, reportType.x);
  },

  /** Stands alone. */
  async printDepartments(kkt) {
    kkt.requireNothingOpen();
    await report(kkt, reportType.departments);
  },

  /** There is no script; the name of the built-in one is told. */
  getScriptInfo: () => ({ name: 'main', hash: new Uint8Array(2) }),

  getUserMemory: () => ({ bytes: USER_MEMORY }),

  readUserMemory({ memory }, { address, bytes }) {
    checkCells(address, bytes);
    const whole = new Uint8Array(USER_MEMORY);
    whole.set(fromHex(memory.userMemory));
    return { data: whole.slice(address, address + bytes) };
  },

  writeUserMemory({ memory }, { address, data }) {
    checkCells(address, data.length);
    const whole = new Uint8Array(USER_MEMORY);
    whole.set(fromHex(memory.userMemory));
    whole.set(data, address);
    memory.userMemory = toHex(whole, '');
  },

  commitSettings() {},
} satisfies Partial<P5Handlers>;

async function report(kkt: P5Kkt, type: number): Promise<void> {
  await kkt.finish(p5Document.nonFiscal, 'printReport', { type });
}

function single(attribute: Uint8Array): Tlv {
  const [tlv, ...more] = attempt(attribute);
  if (!tlv || more.length > 0) throw p5Error('ZD');
  return tlv;
}

function attempt(attribute: Uint8Array): Tlv[] {
  try {
    return parseTlv(attribute);
  } catch (error) {
    if (error instanceof ProtocolError) return [];
    throw error;
  }
}

/** A counter by its number, as text. Throws 1r for one that there is not. */
function counterOf(kkt: P5Kkt, tag: number): string {
  const { device, memory } = kkt;
  const { state, registration } = device;
  const roubles = (kopecks: number): string => asciiText(money.encode(kopecks));
  const { cashIn, cashOut } = state.shift;
  const flags = readFlags(kkt, tag);
  if (flags !== undefined) return flags;
  if (memory.written[tag] !== undefined) return memory.written[tag];
  if (unnamed.includes(tag)) return '0';
  if (tag < TYPES) return roubles(state.totals.byType[classicType(tag + 1) ?? 0]?.sum ?? 0);
  const own = tag - p5Counter.ownPayments;
  if (own >= 0 && own >> 4 < TYPES && (own & 15) < OWN_PAYMENTS)
    return roubles(
      state.shift.byType[classicType((own >> 4) + 1) ?? 0]?.payments[FIRST_OWN + (own & 15)] ?? 0,
    );
  const name = tag - p5Counter.ownPaymentNames;
  if (name >= 0 && name < OWN_PAYMENTS) return `Способ ${FIRST_OWN + name}`;
  switch (tag) {
    case p5Counter.cash:
      return roubles(state.cash);
    case p5Counter.cashInCount:
      return String(cashIn.count);
    case p5Counter.cashInSum:
      return roubles(cashIn.sum);
    case p5Counter.cashOutCount:
      return String(cashOut.count);
    case p5Counter.cashOutSum:
      return roubles(cashOut.sum);
    case p5Counter.taxationSystems:
      return String(registration.taxationSystems);
    default:
      throw p5Error('1r');
  }
}

function checkCells(address: number, bytes: number): void {
  if (address < 0 || bytes < 0 || address + bytes > USER_MEMORY) throw p5Error('RD');
}
