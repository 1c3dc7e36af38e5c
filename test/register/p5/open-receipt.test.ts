import { afterEach, beforeEach, expect, it } from 'vitest';
import { type CashRegister, commands, NotIssuedError, p5Commands } from '../../../src/index.js';
import { other, Stand, texts, unknownOf } from '../../once/stand.js';
import { yardstick } from '../../support/receipts.js';

let stand: Stand;
let kkt: CashRegister;

beforeEach(async () => {
  stand = await Stand.make({ link: 'p5', latency: 0 });
  kkt = await stand.selling({ reconnect: { limitMs: 1000 } });
});

afterEach(async () => {
  await kkt.close();
  await stand[Symbol.asyncDispose]();
});

/** The register opens the receipt, and its answer is lost with a line that stays down for a minute. */
function loseTheOpening(): void {
  const remove = stand.emulator.override('openReceipt', async (request, next) => {
    remove();
    await next(request);
    stand.line.arm({ kind: 'down', dir: 'in', at: 1 });
  });
}

it('a receipt that was opened unheard is cancelled in the register, and seen to be gone', async () => {
  loseTheOpening();
  const unknown = await unknownOf(kkt.issue(yardstick));
  await stand.clock.sleep(61_000);
  await expect(unknown.resolve()).rejects.toBeInstanceOf(NotIssuedError);
  expect(stand.emulator.state.receipt).toBeUndefined();
  await kkt.issue(other);
});

it('a cancellation that is answered and not done is not believed', async () => {
  loseTheOpening();
  const unknown = await unknownOf(kkt.issue(yardstick));
  const lie = stand.emulator.override('cancelReceipt', () => undefined);
  await stand.clock.sleep(61_000);
  const still = await unknownOf(unknown.resolve());
  expect(still).toMatchObject({ cause: { code: 'NOT_CANCELLED' } });
  lie();
  await expect(still.resolve()).rejects.toBeInstanceOf(NotIssuedError);
});

it('a receipt that only the host holds may be cancelled', async () => {
  await kkt.call(commands.openReceipt, { flags: 0, type: 1 });
  await kkt.call(commands.cancelReceipt);
  await expect(kkt.call(commands.cancelReceipt)).rejects.toMatchObject({ deviceCode: '4a' });
});

it('a receipt that another program is just making is waited for, and never taken for ours', async () => {
  const stranger = await stand.stranger();
  await stranger.call(p5Commands.openReceipt, { type: 1, flags: 1, taxationSystems: 1 });
  const ours = kkt.issue(yardstick);
  // It goes on every second, and closes.
  for (let item = 0; item < 4; item++) {
    await stand.clock.sleep(1000);
    await stranger.call(p5Commands.beginPosition);
    await stranger.call(p5Commands.endPosition, position);
  }
  await stranger.call(p5Commands.payment, { type: 0, sum: 400, own: 0 });
  await stranger.call(p5Commands.closeReceipt, { how: 0 });
  expect(texts(await ours)).toContain('на ККТ открыт чужой чек: ждём, не закончит ли его другая программа');
  expect(stand.documents).toBe(2);
  expect(stand.emulator.state.shift.byType[1]).toMatchObject({ cancelled: 0 });
  await stranger.close();
});

const position = {
  name: 'Хлеб',
  price: 100,
  quantity: 1000,
  sum: 100,
  tax: 6,
  taxSum: 100,
  method: 4,
  subject: 1,
};
