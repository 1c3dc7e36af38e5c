import type {
  AtolError,
  DeviceError,
  OperationInterruptedError,
  Problem,
  ValidationError,
} from '../errors.js';
import { isAtolError } from '../errors.js';
import { deviceErrorInfo, p5ErrorInfo } from '../protocol/index.js';
import { driverError } from './errors/driver-errors.js';
import { JsonTaskError } from './errors/error.js';
import { PARSE_ERROR } from './reading/fields.js';

const CONNECTION_DISABLED = 1;
const NO_CONNECTION = 2;
const INTERNAL = 6;
const INVALID_PICTURE = 222;
const NOT_SUPPORTED = 11;
const INVALID_PARAM = 13;
const UNKNOWN = 15;
const FISCAL_PROPERTY_WRITE = 148;
const DATA_DUPLICATE = 160;
const JOURNAL = 199;
const CONNECTION_LOST = 241;
const ABORTED = 502;

/** Numbers that say more by the register's words. */
const worded: ReadonlySet<number> = new Set([INTERNAL, UNKNOWN, FISCAL_PROPERTY_WRITE]);

/** Any error of this package as the driver would tell it. */
export function toTaskError(error: unknown): JsonTaskError {
  if (isTaskError(error)) return error;
  if (!isAtolError(error)) {
    const text = textOf(error);
    return new JsonTaskError(INTERNAL, `${driverError(INTERNAL).description} (${text})`, {
      outcome: 'unknown',
      cause: error,
    });
  }
  const { code, description } = explain(error);
  return new JsonTaskError(code, description, { outcome: error.outcome ?? 'unknown', cause: error });
}

function isTaskError(error: unknown): error is JsonTaskError {
  try {
    return error instanceof JsonTaskError;
  } catch {
    // A proxy may throw when it is asked.
    return false;
  }
}

/** Anything can be thrown. */
function textOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return typeof error;
  }
}

interface Explanation {
  readonly code: number;
  readonly description: string;
}

// Classes are told by name: an error may come from another copy of the package.
function explain(error: AtolError): Explanation {
  switch (error.name) {
    case 'DeviceError':
      return ofDevice(error as DeviceError);
    case 'ValidationError':
      return ofInput(error as ValidationError);
    case 'OperationInterruptedError':
      return driverError((error as OperationInterruptedError).driverCode);
    case 'ConnectionError':
      return ofConnection(error);
    case 'TimeoutError':
      return driverError(NO_CONNECTION);
    case 'AbortError':
      return { code: ABORTED, description: error.message };
    case 'JournalError':
      return because(JOURNAL, error.message);
    case 'ProtocolError':
      return because(error.code === 'RANGE' ? INVALID_PARAM : INTERNAL, error.message);
    case 'OutcomeUnknownError':
      return unknown(error);
    default:
      return isAtolError(error.cause) ? explain(error.cause) : ofCode(error);
  }
}

function ofDevice({ status, extended, deviceCode, command, textRu, path }: DeviceError): Explanation {
  const { driverCode } =
    deviceCode === undefined ? deviceErrorInfo(status, extended) : p5ErrorInfo(deviceCode, command);
  const [, tag] = /^tag (\d+)$/.exec(path ?? '') ?? [];
  if (driverCode === FISCAL_PROPERTY_WRITE && tag)
    return { code: driverCode, description: `Ошибка программирования реквизита ${tag} (${textRu})` };
  const code = driverCode ?? UNKNOWN;
  // With registers of the first protocol the driver has one text for all errors of a number.
  const isOne = deviceCode === undefined && !worded.has(code);
  return { code, description: isOne ? driverError(code).description : textRu };
}

/** What Node says of a package that is not installed, or not for this processor. */
const notLoaded = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'ERR_DLOPEN_FAILED']);

function ofConnection({ code, message, cause }: AtolError): Explanation {
  if (code === 'CLOSED') return driverError(CONNECTION_DISABLED);
  // The driver brings all its lines along and has no word for one that is missing.
  if (notLoaded.has(String((cause as { code?: unknown } | undefined)?.code)))
    return because(NO_CONNECTION, message);
  return driverError(code === 'LOST' ? CONNECTION_LOST : NO_CONNECTION);
}

/** The cause says what happened; that nobody knows the outcome has to be said, too. */
function unknown(error: AtolError): Explanation {
  const cause = isAtolError(error.cause) ? explain(error.cause) : driverError(CONNECTION_LOST);
  return { code: cause.code, description: `${cause.description} (${error.message})` };
}

function ofCode(error: AtolError): Explanation {
  if (error.code === 'PACKAGE_MISSING') return because(157, error.message);
  // Of the second protocol: pictures are not in the register there, and the driver calls every number wrong.
  if (error.code === 'NO_COMMAND')
    return because(/picture/i.test(commandOf(error)) ? INVALID_PICTURE : NOT_SUPPORTED, error.message);
  if (error.code === 'CASHIER_INN_KEPT') return because(FISCAL_PROPERTY_WRITE, error.message);
  return because(INTERNAL, error.message);
}

const commandOf = (error: AtolError): string => String((error as { command?: unknown }).command ?? '');

/** Rules of a receipt and the driver's numbers for breaking them. */
const codes: Readonly<Record<string, number>> = {
  MONEY_TYPE: 16,
  MONEY_FORMAT: 16,
  MONEY_NEGATIVE: 16,
  MONEY_FRACTION: 16,
  MONEY_LIMIT: 16,
  MONEY_ZERO: 16,
  ITEM_TOTAL_MISMATCH: 16,
  QUANTITY_TYPE: 17,
  QUANTITY_FORMAT: 17,
  QUANTITY_NEGATIVE: 17,
  QUANTITY_ZERO: 17,
  QUANTITY_FRACTION: 17,
  QUANTITY_LIMIT: 17,
  TOTAL_ABOVE_SUM: 23,
  NONCASH_ABOVE_TOTAL: 52,
  TOTAL_ROUNDING: 57,
  METHOD_NEEDS_MONEY: 60,
  METHOD_NEEDS_CREDIT: 60,
  UNDERPAID: 66,
  PAYMENTS_MISSING: 66,
  CHANGE_NOT_ALLOWED: 79,
  TAXATION_NEEDED: 143,
  TAXATION_NOT_REGISTERED: 143,
  VAT_NOT_SUPPORTED: 144,
  PRODUCT_CODE_FORMAT: 146,
  PRODUCT_CODE_CHECK: 146,
  PRODUCT_CODE_UNKNOWN: 146,
  PRODUCT_CODE_SEPARATOR: 146,
  DEPARTMENT_RANGE: 59,
  BARCODE: 157,
  PICTURE_TOO_WIDE: 156,
  KEY_REUSED: DATA_DUPLICATE,
  AGENT_NOT_REGISTERED: 167,
  VAT_SUM_MISMATCH: 243,
};

const REQUIRED = 161;
const NON_PRINTABLE = 271;

function ofInput({ problems }: ValidationError): Explanation {
  const [first] = problems;
  const why = problems.map(({ path, ru }) => (path === '' ? ru : `${fieldOf(path)}: ${ru}`)).join('; ');
  if (first === undefined) return because(PARSE_ERROR, why);
  const code = codeOf(first);
  if (code !== FISCAL_PROPERTY_WRITE) return because(code, why);
  return { code, description: `Ошибка программирования реквизита ${writtenTag(first)} (${why})` };
}

/** The driver writes structures whole, and names them by their own tags. */
const structures: ReadonlyArray<readonly [structure: number, members: readonly number[], inItems: boolean]> =
  [
    [1084, [1085, 1086], false],
    [1174, [1177, 1178, 1179], false],
    [1223, [1005, 1016, 1026, 1044, 1073, 1074, 1075], true],
    [1224, [1171, 1225], true],
  ];

function writtenTag({ tag = 0, path }: Problem): number {
  const isIn = ([, members, inItems]: (typeof structures)[number]) =>
    members.includes(tag) && (!inItems || path.startsWith('items['));
  return structures.find(isIn)?.[0] ?? tag;
}

function codeOf({ code, tag }: Problem): number {
  const known = codes[code];
  if (known !== undefined) return known;
  if (/UNPRINTABLE|CHARACTER/.test(code)) return NON_PRINTABLE;
  if (/REQUIRED|MISSING|NEEDED|SUPPLIER_INN/.test(code) && tag !== undefined) return REQUIRED;
  return tag === undefined ? PARSE_ERROR : FISCAL_PROPERTY_WRITE;
}

/** Names of our receipt and those of the task, where they differ. */
const renamed: Readonly<Record<string, string>> = {
  vat: 'tax.type',
  vatSum: 'tax.sum',
  subject: 'paymentObject',
  method: 'paymentMethod',
  unit: 'measurementUnit',
  discount: 'infoDiscountAmount',
  excise: 'exciseSum',
  country: 'countryCode',
  declaration: 'customsDeclaration',
  productCode: 'nomenclatureCode',
  agent: 'agentInfo',
  supplier: 'supplierInfo',
  inn: 'vatin',
  contact: 'emailOrPhone',
  customer: 'clientInfo',
  senderEmail: 'companyInfo.email',
  place: 'paymentsPlace',
  address: 'paymentsAddress',
  taxation: 'taxationType',
  electronic: 'electronically',
  vats: 'taxes',
};

function fieldOf(path: string): string {
  return path
    .split('.')
    .map((name) => {
      const [, word = name, index = ''] = /^(\w+)(\[\d+\])?$/.exec(name) ?? [];
      if (word === 'total' && path.startsWith('items')) return 'amount';
      return `${renamed[word] ?? word}${index}`;
    })
    .join('.');
}

function because(code: number, why: string): Explanation {
  return { code, description: `${driverError(code).description} (${why})` };
}
