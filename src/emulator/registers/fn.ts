import { documentNumberField } from '../../protocol/classic/document-number.js';
import type { RegisterName } from '../../protocol/classic/registers.js';
import { encodeValue } from '../../protocol/codec.js';
import { bcdTime } from '../../protocol/codec-time.js';
import { ascii } from '../fn/bytes.js';
import { REGISTRATION_LIMIT } from '../fn/rules.js';
import type { ReadRegister } from './types.js';

/** 1.05 in register 36: the only version of device and FN. */
const FFD = 2;
/** Since when the firmware speaks it. */
const FFD_SINCE = '2019-01-01';

/** FN state bits of register 2F. */
const fnStateBits: ReadonlyMap<number, number> = new Map([
  [1, 0x01],
  [3, 0x03],
  [7, 0x07],
  [15, 0x0f],
]);

/** What the FN and the exchange with the operator tell. */
export const fnRegisters = {
  fnValidity({ fn }) {
    const done = fn.state.registrations.length;
    return {
      registrationsDone: done,
      registrationsLeft: REGISTRATION_LIMIT - done,
      validUntil: fn.validUntil(),
      tail: 0,
    };
  },

  ofdErrors: ({ state }) => ({ ...state.ofd }),

  unsentCount: ({ fn }) => ({ count: fn.queue().count }),

  firstUnsentDate: ({ fn }) => ({ dateTime: encodeValue(bcdTime('dmyhm'), fn.queue().dateTime) }),

  fnNumberAndState: ({ fn }) => ({
    value: Uint8Array.of(...ascii(fn.number, 16), fnStateBits.get(fn.phase) ?? 0),
  }),

  lastRegistration({ fn }) {
    const last = fn.state.registrations.at(-1);
    return { documentNumber: last?.documentNumber ?? 0, dateTime: last?.dateTime ?? '' };
  },

  fnErrorInfo1: () => ({ value: new Uint8Array(4) }),

  lastReceipt({ state: { lastReceipt: last } }) {
    return {
      documentNumber: last?.documentNumber ?? 0,
      type: last?.type ?? 0,
      sum: last?.sum ?? 0,
      dateTime: last?.dateTime ?? '',
      fiscalSign: last?.fiscalSign ?? 0,
    };
  },

  lastDocument({ fn }) {
    const { number, dateTime, fiscalSign } = fn.state.last;
    return { documentNumber: documentNumberField(number, fn.currentCode === 0), dateTime, fiscalSign };
  },

  fnShift: ({ fn }) => ({ receiptNumber: fn.state.shift.receipts, shiftNumber: fn.state.shift.number }),

  ffdVersions: () => ({
    device: FFD,
    fn: FFD,
    current: FFD,
    date: FFD_SINCE,
    max: FFD,
    unknown: FFD,
    min: FFD,
  }),

  lastSentDateTime({ fn }) {
    const ticket = fn.ticket(fn.state.sentUpTo);
    return { dateTime: ticket ? `${ticket.dateTime}:00` : '' };
  },

  documentsCount: ({ fn, state }) => ({
    total: state.totals.receipts,
    inShift: fn.state.shift.open ? fn.state.shift.documents : 0,
  }),

  fnErrorInfo2: () => ({ value: Uint8Array.of(0, 0) }),
} satisfies { readonly [K in RegisterName]?: ReadRegister<K> };
