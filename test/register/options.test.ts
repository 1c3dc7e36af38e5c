import { expect, test } from 'vitest';
import { Emulator } from '../../src/emulator/index.js';
import { connect, receipt } from '../../src/index.js';

const sale = receipt('sell').taxation('osn').item('Чай', { price: 50, vat: 'none' }).cash(50);

/** The problems of a call that must be refused. */
async function problemsOf(call: Promise<unknown>): Promise<string[]> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) =>
      reason as { name: string; outcome: string; problems: { code: string; path: string }[] },
  );
  expect(error).toMatchObject({ name: 'ValidationError', outcome: 'not-sent' });
  return (error?.problems ?? []).map(({ code, path }) => `${code} ${path}`);
}

test('connect() knows its options, and says all that is wrong', async () => {
  const emulator = new Emulator({ latency: 0 });
  const wrong = (options: object): Promise<string[]> =>
    problemsOf(connect(emulator.transport(), options as never));
  expect(await wrong({ jurnal: './journal' })).toEqual(['UNKNOWN_OPTION jurnal']);
  expect(await wrong({ journal: '' })).toEqual(['OPTION_TYPE journal']);
  expect(await wrong({ journal: { open() {} } })).toEqual(['OPTION_TYPE journal']);
  expect(
    await wrong({ link: 'v4', window: 1, timeoutMs: 5, reconnect: { delaysMs: 5, limit: 3 }, clock: Date }),
  ).toEqual([
    'OPTION_VALUE link',
    'OPTION_RANGE window',
    'UNKNOWN_OPTION timeoutMs',
    'OPTION_TYPE reconnect.delaysMs',
    'UNKNOWN_OPTION reconnect.limit',
    'OPTION_TYPE clock',
  ]);
  expect(await wrong({ timers: { probMs: 5 }, v2Timers: { t1Ms: -1 } })).toEqual([
    'UNKNOWN_OPTION timers.probMs',
    'OPTION_RANGE v2Timers.t1Ms',
  ]);
  expect(await wrong({ capabilities: { vatRates: { vat23: 7 }, taxations: ['oss'] } })).toEqual([
    'UNKNOWN_OPTION capabilities.vatRates.vat23',
    'OPTION_VALUE capabilities.taxations[0]',
  ]);
  expect(await problemsOf(connect(undefined as never))).toEqual(['OPTION_TYPE url']);
  expect(await problemsOf(connect({ url: 'tcp://127.0.0.1' } as never, { a: 1 } as never))).toEqual([
    'OPTION_TYPE url',
    'UNKNOWN_OPTION a',
  ]);
  await emulator.close();
});

test('issue() prints nothing for options that it does not know', async () => {
  const emulator = new Emulator({ latency: 0 });
  const kkt = await connect(emulator.transport());
  await kkt.openShift();
  const before = emulator.receipts.length;
  const wrong = (options: unknown): Promise<string[]> => problemsOf(kkt.issue(sale, options as never));
  expect(await wrong({ idempotencyKey: 'order-1' })).toEqual(['UNKNOWN_OPTION idempotencyKey']);
  expect(await wrong('order-1')).toEqual(['OPTION_TYPE ']);
  expect(await wrong(null)).toEqual(['OPTION_TYPE ']);
  expect(await wrong({ key: null })).toEqual(['OPTION_TYPE key']);
  expect(await wrong({ key: '' })).toEqual(['OPTION_TYPE key']);
  expect(await wrong({ key: 'a', shift: 'on', exchange: 'fast', timeout: 1 })).toEqual([
    'OPTION_VALUE shift',
    'OPTION_VALUE exchange',
    'UNKNOWN_OPTION timeout',
  ]);
  expect(emulator.receipts).toHaveLength(before);
  await kkt.close();
  await emulator.close();
});
