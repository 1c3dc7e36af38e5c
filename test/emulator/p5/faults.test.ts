import { describe, expect, it } from 'vitest';
import { connect } from '../../../src/index.js';
import { taskOf } from '../../../src/link/link.js';
import { p5Commands } from '../../../src/protocol/p5/index.js';
import { P5Bench } from './support.js';

const { getState, closeReceipt, getShift } = p5Commands;

const SALE = {
  type: 'sell',
  taxation: 'osn',
  items: [{ name: 'Хлеб', price: 10, quantity: 1, vat: 'none' }],
  payments: [{ type: 'cash', sum: 10 }],
} as const;

async function stand(options = {}): Promise<P5Bench> {
  const bench = await P5Bench.open({ latency: 900, ...options });
  await bench.openShift();
  await bench.receipt();
  return bench;
}

describe('faults on a register of the second protocol', () => {
  it('strike at commands by name, with errors of either protocol', async () => {
    await using bench = await stand();
    const { faults } = bench.emulator;
    faults.add({ at: 'closeReceipt', error: 0x67 });
    expect(await bench.code(closeReceipt, { how: 0 })).toBe('12');
    faults.add({ at: 'closeReceipt', error: 0x67, deviceCode: '22' });
    expect(await bench.code(closeReceipt, { how: 0 })).toBe('22');
    faults.add({ at: 'getReceiptSums', error: 0x66 });
    expect(await bench.code(p5Commands.getReceiptSums)).toBe('1a');
    expect(bench.emulator.receipts).toHaveLength(0);
    faults.add({ at: 'closeReceipt', error: 0x67, executed: true });
    expect(await bench.code(closeReceipt, { how: 0 })).toBe('12');
    expect(bench.emulator.receipts).toHaveLength(1);
  });

  it('lose an answer; the host finds it, the receipt is there once', async () => {
    await using bench = await stand();
    bench.emulator.faults.add({ line: 'lose', at: 'closeReceipt' });
    const { documentNumber } = await bench.call(closeReceipt, { how: 0 });
    expect(bench.emulator.fn.form(documentNumber)).toBe(3);
    expect(bench.emulator.receipts).toHaveLength(1);
  });

  it('cut the line at an answer; the result is found on the next one', async () => {
    await using bench = await stand();
    bench.emulator.faults.add({ line: 'cut', at: 'closeReceipt' });
    const error = await bench.call(closeReceipt, { how: 0 }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'LOST', outcome: 'unknown' });
    await bench.connect();
    const task = taskOf(error) ?? expect.fail('no task');
    expect(await bench.host.resume(task, { timeoutMs: 5000 })).toMatchObject({ state: 'answer' });
    expect(bench.emulator.receipts).toHaveLength(1);
  });

  it.each([
    ['before', 0],
    ['during', 0],
    ['after', 1],
  ] as const)('take the power %s a receipt is closed', async (when, receipts) => {
    await using bench = await stand();
    bench.emulator.faults.add({ power: 'loss', at: 'closeReceipt', when });
    const error = await bench.call(closeReceipt, { how: 0 }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ outcome: 'unknown' });
    await bench.emulator.idle;
    await bench.clock.sleep(1);
    await bench.connect();
    const task = taskOf(error) ?? expect.fail('no task');
    expect(await bench.host.resume(task, { timeoutMs: 5000 })).toEqual({ state: 'forgotten' });
    expect(bench.emulator.receipts).toHaveLength(receipts);
    expect(await bench.call(getState)).toMatchObject({ document: 0 });
  });

  it.each([
    [true, 'cB1;'],
    [false, 'a1'],
  ])(
    'break off a closing of the shift (signed: %s): %s ends it, until then nothing is begun',
    async (signed) => {
      await using bench = await P5Bench.open();
      await bench.openShift();
      bench.emulator.faults.add({ zReport: 'interrupted', signed });
      await bench.emulator.idle;
      const stage = signed ? 1 : 3;
      expect(await bench.call(getState)).toMatchObject({ document: 6, stage });
      const b1 = { type: 1, flags: 0, taxationSystems: 1 };
      expect(await bench.code(p5Commands.openReceipt, b1)).toBe('3a');
      expect(await bench.code(p5Commands.beginShiftClosing, { flags: 0 })).toBe('3a');
      expect(await bench.code(p5Commands.cancelReceipt)).toBe(signed ? '4a' : '00');
      if (signed) expect(await bench.code(p5Commands.closeShift, { how: 1 })).toBe('00');
      expect(await bench.call(getState)).toMatchObject({ document: 0, stage: 0 });
      expect(await bench.code(p5Commands.openReceipt, b1)).toBe(signed ? '6a' : '00');
      const { last } = bench.emulator.fn.state;
      expect([last.number, bench.emulator.fn.form(last.number)]).toEqual(signed ? [3, 5] : [2, 2]);
    },
  );

  it.each([true, false])(
    'break off the closing itself (signed: %s): refused, and told by the state',
    async (signed) => {
      await using bench = await P5Bench.open();
      await bench.openShift();
      bench.emulator.faults.add({ zReport: 'interrupted', at: 'closeShift', signed });
      await bench.call(p5Commands.beginShiftClosing, { flags: 0 });
      expect(await bench.code(p5Commands.closeShift, { how: 0 })).toBe('1a');
      expect(await bench.call(getState)).toMatchObject({ document: 6, stage: signed ? 1 : 3 });
      const kkt = await connect(bench.emulator.transport(), { clock: bench.clock });
      // The FN may have closed the shift already: its paper is finished then, and there is none to close.
      if (signed) await expect(kkt.closeShift()).rejects.toMatchObject({ deviceCode: '6a' });
      else expect((await kkt.closeShift()).documentNumber).toBe(3);
      expect(bench.emulator.fn.state.last.number).toBe(3);
      await kkt.close();
      expect(await bench.call(getState)).toMatchObject({ document: 0, stage: 0 });
    },
  );

  it('break off a closing of the shift; a till goes on without noticing', async () => {
    await using bench = await P5Bench.open();
    const kkt = await connect(bench.emulator.transport(), { clock: bench.clock });
    await kkt.openShift();
    bench.emulator.faults.add({ zReport: 'interrupted' });
    expect((await kkt.issue(SALE)).documentNumber).toBe(3);
    bench.emulator.faults.add({ zReport: 'interrupted', signed: true });
    await bench.emulator.idle;
    expect(await kkt.closeShift()).toMatchObject({ documentNumber: 4, printed: true });
    expect(bench.emulator.fn.form(4)).toBe(5);
    expect(bench.emulator.fn.state.last.number).toBe(4);
    await kkt.close();
  });

  it('make it busy: it answers late, and once', async () => {
    await using bench = await stand();
    bench.emulator.faults.add({ busyMs: 20_000 });
    const start = bench.clock.now();
    await bench.call(closeReceipt, { how: 0 });
    expect(bench.clock.now() - start).toBeGreaterThanOrEqual(20_000);
    expect(bench.emulator.receipts).toHaveLength(1);
  });

  it('spoil the line without a wrong answer', async () => {
    await using bench = await stand();
    bench.emulator.faults.add({ line: 'noise', rate: 0.02, seed: 7, times: 'always' });
    let answers = 0;
    for (let i = 0; i < 30; i++) {
      const shift = await bench.call(getShift).catch((error: unknown) => {
        expect(error).toMatchObject({ outcome: 'unknown' });
      });
      if (shift) answers++;
      if (shift) expect(shift).toEqual({ shiftNumber: 1, documentNumber: 2, receiptNumber: 0 });
    }
    expect(answers).toBeGreaterThan(15);
  });

  it('tell events by the names of the commands', async () => {
    const names: unknown[] = [];
    await using bench = await stand({ onCommand: ({ name }: { name: unknown }) => names.push(name) });
    await bench.call(closeReceipt, { how: 0 });
    expect(names.slice(-5)).toEqual([
      'openReceipt',
      'beginPosition',
      'endPosition',
      'payment',
      'closeReceipt',
    ]);
    expect(bench.emulator.trace()).toContain('closeReceipt');
  });

  it('give results of slow commands only to who asks, when it is such a register', async () => {
    await using bench = await stand({ answers: 'sync', latency: 3000 });
    await bench.call(closeReceipt, { how: 0 });
    expect(bench.emulator.receipts).toHaveLength(1);
  });
});
