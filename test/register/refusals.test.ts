import { describe, expect, it } from 'vitest';
import { commands, deviceError } from '../../src/protocol/index.js';
import { yardstick } from '../support/receipts.js';
import { worlds } from '../support/worlds.js';
import { benches } from './support.js';

describe.concurrent.each(worlds)('refusals that steer, over $name', (world) => {
  const bench = benches(world);

  it('EE is explained by register 37', async () => {
    const { kkt, emulator } = await bench();
    await kkt.openShift();
    emulator.override('closeReceipt', () => {
      throw deviceError(0xee, 0x0104);
    });
    await expect(kkt.issue(yardstick)).rejects.toMatchObject({
      name: 'DeviceError',
      status: 0xee,
      extended: 0x0104,
      statusName: 'invalidTaxNumber',
      textRu: 'Неверный номер налога',
      command: 'closeReceipt',
    });
  });

  it('76 is waited out', async () => {
    const { kkt, emulator, sent } = await bench();
    let left = 2;
    emulator.override('cutPaper', () => {
      if (left-- > 0) throw deviceError(0x76);
    });
    await kkt.call(commands.cutPaper, { type: 0 });
    expect(sent).toEqual(['cutPaper', 'cutPaper', 'cutPaper']);
  });

  it('76 has a bound', async () => {
    const { kkt, emulator } = await bench({}, { busyLimitMs: 150 });
    emulator.override('openDrawer', () => {
      throw deviceError(0x76);
    });
    await expect(kkt.call(commands.openDrawer)).rejects.toMatchObject({ status: 0x76, outcome: 'refused' });
  });

  it('a register that is busy in mode 8 is waited for before its mode is changed', async () => {
    const { kkt, emulator, sent } = await bench();
    await kkt.print.continue();
    sent.length = 0;
    let left = 2;
    emulator.override('getStateCode', (_request, next) => (left-- > 0 ? { mode: 0x08, flags: 0 } : next()));
    await kkt.reportX();
    expect(sent.slice(0, 4)).toEqual(['getStateCode', 'getStateCode', 'getStateCode', 'enterMode']);
    emulator.override('getStateCode', () => ({ mode: 0x18, flags: 0 }));
    const other = await bench({}, { busyLimitMs: 100 });
    other.emulator.override('getStateCode', () => ({ mode: 0x18, flags: 0 }));
    await expect(other.kkt.reportX()).rejects.toMatchObject({ status: 0x76 });
  });

  it('a state code that is no mode is an error', async () => {
    const { kkt, emulator } = await bench();
    emulator.override('getStateCode', () => ({ mode: 0x1a, flags: 0 }));
    await expect(kkt.reportX()).rejects.toMatchObject({ name: 'DeviceError', status: 0x1a });
  });

  it('1A tells how to finish the Z report', async () => {
    const { kkt, emulator } = await bench();
    await kkt.openShift();
    emulator.override('openReceipt', () => {
      throw deviceError(0x1a);
    });
    const refused = kkt.issue(yardstick);
    await expect(refused).rejects.toMatchObject({
      status: 0x1a,
      statusName: 'zReportInterrupted',
      advice: expect.stringContaining('finishInterruptedZ()'),
      outcome: 'refused',
    });
    await expect(refused).rejects.toThrow('finishInterruptedZ()');
  });
});

describe.concurrent.each(worlds)('an interrupted Z report over $name', (world) => {
  const bench = benches(world);

  /** The FN has signed, the paper ran out in the middle: the register refuses everything but another 5A. */
  async function interrupted() {
    const bed = await bench({ model: '30F' });
    const { kkt, emulator } = bed;
    await kkt.openShift();
    await kkt.issue(yardstick);
    const closed = await kkt.closeShift();
    let finished = false;
    const removeOpen = emulator.override('openShift', (request, next) => {
      if (!finished) throw deviceError(0x1a);
      return next(request);
    });
    emulator.state.printed = false;
    emulator.override('closeShift', () => {
      finished = true;
    });
    bed.sent.length = 0;
    return { ...bed, closed, removeOpen };
  }

  it('is finished', async () => {
    const { kkt, emulator, sent, closed } = await interrupted();
    await expect(kkt.openShift()).rejects.toMatchObject({ status: 0x1a });
    sent.length = 0;
    const report = await kkt.finishInterruptedZ();
    expect(report).toEqual(closed);
    expect(sent).toContain('closeShift');
    expect(sent).toContain('continuePrint');
    expect(emulator.state.printed).toBe(true);
    expect((await kkt.openShift()).shiftNumber).toBe(2);
  });

  it('is the Z report of an open shift when that was not signed yet', async () => {
    const { kkt } = await bench();
    const opened = await kkt.openShift();
    const report = await kkt.finishInterruptedZ();
    expect(report).toMatchObject({ documentNumber: opened.documentNumber + 1, shiftNumber: 1 });
    expect((await kkt.status()).shift.state).toBe('closed');
  });

  it('is refused when there is none', async () => {
    const { kkt } = await bench();
    await expect(kkt.finishInterruptedZ()).rejects.toMatchObject({ status: 0x8f });
  });

  it('says why it cannot be finished', async () => {
    const { kkt, emulator } = await interrupted();
    emulator.override('closeShift', () => {
      emulator.state.lastError = { code: 0x67, extended: 0 };
    });
    emulator.override('readRegister', (request, next) =>
      request.register === 0x37 ? { value: Uint8Array.of(0x67, 0, 0) } : next(request),
    );
    const stillOpen = emulator.override('readRegister', async (request, next) =>
      request.register === 0x12 ? { value: Uint8Array.of(1, 1, 1, 0x26, 0, 0, 0) } : next(request),
    );
    await expect(kkt.finishInterruptedZ()).rejects.toMatchObject({ status: 0x67, command: 'closeShift' });
    // A note of an older error means nothing once the shift is closed.
    stillOpen();
    expect(await kkt.finishInterruptedZ()).toMatchObject({ shiftNumber: 1 });
  });
});
