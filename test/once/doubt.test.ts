import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CashRegister, NotIssuedError } from '../../src/index.js';
import { deviceError, deviceStatus, registers } from '../../src/protocol/index.js';
import { yardstick } from '../support/receipts.js';
import { other, Stand, unknownOf } from './stand.js';

let stand: Stand;
let kkt: CashRegister;

/** The minute of the broken line is over. */
const lineIsBack = () => stand.clock.sleep(61_000);

describe.each(['serial', 'buffered'] as const)('a receipt in doubt, %s', (exchange) => {
  beforeEach(async () => {
    stand = await Stand.make();
    kkt = await stand.selling({ exchange });
  });

  afterEach(async () => {
    await kkt.close();
    await stand[Symbol.asyncDispose]();
  });

  it('waits for its turn to be resolved: the receipt that is being issued is not cancelled', async () => {
    stand.line.armAt('closeReceipt', 'before', 'down');
    const unknown = await unknownOf(kkt.issue(yardstick));
    await lineIsBack();
    const [next, resolved] = await Promise.allSettled([kkt.issue(other), unknown.resolve()]);
    expect(next).toMatchObject({ status: 'fulfilled' });
    expect(resolved).toMatchObject({ status: 'rejected', reason: { code: 'NOT_ISSUED' } });
    expect(stand.documents).toBe(1);
    if (next.status === 'fulfilled') expect(next.value.history).toBeUndefined();
  });

  it('is settled before the next one, which may be just like it', async () => {
    stand.line.armAt('closeReceipt', 'before', 'down');
    const unknown = await unknownOf(kkt.issue(yardstick, { key: 'first' }));
    await lineIsBack();
    const second = await kkt.issue(yardstick, { key: 'second' });
    expect(kkt.pending).toEqual([]);
    await expect(unknown.resolve()).rejects.toBeInstanceOf(NotIssuedError);
    const first = await kkt.issue(yardstick, { key: 'first' });
    expect(first.documentNumber).toBe(second.documentNumber + 1);
  });

  it('gives everybody who asks the same answer, whatever was printed since', async () => {
    stand.line.armAt('closeReceipt', 'after', 'down');
    const unknown = await unknownOf(kkt.issue(yardstick));
    await lineIsBack();
    const next = await kkt.issue(yardstick);
    const [first, again] = await Promise.all([unknown.resolve(), unknown.resolve()]);
    expect(first).toEqual(again);
    expect(first.documentNumber).toBe(next.documentNumber - 1);
  });

  it('keeps the next one from being begun while nobody can be asked', async () => {
    stand.line.armAt('closeReceipt', 'after', 'down');
    await unknownOf(kkt.issue(yardstick));
    await expect(kkt.issue(other)).rejects.toMatchObject({ outcome: 'not-sent', code: 'EARLIER_UNKNOWN' });
    await lineIsBack();
    await kkt.issue(other);
    expect(stand.documents).toBe(2);
  });

  it('stays unknown while the FN does not show its documents', async () => {
    stand.line.armAt('closeReceipt', 'after', 'down');
    const unknown = await unknownOf(kkt.issue(yardstick));
    await lineIsBack();
    for (const command of ['fnFindDocument', 'fnStartReadDocument', 'fnReadDocumentTlv'] as const) {
      const remove = stand.emulator.override(command, () => {
        throw deviceError(deviceStatus.fnExchange);
      });
      await unknownOf(unknown.resolve());
      remove();
    }
    expect((await unknown.resolve()).documentNumber).toBe(stand.emulator.fn.documents().length);
  });

  it('is found although the register does not say which receipt was the last', async () => {
    const remove = stand.emulator.override('readRegister', (request, next) => {
      if (request.register === registers.lastReceipt.number) throw deviceError(0x6c);
      return next(request);
    });
    const result = await kkt.issue(yardstick);
    remove();
    expect(result.documentNumber).toBe(stand.emulator.fn.documents().length);
    expect(stand.documents).toBe(1);
  });

  it('is found after the clocks on both sides were changed', async () => {
    let jump = 0;
    const clock = {
      now: () => stand.clock.now() + jump,
      sleep: (ms: number, signal?: AbortSignal) => stand.clock.sleep(ms, signal),
    };
    await using host = await stand.connect({ clock, exchange });
    stand.line.armAt('closeReceipt', 'after', 'down');
    const unknown = await unknownOf(host.issue(yardstick));
    await lineIsBack();
    jump = -24 * 3_600_000;
    stand.emulator.state.clockOffset += 15 * 3_600_000;
    expect((await unknown.resolve()).documentNumber).toBe(stand.emulator.fn.documents().length);
  });

  it('is found when the closing is executed while we look', async () => {
    stand.line.armAt('closeReceipt', 'before', 'cut');
    const remove = stand.emulator.override('readRegister', async (request, next) => {
      const answer = await next(request);
      if (request.register !== registers.receiptState.number) return answer;
      remove();
      // The lost command arrives late: after this look and before the cancellation.
      void stand.execute('closeReceipt', { flags: 0, type: 1, sum: 0 });
      return answer;
    });
    await kkt.issue(yardstick);
    expect(stand.documents).toBe(1);
  });

  it('waits for a document that the register is still writing', async () => {
    stand.line.armAt('closeReceipt', 'after', 'cut');
    let looks = 0;
    const written = 10;
    stand.emulator.override('readRegister', async (request, next) => {
      const answer = await next(request);
      if (request.register !== registers.lastDocument.number || ++looks > written) return answer;
      const value = answer.value.slice();
      value[0] = (value[0] ?? 0) | 0x80;
      return { ...answer, value };
    });
    stand.emulator.override('fnGetStatus', async (request, next) => {
      const answer = await next(request);
      return looks > written
        ? answer
        : { ...answer, currentDocument: 4, lastDocument: answer.lastDocument - 1 };
    });
    await kkt.issue(yardstick);
    expect(stand.documents).toBe(1);
  });
});
