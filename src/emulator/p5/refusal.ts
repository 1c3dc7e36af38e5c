import { DeviceError } from '../../errors.js';
import { deviceError, deviceErrorInfo } from '../../protocol/device-errors.js';
import { noCashRow } from '../../protocol/p5/data/errors.js';
import { p5Error, p5ErrorCode } from '../../protocol/p5/errors.js';
import type { Device } from '../device/device.js';
import { FnError } from '../fn/fn-error.js';
import { printerTroubles } from '../printer/trouble.js';

/** Refusals that have another name, or another meaning, in the second protocol. Which code a register gives for them is inferred. */
const codes: Readonly<Record<string, string>> = {
  noCash: noCashRow[0],
  invalidDiscount: 'TD',
  tenderedLessThanTotal: 'TD',
  notFullyPaid: 'TD',
  totalOverflow: '1b',
  cashCounterOverflow: '1b',
  paymentsOverflow: '1b',
  fnTotalOverflow: '1b',
  invalidQuantity: 'UD',
  invalidPositionsCount: '>4',
  receiptTooBig: '@4',
  fnExchange: '>a',
  invalidPaymentType: 'WD',
  invalidTaxNumber: 'YD',
  invalidTaxationType: 'WD',
  invalid1212: 'bD',
  invalid1214: 'aD',
  invalidPaymentMethod: 'aD',
  exciseDenied: 'I4',
  oneRegistrationInCorrection: '>4',
  attributeNotReprogrammable: '[D',
  attributeStateChange: ']D',
  noBeginPosition: '[D',
  receiptAttributeInPosition: '[D',
  attributeDeniedInFnMode: '[D',
  attributeBufferFull: 'SD',
  attributeNotEntered: '=4',
  invalidFfdVersion: 'H4',
  tooManyReregistrations: '24',
  invalidInn: '\\D',
  zReportInterrupted: '1a',
  printerFault: '62',
  pictureNotFound: '1F',
  bufferOverflow: '2P',
  fnFatal: '34',
};

/** The two characters that a refusal of the device goes out as. */
export function codeOfRefusal(error: DeviceError): string {
  if (error.deviceCode !== undefined) return error.deviceCode;
  const { name } = deviceErrorInfo(error.status, error.extended);
  const own = Object.hasOwn(codes, name) ? codes[name] : p5ErrorCode(name);
  return own ?? fallback(error.status);
}

/** Attributes (EE 02xx) are refused as such, everything else as a wrong command. */
function fallback(status: number): string {
  return status === 0xee ? '[D' : '5B';
}

/** What keeps the printer from printing, in the words of this protocol: it has more of them than error bytes have. */
export function asTold(error: unknown, { printer, profile }: Device): unknown {
  if (!(error instanceof DeviceError) || error.deviceCode !== undefined || !profile.printer) return error;
  const trouble = printer.trouble && printerTroubles[printer.trouble];
  return trouble?.status === error.status ? p5Error(trouble.p5) : error;
}

/** A refusal, whoever threw it; undefined for an exception that is none. */
export function asRefusal(error: unknown): DeviceError | undefined {
  if (error instanceof DeviceError) return error;
  return error instanceof FnError ? deviceError(error.status) : undefined;
}
