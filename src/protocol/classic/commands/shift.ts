import { bcd, optional, struct, text, u8 } from '../../codec.js';
import { defineCommand } from '../definition.js';

/** Answered early; the end is found by polling 45 while the state is 1.7 (mode 1, submode 7) or the mode is 8. */
export const openShift = defineCommand({
  name: 'openShift',
  code: 0x9a,
  title: 'открыть смену',
  mode: 1,
  timeoutMs: 60_000,
  request: struct({
    /** See `receiptFlag`. */ flags: u8,
    /** Old clients put the cashier's name here. */ text: optional(text()),
  }),
});

/** Answered at once; poll 45 while the state is 3.2, then 7.1, or the mode is 8. */
export const closeShift = defineCommand({
  name: 'closeShift',
  code: 0x5a,
  title: 'суточный отчёт с гашением (закрытие смены)',
  mode: 3,
  timeoutMs: 45_000,
  t5Ms: 40_000,
});

/** Types of 67, written as the byte in hex. */
export const reportType = {
  x: 0x01,
  departments: 0x02,
  operators: 0x03,
  goodsOld: 0x04,
  hours: 0x05,
  quantity: 0x07,
  service: 0x08,
  ofdExchange: 0x09,
  shiftCounters: 0x10,
  overallCounters: 0x11,
  unsentDocuments: 0x12,
  goodsByTaxation: 0x13,
  goodsByDepartments: 0x14,
  goodsBySums: 0x15,
  discounts: 0x16,
} as const;

/** Poll 45 while the state is 2.2; 2.0 is a good end. */
export const printReport = defineCommand({
  name: 'printReport',
  code: 0x67,
  title: 'отчёт без гашения',
  mode: 2,
  request: struct({ /** See `reportType`. */ type: u8 }),
});

/** Poll 45 while the state is 3.6. */
export const generalReset = defineCommand({
  name: 'generalReset',
  code: 0x77,
  title: 'общее гашение',
  mode: 3,
});

export const printRegistrationReport = defineCommand({
  name: 'printRegistrationReport',
  code: 0xa8,
  title: 'печать итогов регистрации ФН',
  mode: 6,
  t5Ms: 120_000,
});

export const printFnDocument = defineCommand({
  name: 'printFnDocument',
  code: 0xab,
  title: 'печать документа ФН по номеру',
  mode: 6,
  t5Ms: 120_000,
  request: struct({ /** FD number (tag 1040). */ number: bcd(5) }),
});

export const repeatLastDocument = defineCommand({
  name: 'repeatLastDocument',
  code: 0x95,
  title: 'печать копии последнего документа',
});

export const clearLastDocument = defineCommand({
  name: 'clearLastDocument',
  code: 0x97,
  title: 'очистить буфер последнего документа',
  evidence: 'public',
});

/** Sent when register 3B says that the last document was not printed to its end. */
export const continuePrint = defineCommand({
  name: 'continuePrint',
  code: 0xee,
  title: 'допечатать документ',
});

export const continuePrintReport = defineCommand({
  name: 'continuePrintReport',
  code: 0x55,
  title: 'продолжение печати отчёта',
  evidence: 'single',
});
