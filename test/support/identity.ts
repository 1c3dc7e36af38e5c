import type { EmulatorOptions } from '../../src/emulator/index.js';
import { registrationNumber } from '../../src/fiscal/registration-number.js';

export const FN_NUMBER = '9999078902000001';

const serialNumbers: Readonly<Record<string, string>> = { '42FS': '00106700000042', '30F': '00106300000030' };
const INN = '7707083893';

/**
 * The options with the numbers that stand in golden frames and transcripts; without them every emulator has its own. What is given
 * stays. Models of which nothing is recorded keep a serial number of their own.
 */
export function fixed(options: EmulatorOptions = {}): EmulatorOptions {
  const { model = '42FS', serialNumber = serialNumbers[model], registration } = options;
  if (serialNumber === undefined) return { fnNumber: FN_NUMBER, ...options };
  const owner = { inn: registration?.inn ?? INN, serial: serialNumber };
  return {
    fnNumber: FN_NUMBER,
    ...options,
    serialNumber,
    registration: { registrationNumber: registrationNumber(1, owner), ...registration },
  };
}
