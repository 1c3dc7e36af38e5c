import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Emulator, type EmulatorOptions } from '../../../src/emulator/index.js';
import { decodeDocument, fieldValue } from '../../../src/fiscal/index.js';
import { registers } from '../../../src/protocol/classic/registers.js';
import { commands, fnPhase } from '../../../src/protocol/index.js';
import { VirtualClock } from '../../../src/util/clock.js';
import { fromHex } from '../../../src/util/hex.js';
import { Host, START } from '../support.js';

let state: string;

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'atol-state-'));
});

afterEach(() => rmSync(state, { recursive: true, force: true }));

async function open(options: EmulatorOptions = {}): Promise<{ emulator: Emulator; host: Host }> {
  const clock = new VirtualClock();
  const emulator = await Emulator.open({ latency: 0, clock, dateTime: START, state, ...options });
  return { emulator, host: new Host(emulator) };
}

const log = (number = 1) => join(state, `fn-${String(number).padStart(6, '0')}.log`);
const index = () => join(state, 'fn-000001.index');

/** All that can be seen of a register, but what it forgets with the power. */
async function facts({ emulator, host }: { emulator: Emulator; host: Host }): Promise<unknown> {
  const sums = [];
  for (const type of [1, 2, 4, 5, 7, 9]) {
    sums.push(await host.register(registers.nonResettableSum, type));
    sums.push(await host.register(registers.receiptCounts, type));
    sums.push(await host.register(registers.paymentsSum, type, 1));
  }
  return {
    sums,
    cash: await host.register(registers.cashSum),
    last: await host.register(registers.lastReceipt),
    shift: await host.call(commands.fnGetShiftState),
    fn: await host.call(commands.fnGetStatus),
    ofd: await host.call(commands.fnGetOfdStatus),
    registration: emulator.registration,
    documents: [...emulator.fn.documents()],
    ticket: emulator.fn.ticket(1),
    table: await host.call(commands.readTable, { table: 2, row: 1, field: 1 }),
    operator: emulator.state.operator,
    pictures: emulator.state.pictures,
  };
}

async function live({ emulator, host }: { emulator: Emulator; host: Host }): Promise<void> {
  await host.attribute(1021, 'Petrova');
  await host.openShift();
  await host.sell(100_00);
  await host.sell(7_77, 2);
  await host.call(commands.cashIn, { flags: 0, sum: 500_00 });
  emulator.fn.accept(1, { dateTime: '2026-03-02T10:00', sign: new Uint8Array(18).fill(7) });
  await host.mode(4);
  await host.call(commands.writeTable, { table: 2, row: 1, field: 1, value: fromHex('05') });
  await host.call(commands.addPictureLine, { raster: fromHex('A5FF') });
  await host.call(commands.closePicture);
  await host.mode(1);
  await host.sell(3_00);
}

describe('a register in a directory', () => {
  test('is the same after it was closed and after it was not', async () => {
    const first = await open({ serialNumber: '00106700012345', registration: { place: 'Ларёк' } });
    await live(first);
    const before = await facts(first);
    await first.emulator.close();
    expect(readdirSync(state).sort()).toEqual(['fn-000001.index', 'fn-000001.log']);
    const second = await open();
    expect(second.emulator.serialNumber).toBe('00106700012345');
    expect(await facts(second)).toEqual(before);
    await second.host.mode(1);
    await second.host.sell(11_00);
    const after = await facts(second);
    await second.emulator.close();
    // Without the checkpoint the log alone says the same.
    rmSync(index());
    const third = await open();
    expect(await facts(third)).toEqual(after);
    await third.emulator.close();
  });

  test('what was being done when the power failed is lost', async () => {
    const first = await open();
    await first.host.openShift();
    await first.host.begin();
    await first.host.add();
    await first.emulator.close();
    const second = await open();
    expect(second.emulator.state.receipt).toBeUndefined();
    expect(second.emulator.state.mode).toBe(0);
    await second.host.mode(1);
    await second.host.sell();
    expect(second.emulator.fn.documents()).toHaveLength(3);
    await second.emulator.close();
  });

  test('a torn end never was, wherever it is torn', async () => {
    const first = await open();
    await first.host.openShift();
    await first.host.sell(100_00);
    const short = readFileSync(log()).length;
    await first.host.sell(1_00);
    const whole = readFileSync(log());
    await first.emulator.close();
    rmSync(index());
    for (const size of [short, short + 1, short + 13, short + 200, whole.length - 1]) {
      writeFileSync(log(), whole.subarray(0, size));
      const { emulator, host } = await open();
      expect(emulator.fn.documents()).toHaveLength(3);
      expect(await host.register(registers.cashSum)).toEqual({ sum: 100_00 });
      await host.mode(1);
      await host.sell(5_00);
      expect(emulator.fn.documents().at(-1)?.number).toBe(4);
      expect(await host.register(registers.cashSum)).toEqual({ sum: 105_00 });
      await emulator.close();
      rmSync(index());
    }
  });

  test('garbage behind the last record is cut off', async () => {
    const first = await open();
    await first.host.openShift();
    const before = await facts(first);
    await first.emulator.close();
    writeFileSync(
      log(),
      Buffer.concat([readFileSync(log()), Buffer.from([0xf5, 0x4e, 1, 0, 9, 9]), Buffer.alloc(5000)]),
    );
    const second = await open();
    expect(await facts(second)).toEqual(before);
    await second.emulator.close();
  });

  test('damage in the middle is told, with its place', async () => {
    const first = await open();
    await live(first);
    await first.emulator.close();
    rmSync(index());
    const bytes = readFileSync(log());
    const begin = bytes.readUInt32LE(4) + 12;
    bytes[begin + 40] = (bytes[begin + 40] ?? 0) ^ 1;
    writeFileSync(log(), bytes);
    await expect(open()).rejects.toMatchObject({ name: 'StateError', code: 'STATE_CORRUPT', offset: begin });
    // The directory is free again.
    await expect(open()).rejects.toMatchObject({ code: 'STATE_CORRUPT' });
  });

  test('damage anywhere in what was closed is found when it is opened, also behind a checkpoint', async () => {
    const first = await open();
    await live(first);
    await first.emulator.close();
    const whole = readFileSync(log());
    for (let part = 0; part < 40; part += 1) {
      const at = Math.floor((whole.length * (part + 0.5)) / 40);
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (part % 8));
      writeFileSync(log(), bytes);
      await expect(open(), `byte ${at}`).rejects.toMatchObject({ code: 'STATE_CORRUPT' });
    }
    for (const size of [whole.length - 1, whole.length - 700]) {
      writeFileSync(log(), whole.subarray(0, size));
      await expect(open(), `cut to ${size}`).rejects.toMatchObject({ code: 'STATE_CORRUPT' });
    }
    writeFileSync(log(), whole);
    const again = await open();
    expect(again.emulator.fn.documents()).toHaveLength(first.emulator.fn.documents().length);
    await again.emulator.close();
  });

  test('a damaged or an old checkpoint is no loss', async () => {
    const first = await open();
    await first.emulator.close();
    copyFileSync(index(), join(state, 'old'));
    const second = await open();
    await live(second);
    const before = await facts(second);
    await second.emulator.close();
    copyFileSync(join(state, 'old'), index());
    const third = await open();
    expect(await facts(third)).toEqual(before);
    await third.emulator.close();
    for (const spoil of [
      () => truncateSync(index(), 100),
      () => writeFileSync(index(), ''),
      () => writeFileSync(index(), readFileSync(index()).fill(1, 50, 60)),
    ]) {
      spoil();
      const again = await open();
      expect(await facts(again)).toEqual(before);
      await again.emulator.close();
    }
  });

  test('belongs to one emulator at a time', async () => {
    const first = await open();
    await expect(open()).rejects.toMatchObject({ name: 'StateError', code: 'STATE_LOCKED' });
    await first.emulator.close();
    await (await open()).emulator.close();
  });

  test('is one register for ever', async () => {
    const made = await open({ model: '30F' });
    const { number } = made.emulator.fn;
    await made.emulator.close();
    await expect(open({ model: '42FS' })).rejects.toMatchObject({ code: 'INVALID' });
    await expect(open({ serialNumber: '00106300000031' })).rejects.toMatchObject({ code: 'INVALID' });
    const { emulator } = await open({ model: '30F', fnNumber: '9999078900000001', registered: false });
    expect(emulator.fn.number).toBe(number);
    expect(emulator.fn.phase).toBe(fnPhase.fiscal);
    await emulator.close();
  });

  test('needs to be opened', () => {
    expect(() => new Emulator({ state })).toThrow(/Emulator\.open/);
  });

  test('the clock goes on, and never stands before the last document', async () => {
    const clock = new VirtualClock();
    const first = await open({ clock });
    await clock.advance(10 * 3600_000);
    await first.host.openShift();
    await first.emulator.close();
    const second = await open({ dateTime: undefined });
    expect(second.emulator.now).toBe('2026-03-02T19:00:00');
    await second.emulator.close();
    const third = await open({ dateTime: '2026-05-01T00:00:00' });
    expect(third.emulator.now).toBe('2026-05-01T00:00:00');
    await third.emulator.close();
  });

  test('keeps the storages that were replaced, but shows the one that is in', async () => {
    const first = await open();
    await first.host.openShift();
    await first.host.closeShift();
    await first.emulator.closeFn();
    await first.emulator.insertFn({ number: '9999078900000077', capacity: 5000 });
    await first.emulator.close();
    expect(readdirSync(state).sort()).toEqual(['fn-000001.log', 'fn-000002.index', 'fn-000002.log']);
    const second = await open();
    expect(second.emulator.fn.phase).toBe(fnPhase.ready);
    expect(second.emulator.fn.state).toMatchObject({ number: '9999078900000077', capacity: 5000 });
    const document = decodeDocument((await second.emulator.register()).bytes);
    expect(document.form).toBe(11);
    expect(fieldValue(document, 'reregistrationReason')).toBe(1);
    await second.emulator.removeFn();
    await second.emulator.close();
    const third = await open();
    expect(third.emulator.fn.present).toBe(false);
    await third.emulator.insertFn();
    expect(third.emulator.fn.documents()).toHaveLength(1);
    await third.emulator.close();
  });

  test('a storage that was made new leaves nothing', async () => {
    const first = await open();
    await first.host.call(commands.fnInitDebug, {});
    expect(first.emulator.fn.documents()).toHaveLength(0);
    await first.emulator.register();
    await first.emulator.close();
    expect(readdirSync(state).sort()).toEqual(['fn-000002.index', 'fn-000002.log']);
    const second = await open();
    expect(second.emulator.fn.documents().map(({ form }) => form)).toEqual([1]);
    await second.emulator.close();
  });

  test('a log that was not begun to its end is not one', async () => {
    const first = await open();
    await live(first);
    const before = await facts(first);
    await first.emulator.close();
    writeFileSync(join(state, 'fn-000002.tmp'), readFileSync(log()).subarray(0, 300));
    const second = await open();
    expect(await facts(second)).toEqual(before);
    await second.emulator.insertFn({});
    await second.emulator.close();
    const third = await open();
    expect(third.emulator.fn.documents()).toHaveLength(0);
    await third.emulator.close();
  });
});
