import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Emulator, OfdServer } from '../../src/emulator/index.js';
import { commands } from '../../src/protocol/index.js';
import { VirtualClock } from '../../src/util/clock.js';
import { Host, START } from './support.js';

let state: string;
let clock: VirtualClock;
let server: OfdServer;

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'atol-ofd-'));
  clock = new VirtualClock();
  server = new OfdServer({ clock, dateTime: START });
});

afterEach(() => rmSync(state, { recursive: true, force: true }));

async function start(ofd = server): Promise<{ emulator: Emulator; host: Host }> {
  const emulator = await Emulator.open({ state, clock, dateTime: START, latency: 0, ofd: ofd.transport() });
  return { emulator, host: new Host(emulator) };
}

const numbers = () => server.messages.map(({ documentNumber }) => documentNumber);

describe('the exchange with the operator', () => {
  test('goes on where it was when the register is started again', async () => {
    const before = await start();
    await before.host.openShift();
    await before.emulator.ofd.drained();
    await server.behave({ vanish: 'gone' });
    await before.host.sell();
    const ticket = before.emulator.fn.ticket(2);
    await before.emulator.close();

    const after = await start();
    expect(after.emulator.ofd.queue).toMatchObject({ count: 1, number: 3 });
    expect(after.emulator.fn.ticket(2)).toEqual(ticket);
    expect(await after.host.call(commands.fnFindDocument, { documentNumber: 2 })).toMatchObject({
      ticket: 1,
    });
    await server.behave();
    await clock.advance(30_000);
    expect(after.emulator.ofd.queue.count).toBe(0);
    expect(numbers()).toEqual([1, 2, 3]);
    await after.emulator.close();
  });

  test('a refused document is still refused', async () => {
    const before = await start();
    await before.emulator.ofd.drained();
    await server.behave({ refuse: 14 });
    await before.host.openShift();
    await before.emulator.ofd.send();
    expect((await before.host.call(commands.fnGetStatus)).warnings).toBe(0x10);
    await before.host.sell();
    await before.emulator.close();
    const away = new OfdServer({ clock, vanish: 'gone' });
    const after = await start(away);
    expect((await after.host.call(commands.fnGetStatus)).warnings).toBe(0x10);
    await after.emulator.close();
  });

  test('rests without power', async () => {
    const { emulator, host } = await start();
    await emulator.ofd.drained();
    await server.behave({ vanish: 'silent' });
    await host.openShift();
    await clock.advance(1000);
    expect(emulator.ofd.line.waiting).toBe(true);
    await emulator.power.off();
    await clock.advance(1000);
    expect(emulator.ofd.line).toEqual({ connected: false, reading: false, waiting: false });
    await server.behave();
    await clock.advance(600_000);
    expect(emulator.ofd.queue.count).toBe(1);
    await emulator.power.on();
    await emulator.ofd.drained();
    expect(emulator.ofd.queue.count).toBe(0);
    expect(server.documents).toHaveLength(2);
    await emulator.close();
  });
});
