import {
  type DocumentField,
  encodeFields,
  type FiscalDocument,
  fieldValue,
  fiscalSignNumber,
  qrText,
  type TagInfo,
  tagByNumber,
} from '../../fiscal/index.js';
import { EPOCH, storageWarnings, zoned } from '../answers.js';
import { driverError } from '../errors/driver-errors.js';
import { JsonTaskError } from '../errors/error.js';
import { inRoubles } from '../reading/numbers.js';
import type { ExchangeAnswer } from '../task-types.js';
import type { TaskContext, TaskHandlers } from './context.js';

const NO_MORE_DATA = 123;
/** Tag of the reason of another registration. */
const REASON = 1101;

export const fnTasks: TaskHandlers = {
  async getFnInfo(_, { kkt, signal, newer }) {
    const { ffd, fnFfd } = await kkt.identify({ signal });
    const { number, phase, warnings } = await kkt.fn.state({ signal });
    const { validUntil, registrationsDone, registrationsLeft } = await kkt.fn.validity({ signal });
    return {
      fnInfo: {
        ...(newer && {
          version: (await kkt.fn.version({ signal })).version,
          // A storage of FFD 1.05 does not tell its make, and has no keys that a server could renew.
          execution: '',
          fnContainsKeysUpdaterServerUri: false,
        }),
        ffdVersion: ffd,
        fnFfdVersion: fnFfd,
        livePhase: phases[phase],
        numberOfRegistrations: registrationsDone,
        registrationsRemaining: registrationsLeft,
        serial: number,
        validityDate: zoned(validUntil || EPOCH),
        warnings: storageWarnings(warnings),
      },
    };
  },
  async getFnStatus(_, { kkt, signal }) {
    const { lastDocument, warnings } = await kkt.fn.state({ signal });
    const { receipts } = await kkt.fn.shift({ signal });
    return {
      fnStatus: {
        fiscalDocumentNumber: lastDocument,
        fiscalReceiptNumber: receipts,
        warnings: storageWarnings(warnings),
      },
    };
  },
  async ofdExchangeStatus(_, context) {
    const answer = await exchangeStatus(context);
    if (!context.newer) return answer;
    return {
      ...answer,
      status: { ...answer.status, lastSuccessKeysUpdate: zoned(EPOCH) },
      warnings: { dataForSendIsEmpty: answer.status.notSentCount === 0 },
    };
  },
  async getFnDocument(task, { kkt, signal, newer }) {
    const number = Math.trunc(task.get('fiscalDocumentNumber', 'number'));
    const withRawData = task.optional('withRawData', 'boolean') ?? false;
    const document = isNumber(number) ? await kkt.fn.readDocument(number, { signal }) : undefined;
    if (document === undefined) throw noDocument();
    return {
      documentTLV: {
        ...tlvOf(document.fields),
        fiscalDocumentType: documentTypes[document.form] ?? 'unknown',
        short: false,
        ...(newer && { qr: qrOf(document) }),
      },
      ...(withRawData && { rawData: toBase64(encodeFields(document.fields)) }),
    };
  },
  async printFnDocument(task, { kkt, signal }) {
    const number = Math.trunc(task.get('fiscalDocumentNumber', 'number'));
    if (!isNumber(number)) throw noDocument();
    await kkt.print.fnDocument(number, { signal });
    return undefined;
  },
};

/** What a document can be numbered; the FN has none of another number. */
function isNumber(number: number): boolean {
  return Number.isInteger(number) && number >= 1 && number <= 0xffff_ffff;
}

const phases = {
  setup: 'configured',
  ready: 'configured',
  fiscal: 'fiscalMode',
  postFiscal: 'postFiscalMode',
  archive: 'accessArchive',
  unknown: 'unknown',
} as const;

const documentTypes: Readonly<Record<number, string>> = {
  1: 'registration',
  2: 'openShift',
  3: 'receipt',
  4: 'bso',
  5: 'closeShift',
  6: 'closeArchive',
  11: 'changeRegistrationParameters',
  21: 'ofdExchangeStatus',
  31: 'receiptCorrection',
  41: 'bsoCorrection',
};

/** What waits for the operator of fiscal data, and why the exchange failed last. */
export async function exchangeStatus({ kkt, signal, newer }: TaskContext): Promise<ExchangeAnswer> {
  const { unsentCount, firstUnsent, firstUnsentDateTime } = await kkt.fn.ofdStatus({ signal });
  const { network, ofd, fn, documentNumber, fnCommand } = await kkt.fn.ofdErrors({ signal });
  const described = ({ code, text }: { code: number; text: string }) => ({ code, description: text });
  return {
    errors: {
      documentNumber,
      fn: described(fn),
      fnCommandCode: fnCommand,
      network: described(network),
      ofd: described(ofd),
      // Registers of FFD 1.05 do not keep when the last exchange was (nor the last update of keys).
      ...(newer && { lastSuccessConnectionDateTime: zoned(EPOCH) }),
    },
    status: {
      notSentCount: unsentCount,
      notSentFirstDocDateTime: zoned(firstUnsentDateTime ?? EPOCH),
      notSentFirstDocNumber: firstUnsent ?? 0,
    },
  };
}

/** Only receipts have a code (tag 1196). */
function qrOf(document: FiscalDocument): string {
  const settlementType = fieldValue(document, 'settlementType');
  const totalKopecks = fieldValue(document, 'totalSum');
  if (settlementType === undefined || totalKopecks === undefined) return '';
  return qrText({
    dateTime: fieldValue(document, 'dateTime') ?? '',
    totalKopecks,
    fnNumber: fieldValue(document, 'fnNumber') ?? '',
    documentNumber: fieldValue(document, 'docNumber') ?? 0,
    fiscalSign: fiscalSignNumber(fieldValue(document, 'fiscalSign') ?? new Uint8Array(6)),
    settlementType,
  });
}

/** Requisites by their numbers; those that may repeat are lists. */
function tlvOf(fields: readonly DocumentField[]): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const field of fields) {
    const info = tagByNumber(field.tag);
    const value = plain(field, info);
    // A report names one reason in FFD 1.05.
    if (info?.repeats && field.tag !== REASON)
      found[field.tag] = [...((found[field.tag] as unknown[]) ?? []), value];
    else found[field.tag] = value;
  }
  return found;
}

/** Signs of yes and no among the one-byte requisites. */
const flags = new Set([1001, 1002, 1056, 1108, 1109, 1110, 1126, 1193, 1207, 1221]);

function plain({ tag, value }: DocumentField, info: TagInfo | undefined): unknown {
  if (Array.isArray(value)) return tlvOf(value as readonly DocumentField[]);
  if (value instanceof Uint8Array) return hex(value);
  if (flags.has(tag)) return value === 1;
  switch (info?.type) {
    case 'vln':
      return inRoubles(value as number);
    case 'fvln':
      return typeof value === 'number' ? value / 1000 : Number(value);
    case 'unixtime':
      return zoned(value as string);
    case 'string':
      return trimmed(value as string);
    default:
      return value;
  }
}

/** Without the blanks of ASCII at the ends, as the driver tells it. */
function trimmed(text: string): string {
  return text.replace(/^[ \t\n\v\f\r]+/, '').replace(/[ \t\n\v\f\r]+$/, '');
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();
}

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

function noDocument(): JsonTaskError {
  const { code, description } = driverError(NO_MORE_DATA);
  return new JsonTaskError(code, description, { outcome: 'refused' });
}
