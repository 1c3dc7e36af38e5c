import { deviceErrorInfo, p5Errors } from '../../protocol/index.js';
import { driverErrorRows } from '../data/driver-errors.js';
import { ownWords } from '../data/driver-errors-own.js';

/** An error of the vendor's driver. */
export interface DriverErrorInfo {
  readonly code: number;
  /** Constant of the driver without `LIBFPTR_ERROR_`. */
  readonly constant: string;
  readonly description: string;
}

const EXTENDED_BYTE = 0xf6;
const EXTENDED_IN_REGISTER = 0xee;

let table: ReadonlyMap<number, DriverErrorInfo> | undefined;

/** An error of the vendor's driver by its number; a number that nobody knows has the text of 15. */
export function driverError(code: number): DriverErrorInfo {
  table ??= buildTable();
  return table.get(code) ?? { code, constant: 'UNKNOWN', description: table.get(15)?.description ?? '' };
}

/** Numbers and texts of all errors that the driver is known to give. */
export function driverErrors(): readonly DriverErrorInfo[] {
  table ??= buildTable();
  return [...table.values()];
}

function buildTable(): ReadonlyMap<number, DriverErrorInfo> {
  const texts = textsOfRegister();
  return new Map(
    driverErrorRows.map(([code, constant, text]) => {
      const description = text ?? texts.get(code) ?? ownWords[code] ?? constant;
      return [code, Object.freeze({ code, constant, description })];
    }),
  );
}

/** The driver tells errors of the register in the register's words. */
function textsOfRegister(): ReadonlyMap<number, string> {
  const texts = new Map<number, string>();
  const add = (status: number, extended?: number) => {
    const { driverCode, ru, name } = deviceErrorInfo(status, extended);
    if (driverCode !== null && name !== 'unknown' && !texts.has(driverCode)) texts.set(driverCode, ru);
  };
  for (let status = 1; status <= 0xff; status++) add(status);
  for (let third = 0; third <= 0xff; third++) add(EXTENDED_BYTE, third);
  for (let family = 1; family <= 4; family++)
    for (let low = 0; low <= 0xff; low++) add(EXTENDED_IN_REGISTER, family * 0x100 + low);
  // Registers of the second protocol have errors that the others have not.
  for (const { driverCode, ru } of p5Errors())
    if (driverCode !== null && !texts.has(driverCode)) texts.set(driverCode, ru);
  return texts;
}
