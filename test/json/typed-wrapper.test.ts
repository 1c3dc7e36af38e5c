import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type JsonBench, jsonBench, sell } from './support.js';

/**
 * What typed wrappers over ATOL's driver demand of its answers at run time, by the documentation of 10.10: every field here must
 * be there and of this kind. `fnTotals`, `fnQuantityCounters` and `fnUnsentDocsCounters` of the exchange report are not among them:
 * the driver leaves them out below FFD 1.1.
 */
const text = expect.any(String);
const number = expect.any(Number);
const flag = expect.any(Boolean);
const reason = { code: number, description: text };
const exchangeErrors = {
  documentNumber: number,
  fnCommandCode: number,
  fn: reason,
  network: reason,
  ofd: reason,
  lastSuccessConnectionDateTime: text,
};
const unsent = { notSentCount: number, notSentFirstDocNumber: number, notSentFirstDocDateTime: text };
const signed = {
  fiscalDocumentNumber: number,
  fiscalDocumentSign: text,
  fiscalDocumentDateTime: text,
  shiftNumber: number,
  fnNumber: text,
  registrationNumber: text,
  fnsUrl: text,
};
const storage = {
  criticalError: flag,
  memoryOverflow: flag,
  needReplacement: flag,
  ofdTimeout: flag,
  resourceExhausted: flag,
};
const demanded: ReadonlyArray<readonly [task: { type: string; [field: string]: unknown }, answer: object]> = [
  [{ type: 'openShift' }, { fiscalParams: signed, warnings: {} }],
  [sell, { fiscalParams: { ...signed, total: number, fiscalReceiptNumber: number }, warnings: {} }],
  [{ type: 'cashIn', cashSum: 1 }, { counters: { cashSum: number } }],
  [
    { type: 'getFnInfo' },
    {
      fnInfo: {
        serial: text,
        version: text,
        execution: text,
        numberOfRegistrations: number,
        registrationsRemaining: number,
        validityDate: text,
        ffdVersion: text,
        fnFfdVersion: text,
        fnContainsKeysUpdaterServerUri: flag,
        livePhase: text,
        warnings: storage,
      },
    },
  ],
  [
    { type: 'ofdExchangeStatus' },
    {
      errors: exchangeErrors,
      status: { ...unsent, lastSuccessKeysUpdate: text },
      warnings: { dataForSendIsEmpty: flag },
    },
  ],
  [
    { type: 'reportOfdExchangeStatus' },
    { fiscalParams: signed, errors: exchangeErrors, status: unsent, warnings: {} },
  ],
  [{ type: 'getFnDocument', fiscalDocumentNumber: 3 }, { documentTLV: { qr: expect.stringMatching(/^t=/) } }],
  [{ type: 'closeShift' }, { fiscalParams: { ...signed, receiptsCount: number } }],
];

describe('answers with the fields of newer drivers', () => {
  let bench: JsonBench;
  beforeAll(async () => {
    bench = await jsonBench({}, {}, { answers: '10.10' });
  });
  afterAll(() => bench[Symbol.asyncDispose]());

  it.each(demanded.map(([task, answer]) => [task.type, task, answer] as const))(
    '%s',
    async (_, task, answer) => {
      expect(await bench.json.process(task)).toMatchObject(answer);
    },
  );

  it('name only tax systems that there are', async () => {
    expect(await bench.json.process({ type: 'getRegistrationInfo' })).toMatchObject({
      organization: { taxationTypes: ['osn', 'usnIncome', 'usnIncomeOutcome', 'esn', 'patent'] },
    });
  });
});
