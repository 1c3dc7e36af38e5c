import { deviceError } from '../../../protocol/device-errors.js';
import { deviceStatus } from '../../../protocol/device-status.js';
import { localToMs } from '../../../util/local-time.js';
import type { P5Handlers } from './handlers.js';

const DAY = 24 * 60 * 60 * 1000;
/** Two bytes of 3A whose meaning is not known; the vendor's driver shows FFD 1.1 whatever they are. */
const MAX_FFD = Uint8Array.of(2, 2);
const TAG_HEAD = 4;

export const fnHandlers = {
  fnGetStatus: (kkt) => kkt.execute('fnGetStatus', undefined),
  fnGetNumber: (kkt) => kkt.execute('fnGetNumber', undefined),
  fnGetVersion: (kkt) => kkt.execute('fnGetVersion', undefined),
  fnGetOfdStatus: (kkt) => kkt.execute('fnGetOfdStatus', undefined),

  async fnGetErrorDetail(kkt) {
    const { data } = await kkt.execute('fnGetErrorDetail', { block: 0 });
    return { data };
  },

  /** Sums of the FN itself are not kept here. */
  fnGetCounters: refuse,
  fnGetCounts: refuse,
  fnGetTotals: refuse,
  fnGetUnsent: refuse,

  fnGetMaxFfd: () => ({ data: MAX_FFD }),

  fnGetDaysLeft({ device: { fn } }, { date }) {
    const until = fn.validUntil();
    if (until === '') throw deviceError(deviceStatus.fnInvalidState);
    const left = (localToMs(`${until}T00:00:00`) - localToMs(`${date}T00:00:00`)) / DAY;
    return { days: Math.max(0, Math.min(0xffff, Math.round(left))) };
  },

  fnGetMemory({ device: { fn } }) {
    const documents = fn.state.last.number;
    return {
      documents: Math.max(0, fn.capacity - documents),
      free: Math.max(0, (fn.capacity - documents) * 1024),
    };
  },

  fnFindDocument: (kkt, { number }) => kkt.execute('fnFindDocument', { documentNumber: number }),

  async fnFindTicket(kkt, { number }) {
    const ticket = await kkt.execute('fnFindTicket', { documentNumber: number });
    return { ...ticket, number };
  },

  async fnGetRegistrationTag(kkt, { registration, tag }) {
    const third = Uint8Array.of(tag & 0xff, tag >> 8);
    const whole = tag === WHOLE;
    const request = whole
      ? { first: registration, second: WHOLE_REPORT, third: new Uint8Array() }
      : { first: 0, second: registration, third };
    const { data } = await kkt.execute('fnGetRegistrationTag', request);
    // A host reads at least two bytes.
    return { data: whole ? new Uint8Array(TAG_HEAD) : data };
  },

  async fnStartReadDocument(kkt, { number }) {
    const { type, length } = await kkt.execute('fnStartReadDocument', { documentNumber: number });
    return { type, length };
  },

  fnReadDocumentTlv: (kkt) => kkt.execute('fnReadDocumentTlv', undefined),
  fnReadRegistrationTlv: (kkt) => kkt.execute('fnReadRegistrationTlv', undefined),

  async fnFindArchived(kkt, { number }) {
    const found = await kkt.execute('fnFindDocument', { documentNumber: number });
    const { type, ticket, dateTime, fiscalSign, tail } = found;
    const two = (text: string): number => Number(text);
    const [, year = '0', month = '0', day = '0', hour = '0', minute = '0'] =
      /^20(\d\d)-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(dateTime) ?? [];
    const head = [year, month, day, hour, minute].map(two);
    const rest = [...head, ...le(found.number), ...le(fiscalSign), ...tail];
    return { form: 0, type, ticket, tail: Uint8Array.from(rest) };
  },
} satisfies Partial<P5Handlers>;

const WHOLE = 0xffff;
const WHOLE_REPORT = 0xff;

function refuse(): never {
  throw deviceError(deviceStatus.fnInvalidCommand);
}

function le(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, (value >>> 24) & 0xff];
}
