import type { Emulator } from '../../src/emulator/index.js';
import { operator, sell } from './support.js';

/** Tasks that must be executed once, whatever happens to the line or to the process. */
export interface Row {
  readonly task: { readonly type: string; readonly [field: string]: unknown };
  /** What the register needs before it. */
  readonly shift: 'open' | 'closed';
  /** How often the register has executed it. */
  executed(emulator: Emulator): number;
}

const documents =
  (form: number) =>
  ({ fn }: Emulator): number =>
    fn.documents().filter((document) => document.form === form).length;
const SHIFT_OPENING = 2;
const RECEIPT = 3;
const SHIFT_CLOSING = 5;
const ARCHIVE_CLOSING = 6;
const CHANGE = 11;
const SETTLEMENTS = 21;
const CORRECTION = 31;

export const rows: readonly Row[] = [
  { task: { type: 'openShift' }, shift: 'closed', executed: documents(SHIFT_OPENING) },
  { task: { type: 'closeShift' }, shift: 'open', executed: documents(SHIFT_CLOSING) },
  { task: sell, shift: 'open', executed: documents(RECEIPT) },
  {
    task: { ...sell, type: 'buyReturn', payments: [{ type: 'electronically', sum: 91 }] },
    shift: 'open',
    executed: documents(RECEIPT),
  },
  {
    task: {
      type: 'sellCorrection',
      taxationType: 'osn',
      operator,
      correctionType: 'self',
      correctionBaseDate: '2026.03.01',
      payments: [{ type: 'electronically', sum: 91 }],
      taxes: [{ type: 'vat10', sum: 8.27 }],
    },
    shift: 'open',
    executed: documents(CORRECTION),
  },
  {
    task: { type: 'cashIn', cashSum: 10 },
    shift: 'open',
    executed: ({ state }) => state.cash / 1000,
  },
  { task: { type: 'reportOfdExchangeStatus', operator }, shift: 'closed', executed: documents(SETTLEMENTS) },
  {
    task: {
      type: 'changeRegistrationParameters',
      operator,
      reason: 'settingsChange',
      changeInfoReasons: [4],
      organization: { name: 'ООО Ромашка' },
      device: { paymentsAddress: 'Киоск' },
      ofd: { name: 'ОФД' },
    },
    shift: 'closed',
    executed: documents(CHANGE),
  },
  { task: { type: 'closeArchive', operator }, shift: 'closed', executed: documents(ARCHIVE_CLOSING) },
] as const;
