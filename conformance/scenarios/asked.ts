import type { Call } from '../driver/values.js';
import { recordedScenarios } from './recorded.js';

/** JSON tasks that ask and change nothing, whichever protocol the register speaks. */
export const askingTasks = [
  'getDeviceInfo',
  'getDeviceParameters',
  'getDeviceStatus',
  'getShiftStatus',
  'getShiftTotals',
  'getOverallTotals',
  'getCashDrawerStatus',
  'getFnInfo',
  'getFnStatus',
  'getRegistrationInfo',
  'ofdExchangeStatus',
  'getLicenses',
] as const;

export const jsonTask = (task: object): Call => ({
  operation: 'process_json',
  params: { JSON_DATA: JSON.stringify(task) },
});

/** Every document of the FN, and one that it has not. */
export function documentTasks(documents: number, more: object = {}): Call[] {
  return numbers(documents).map((fiscalDocumentNumber) =>
    jsonTask({ type: 'getFnDocument', fiscalDocumentNumber, ...more }),
  );
}

export function numbers(documents: number): number[] {
  return Array.from({ length: documents + 1 }, (_, index) => index + 1);
}

/** Every call of these operations that the recordings have, once. */
export function recordedCalls(...operations: readonly string[]): Call[] {
  const found = new Map<string, Call>();
  for (const { calls } of recordedScenarios())
    for (const { operation, params } of calls)
      if (operations.includes(operation))
        found.set(JSON.stringify([operation, params]), { operation, ...(params && { params }) });
  return [...found.values()];
}
