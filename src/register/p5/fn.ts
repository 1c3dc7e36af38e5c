import { DeviceError } from '../../errors.js';
import { deviceError } from '../../protocol/device-errors.js';
import { deviceStatus } from '../../protocol/device-status.js';
import { p5Commands, p5State } from '../../protocol/p5/index.js';
import { ask, type Steps, type Translations } from './steps.js';

const WHOLE_REPORT = 0xff;
const WHOLE = 0xffff;
/** E8 and E9 carry an attribute in blocks of this size. */
const BLOCK = 100;
/** FN status bits of 01: what a register without an FN says. */
const NO_FN_STATUS = 0xd2;

export const fnTranslations = {
  *fnGetShiftState() {
    const { flags } = yield* ask(p5Commands.getState);
    const { shiftNumber, receiptNumber } = yield* ask(p5Commands.getShift);
    return { open: (flags & p5State.shiftOpen) !== 0 ? 1 : 0, shiftNumber, receiptNumber };
  },

  *fnGetOfdStatus() {
    return yield* ask(p5Commands.fnGetOfdStatus);
  },

  *fnGetStatus() {
    return yield* orNoFn(ask(p5Commands.fnGetStatus));
  },

  *fnGetNumber() {
    return yield* orNoFn(ask(p5Commands.fnGetNumber));
  },

  *fnGetValidity() {
    const { registrationsLeft, validUntil } = yield* ask(p5Commands.getFnValidity);
    const done = yield* registrations();
    return { date: validUntil.slice(0, 10), registrationsLeft, registrationsDone: done };
  },

  *fnGetVersion() {
    return yield* ask(p5Commands.fnGetVersion);
  },

  *fnGetErrorDetail(_memory, { block }) {
    if (block > 0) throw deviceError(deviceStatus.fnNoMoreData);
    return { blocks: 1, data: (yield* ask(p5Commands.fnGetErrorDetail)).data };
  },

  *fnFindDocument(_memory, { documentNumber }) {
    return yield* ask(p5Commands.fnFindDocument, { number: documentNumber });
  },

  *fnFindTicket(_memory, { documentNumber }) {
    return yield* ask(p5Commands.fnFindTicket, { number: documentNumber });
  },

  *fnGetRegistrationTag(_memory, { first, second, third }) {
    if (second === WHOLE_REPORT) {
      yield* ask(p5Commands.fnGetRegistrationTag, { registration: first, tag: WHOLE });
      return { blocks: 0, data: new Uint8Array() };
    }
    const tag = (third[0] ?? 0) + (third[1] ?? 0) * 256;
    const { data } = yield* ask(p5Commands.fnGetRegistrationTag, { registration: second, tag });
    return { blocks: 1, data };
  },

  *fnStartReadDocument(_memory, { documentNumber }) {
    return yield* ask(p5Commands.fnStartReadDocument, { number: documentNumber });
  },

  *fnReadDocumentTlv() {
    return yield* ask(p5Commands.fnReadDocumentTlv);
  },

  *fnReadRegistrationTlv() {
    return yield* ask(p5Commands.fnReadRegistrationTlv);
  },

  *readAttribute(_memory, { tag, block }) {
    const registration = yield* registrations();
    if (registration === 0) throw deviceError(deviceStatus.recordNotFound);
    const { data } = yield* ask(p5Commands.fnGetRegistrationTag, { registration, tag });
    const blocks = Math.max(1, Math.ceil(data.length / BLOCK));
    return { blocks, data: data.slice(block * BLOCK, (block + 1) * BLOCK) };
  },

  *parseMarkingCode(memory, { typeAndMode, code }) {
    const { result } = yield* ask(p5Commands.markingCode, {
      place: memory.position && (typeAndMode & 1) === 0 ? 1 : 0,
      code,
    });
    return { value: result };
  },
} satisfies Translations;

function* registrations(): Steps<number> {
  return (yield* ask(p5Commands.getLastRegistration)).count;
}

/** Without an FN everything about it is refused as in the classic protocol. */
function* orNoFn<A>(steps: Steps<A>): Steps<A> {
  try {
    return yield* steps;
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error;
    const { flags } = yield* ask(p5Commands.getState);
    throw (flags & p5State.noFn) !== 0 ? deviceError(NO_FN_STATUS) : error;
  }
}
