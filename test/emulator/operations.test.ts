import { describe, expect, test } from 'vitest';
import { Emulator } from '../../src/emulator/index.js';
import { registers } from '../../src/protocol/classic/registers.js';
import { commands, documentClosed, encodeRequest } from '../../src/protocol/index.js';
import { VirtualClock } from '../../src/util/clock.js';
import { bench, Host, START } from './support.js';

const { getStateCode, openShift, closeShift, printReport, closeReceipt } = commands;

function slow() {
  const clock = new VirtualClock();
  const emulator = new Emulator({ clock, dateTime: START });
  return { clock, emulator, host: new Host(emulator) };
}

const mode = async (host: Host) => (await host.call(getStateCode)).mode;

describe('operations that outlive their command', () => {
  test('opening a shift: 1.7 while it signs, then the shift is open', async () => {
    const { host, clock, emulator } = slow();
    await host.mode(1);
    await host.call(openShift, { flags: 0 });
    expect(await mode(host)).toBe(0x71);
    expect((await host.register(registers.shiftState)).state).toBe(0);
    const { documentNumber } = await host.register(registers.lastDocument);
    expect(documentClosed(documentNumber)).toEqual({ number: 1, closed: false });
    expect((await host.call(commands.fnGetStatus)).currentDocument).toBe(0x02);
    expect(await host.status(commands.openReceipt, { flags: 0, type: 1 })).toBe('76');
    expect(await host.status(openShift, { flags: 0 })).toBe('76');
    await clock.advance(899);
    expect(await mode(host)).toBe(0x71);
    await clock.advance(1);
    expect(await mode(host)).toBe(0x01);
    expect((await host.register(registers.shiftState)).state).toBe(1);
    expect(emulator.fn.documents()).toHaveLength(2);
  });

  test('closing a shift: 3.2, then 7.1, then 3.0', async () => {
    const { host, clock, emulator } = slow();
    await host.mode(1);
    await host.call(openShift, { flags: 0 });
    await clock.advance(900);
    await host.mode(3);
    await host.call(closeShift);
    expect(await mode(host)).toBe(0x23);
    await clock.advance(900);
    expect(await mode(host)).toBe(0x17);
    expect(emulator.fn.documents()).toHaveLength(3);
    await clock.advance(150);
    expect(await mode(host)).toBe(0x03);
    expect(await host.status(closeShift)).toBe('8F');
  });

  test('a report: 2.2, then 2.0', async () => {
    const { host, clock } = slow();
    await host.mode(2);
    expect(await host.status(printReport, { type: 0x04 })).toBe('A3');
    expect(await host.status(printReport, { type: 0x99 })).toBe('A3');
    for (const type of [0x01, 0x09, 0x12]) {
      await host.call(printReport, { type });
      expect(await mode(host)).toBe(0x22);
      await clock.advance(1000);
      expect(await mode(host)).toBe(0x02);
    }
  });

  test('a failure is told by register 37', async () => {
    const { host, clock, emulator } = slow();
    await host.mode(1);
    await host.call(openShift, { flags: 0 });
    // Somebody pulls the FN out while it signs.
    emulator.fn.cancel();
    await clock.advance(900);
    expect(await mode(host)).toBe(0x01);
    expect(await host.register(registers.extendedError)).toEqual({ code: 0xd4, extended: 0 });
    expect((await host.register(registers.shiftState)).state).toBe(0);
    expect(await host.status(openShift, { flags: 0 })).toBe('ok');
    expect(await host.register(registers.extendedError)).toEqual({ code: 0, extended: 0 });
    await clock.advance(900);
    await emulator.close();
  });

  test('without latency it is over before the answer', async () => {
    const { host } = bench();
    await host.mode(1);
    await host.call(openShift, { flags: 0 });
    expect(await mode(host)).toBe(0x01);
    expect((await host.register(registers.shiftState)).state).toBe(1);
  });

  test('a receipt takes as long as the FN signs, and later commands wait', async () => {
    const { host, clock, emulator } = slow();
    await host.mode(1);
    await host.call(openShift, { flags: 0 });
    await clock.advance(900);
    await host.begin();
    await host.add();
    const done: string[] = [];
    const receipt = host
      .status(closeReceipt, { flags: 0, type: 1, sum: 0 })
      .then((status) => done.push(status));
    const later = mode(host).then((value) => done.push(`mode ${value}`));
    await clock.advance(899);
    expect(done).toEqual([]);
    expect(emulator.fn.currentCode).toBe(0x04);
    await clock.advance(1);
    await Promise.all([receipt, later]);
    expect(done).toEqual(['ok', 'mode 1']);
  });

  test('power off in the middle of a document: it never was', async () => {
    const { host, clock, emulator } = slow();
    await host.mode(1);
    await host.call(openShift, { flags: 0 });
    await clock.advance(900);
    await host.begin();
    await host.add();
    const message = encodeRequest(closeReceipt, { flags: 0, type: 1, sum: 0 });
    const lost = emulator.execute(message);
    await clock.advance(500);
    await emulator.close();
    expect((await lost).refused).toBe(true);
    await clock.advance(1000);
    expect(emulator.fn.documents()).toHaveLength(2);
    expect(emulator.fn.currentCode).toBe(0);
  });
});
