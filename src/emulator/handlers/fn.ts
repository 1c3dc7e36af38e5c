import { decodeCp866 } from '../../fiscal/cp866.js';
import { tagByNumber } from '../../fiscal/tags.js';
import { type Tlv, writeTlv } from '../../fiscal/tlv.js';
import { deviceError } from '../../protocol/device-errors.js';
import { deviceStatus } from '../../protocol/device-status.js';
import { encodeText } from '../../protocol/text.js';
import type { Device } from '../device/device.js';
import type { Cursor } from '../device/state.js';
import { REGISTRATION_LIMIT } from '../fn/rules.js';
import { markingCode, writeBlock } from './attributes.js';
import type { Handlers } from './handlers.js';

/** The FN has nothing (more) of what is asked. */
const NO_DATA = 0xda;
/** E8, E9 and A4 44 carry a requisite in blocks of this size. */
const BLOCK = 100;
const WHOLE_REPORT = 0xff;

/** Status bits of A4 20. */
const ofdStatus = { connected: 0x01, messageWaits: 0x02, ticketAwaited: 0x04 } as const;

export const fnHandlers = {
  fnGetShiftState({ fn }) {
    const { open, number, receipts } = fn.state.shift;
    return { open: open ? 1 : 0, shiftNumber: number, receiptNumber: receipts };
  },

  fnGetOfdStatus({ fn, ofd: { line } }) {
    const { count, number, dateTime } = fn.queue();
    return {
      status:
        (line.connected ? ofdStatus.connected : 0) |
        (count > 0 ? ofdStatus.messageWaits : 0) |
        (line.waiting ? ofdStatus.ticketAwaited : 0),
      reading: line.reading ? 1 : 0,
      unsentCount: Math.min(count, 0xffff),
      firstUnsent: number,
      firstUnsentDate: dateTime,
    };
  },

  fnGetStatus({ fn, now }) {
    const { phase, shift, last } = fn.state;
    return {
      phase,
      currentDocument: fn.currentCode,
      documentData: fn.currentCode === 0 ? 0 : 1,
      shift: shift.open ? 1 : 0,
      warnings: fn.warnings(now),
      dateTime: last.dateTime,
      fnNumber: fn.number,
      lastDocument: last.number,
    };
  },

  fnGetNumber: ({ fn }) => ({ fnNumber: fn.number }),

  fnGetValidity({ fn }) {
    const done = fn.state.registrations.length;
    return { date: fn.validUntil(), registrationsLeft: REGISTRATION_LIMIT - done, registrationsDone: done };
  },

  fnGetVersion: ({ fn }) => ({ version: fn.state.version, type: fn.state.debug ? 0 : 1 }),

  /** The FN keeps no details. */
  fnGetErrorDetail(_device, { block }) {
    if (block > 0) throw deviceError(NO_DATA);
    return { blocks: 1, data: Uint8Array.of(0) };
  },

  fnFindDocument({ fn }, { documentNumber }) {
    const document = fn.found(documentNumber);
    if (!document) throw deviceError(NO_DATA);
    return {
      type: document.form,
      ticket: fn.ticket(documentNumber) ? 1 : 0,
      dateTime: document.dateTime,
      number: document.number,
      fiscalSign: document.fiscalSign,
      tail: document.summary,
    };
  },

  fnFindTicket({ fn }, { documentNumber }) {
    const ticket = fn.ticket(documentNumber);
    if (!ticket) throw deviceError(NO_DATA);
    return { dateTime: ticket.dateTime, ofdSign: ticket.sign, number: documentNumber };
  },

  fnGetRegistrationTotals({ fn }, { report }) {
    const registration = fn.state.registrations[report - 1];
    if (!registration) throw deviceError(NO_DATA);
    const { dateTime, inn, registrationNumber, taxationSystems, workModes } = registration;
    return { dateTime, inn, registrationNumber, taxationSystems, workModes };
  },

  fnGetRegistrationTag(device, { first, second, third }) {
    const whole = second === WHOLE_REPORT;
    const report = device.fn.state.registrations[(whole ? first : second) - 1];
    if (!report) throw deviceError(NO_DATA);
    if (whole) {
      device.state.reading.registration = { documentNumber: report.documentNumber, next: 0 };
      return { blocks: 0, data: new Uint8Array() };
    }
    const tag = (third[0] ?? 0) + (third[1] ?? 0) * 256;
    const requisite = device.fn.requisites(report.documentNumber)?.find((tlv) => tlv.tag === tag);
    if (!requisite) throw deviceError(NO_DATA);
    return { blocks: 1, data: writeTlv([requisite]) };
  },

  fnStartReadDocument({ fn, state }, { documentNumber }) {
    const document = fn.document(documentNumber);
    if (!document) throw deviceError(NO_DATA);
    state.reading.document = { documentNumber, next: 0 };
    // Without the four bytes of the structure around it.
    return { type: document.form, length: document.bytes.length - 4 };
  },

  fnReadDocumentTlv: (device) => nextRequisite(device, device.state.reading.document),

  fnReadRegistrationTlv: (device) => nextRequisite(device, device.state.reading.registration),

  fnInitDebug(device) {
    device.requireNoReceipt();
    device.fn.reset();
    device.state.registeredFn = '';
  },

  writeAttribute(device, request) {
    writeBlock(device, request);
  },

  readAttribute({ fn }, { tag, block }) {
    const report = fn.state.registrations.at(-1);
    const requisite = report && fn.requisites(report.documentNumber)?.find((tlv) => tlv.tag === tag);
    if (!requisite) throw deviceError(deviceStatus.recordNotFound);
    const bytes = writeTlv([onWire(requisite)]);
    const blocks = Math.ceil(bytes.length / BLOCK);
    if (block >= blocks) throw deviceError(deviceStatus.recordNotFound);
    return { blocks, data: bytes.subarray(block * BLOCK, (block + 1) * BLOCK) };
  },

  parseMarkingCode: (device, request) => ({ value: markingCode(device, request) }),
} satisfies Partial<Handlers>;

/** The vendor's driver reads the texts of E9 in the register's own page, those of A4 46 and A4 47 in that of documents. */
function onWire({ tag, value }: Tlv): Tlv {
  const isText = tagByNumber(tag)?.type === 'string';
  return { tag, value: isText ? encodeText(decodeCp866(value)) : value };
}

function nextRequisite({ fn }: Device, cursor: Cursor | undefined) {
  const requisite = cursor && fn.requisites(cursor.documentNumber)?.[cursor.next];
  if (!cursor || !requisite) throw deviceError(NO_DATA);
  cursor.next++;
  return { tag: requisite.tag, length: requisite.value.length, value: requisite.value };
}
