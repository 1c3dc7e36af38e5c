import { DeviceError } from '../errors.js';
import { lazily } from '../util/lazily.js';
import { adviceRows } from './data/advices.js';
import {
  type ErrorFamily,
  type ErrorRow,
  extendedByteRows,
  registerErrorRows,
  statusRows,
  updateErrorRows,
} from './data/device-errors.js';
import { exchangeRows } from './data/exchange-errors.js';
import { deviceStatus } from './device-status.js';

export type { ErrorFamily } from './data/device-errors.js';

/** What is known of an error. */
export interface DeviceErrorInfo {
  /** camelCase English name; `unknown` when nobody knows the code. */
  readonly name: string;
  readonly ru: string;
  readonly en: string;
  /** Code of the same error in the vendor's driver; null when that driver does not know it. */
  readonly driverCode: number | null;
  readonly family: ErrorFamily;
}

const byStatus = lazily(() => index(statusRows));
const byExtendedByte = lazily(() => index(extendedByteRows));
const byRegister = lazily(() => index(registerErrorRows));
const exchangeByCode = lazily(() => new Map(exchangeRows.map((row) => [row[0], row])));

const unknownError: DeviceErrorInfo = {
  name: 'unknown',
  ru: 'Неизвестная ошибка',
  en: 'unknown error',
  driverCode: null,
  family: null,
};

/** High byte of register 37h: what an EE error is about, even when its number is not known. */
const registerFamilies: Record<number, { ru: string; en: string; family: ErrorFamily }> = {
  1: { ru: 'чек', en: 'receipt', family: 'receipt' },
  2: { ru: 'реквизит', en: 'attribute', family: 'attribute' },
  3: { ru: 'ФН', en: 'FN', family: 'fn' },
  4: { ru: 'обновление', en: 'update', family: 'update' },
};

/**
 * Looks an error up.
 * @param status error byte of the answer, 00h..FFh
 * @param extended third byte of the answer when `status` is F6, bytes 3-4 of register 37h when it is EE
 */
export function deviceErrorInfo(status: number, extended?: number): DeviceErrorInfo {
  const plain = byStatus().get(status) ?? unknownError;
  if (extended === undefined) return plain;
  if (status === deviceStatus.extendedByte) return byExtendedByte().get(extended) ?? unknownExtended(plain);
  if (status === deviceStatus.extendedInRegister37) return registerError(extended, plain);
  return plain;
}

/** The error object for a refusal; the host throws it after an answer, a handler of the emulator to give one. */
export function deviceError(status: number, extended?: number, command?: string): DeviceError {
  const info = deviceErrorInfo(status, extended);
  const isExtended = status === deviceStatus.extendedByte || status === deviceStatus.extendedInRegister37;
  return new DeviceError({
    status,
    // Every refusal has a third byte, but only these two statuses give it a meaning.
    extended: isExtended || extended ? extended : undefined,
    statusName: info.name,
    textRu: info.ru,
    textEn: info.en,
    command,
    advice: advices().get(status)?.[1],
    adviceEn: advices().get(status)?.[2],
  });
}

/** Refusals that last until something is done about them. */
const advices = lazily(() => new Map(adviceRows.map((row) => [row[0], row])));

const exchangeColumns = { network: 1, ofd: 2, fn: 3 } as const;

/** Russian text of a code in register 2Bh: the last exchange with the operator of fiscal data. */
export function exchangeText(kind: keyof typeof exchangeColumns, code: number): string {
  return exchangeByCode().get(code)?.[exchangeColumns[kind]] ?? `Неизвестная ошибка (код ${code})`;
}

function index(rows: readonly ErrorRow[]): ReadonlyMap<number, DeviceErrorInfo> {
  return new Map(
    rows.map(([code, name, ru, en, driverCode, family]) => [code, { name, ru, en, driverCode, family }]),
  );
}

function registerError(extended: number, plain: DeviceErrorInfo): DeviceErrorInfo {
  const known =
    byRegister().get(extended) ?? (extended >> 8 === 4 ? updateError(extended & 0xff) : undefined);
  if (known) return known;
  const about = registerFamilies[extended >> 8];
  if (!about) return unknownExtended(plain);
  const { ru, en, family } = about;
  return {
    ...unknownExtended(plain),
    ru: `${unknownError.ru} (${ru})`,
    en: `${unknownError.en} (${en})`,
    family,
  };
}

/** Family 04 is a set of bits; when several are set the lowest one decides. */
function updateError(bits: number): DeviceErrorInfo | undefined {
  const lowest = bits & -bits;
  const row = updateErrorRows.find(([bit]) => bit === lowest);
  return row && { name: row[1], ru: row[2], en: row[3], driverCode: row[4], family: row[5] };
}

function unknownExtended(plain: DeviceErrorInfo): DeviceErrorInfo {
  return { ...plain, ru: unknownError.ru, en: unknownError.en };
}
