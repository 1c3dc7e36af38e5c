import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CashRegister } from '../../src/index.js';
import { Stand } from '../once/stand.js';
import { yardstick } from '../support/receipts.js';

let stand: Stand;
let kkt: CashRegister;

beforeEach(async () => {
  stand = await Stand.make();
  kkt = await stand.connect();
});

afterEach(async () => {
  await kkt.close();
  await stand[Symbol.asyncDispose]();
});

it.each([
  [
    'throws',
    () => {
      throw new Error('mine');
    },
  ],
  ['promises in vain', () => Promise.reject(new Error('mine'))],
  ['never comes back', () => new Promise(() => undefined)],
] as const)('a listener that %s changes nothing', async (_, listener) => {
  const heard: string[] = [];
  kkt.onCommand(listener as () => void);
  const stop = kkt.onCommand(({ command }) => {
    heard.push(command);
    if (heard.length === 3) stop();
  });
  const removed = kkt.connection.onState(() => removed());
  kkt.connection.onState(listener as () => void);
  await kkt.openShift({ onProgress: listener as () => void });
  const result = await kkt.issue(yardstick);
  expect(result.history).toBeUndefined();
  stand.line.armAt('closeReceipt', 'after', 'cut');
  expect((await kkt.issue(yardstick)).documentNumber).toBe(result.documentNumber + 1);
  await kkt.closeShift({ onProgress: listener as () => void });
  expect(stand.documents).toBe(2);
  expect(heard).toHaveLength(3);
});

it('what is no function is refused at once', () => {
  const nothing = undefined as unknown as () => void;
  for (const subscribe of [
    () => kkt.onCommand(nothing),
    () => kkt.onOfd(nothing),
    () => kkt.connection.onState(nothing),
  ])
    expect(subscribe).toThrow(expect.objectContaining({ code: 'INVALID', outcome: 'not-sent' }));
});
