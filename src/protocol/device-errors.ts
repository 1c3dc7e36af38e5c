import { DeviceError } from '../errors.js';
import { needNumber } from '../util/arguments.js';
import { lazily } from '../util/lazily.js';
import {
  type ErrorName,
  extendedByteCodes,
  registerErrorCodes,
  statusCodes,
  updateErrorCodes,
} from './data/error-codes.js';
import type { ErrorFamily } from './data/error-texts.js';
import { deviceStatus } from './device-status.js';
import { errorTexts } from './error-texts.js';

export type { ErrorFamily } from './data/error-texts.js';

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

const byStatus = lazily(() => index(statusCodes));
const byExtendedByte = lazily(() => index(extendedByteCodes));
const byRegister = lazily(() => index(registerErrorCodes));
const byUpdateBit = lazily(() => index(updateErrorCodes));

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
  const plain = find(byStatus(), status) ?? unknownError;
  if (extended === undefined) return plain;
  if (status === deviceStatus.extendedByte) return find(byExtendedByte(), extended) ?? unknownExtended(plain);
  if (status === deviceStatus.extendedInRegister37) return registerError(extended, plain);
  return plain;
}

/** The error object for a refusal; the host throws it after an answer, a handler of the emulator to give one. */
export function deviceError(status: number, extended?: number, command?: string): DeviceError {
  needNumber(status, 'status');
  const info = deviceErrorInfo(status, extended);
  const [, advice, adviceEn] = errorTexts.advice(status) ?? [];
  const isExtended = status === deviceStatus.extendedByte || status === deviceStatus.extendedInRegister37;
  return new DeviceError({
    status,
    // Every refusal has a third byte, but only these two statuses give it a meaning.
    extended: isExtended || extended ? extended : undefined,
    statusName: info.name,
    textRu: info.ru,
    textEn: info.en,
    command,
    advice,
    adviceEn,
  });
}

function index(codes: Partial<Record<ErrorName, number>>): ReadonlyMap<number, ErrorName> {
  return new Map(Object.entries(codes).map(([name, code]) => [code, name as ErrorName]));
}

/** Where the texts are not there yet the name says what it is. */
function find(names: ReadonlyMap<number, ErrorName>, code: number): DeviceErrorInfo | undefined {
  const name = names.get(code);
  if (name === undefined) return undefined;
  const [, ru, en, driverCode, family] = errorTexts.find(name) ?? [name, name, name, null, null];
  return { name, ru, en, driverCode, family };
}

function registerError(extended: number, plain: DeviceErrorInfo): DeviceErrorInfo {
  // Family 04 is a set of bits; when several are set the lowest one decides.
  const known =
    extended >> 8 === 4 ? find(byUpdateBit(), extended & -extended) : find(byRegister(), extended);
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

function unknownExtended(plain: DeviceErrorInfo): DeviceErrorInfo {
  return { ...plain, ru: unknownError.ru, en: unknownError.en };
}
