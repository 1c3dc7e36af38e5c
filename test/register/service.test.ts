import { describe, expect, it } from 'vitest';
import { bitmap } from '../../src/index.js';
import { deviceError } from '../../src/protocol/index.js';
import { yardstick } from '../support/receipts.js';
import { worlds } from '../support/worlds.js';
import { benches } from './support.js';

describe.concurrent.each(worlds)('service over $name', (world) => {
  const bench = benches(world);

  it('tells the versions of the parts that there are', async () => {
    const { kkt } = await bench();
    const versions = await kkt.service.versions();
    expect(versions.firmware).toEqual({ version: (await kkt.identify()).firmware, language: 0 });
    expect(versions.boot?.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(versions).not.toHaveProperty('fiscalMemory');
  });

  it('knows whether security codes were entered', async () => {
    const { kkt, emulator } = await bench();
    expect(await kkt.service.hasSecurityCode(1)).toBe(false);
    emulator.override('getSecurityCodeState', ({ number }) => ({ state: number === 7 ? 1 : 0 }));
    expect(await kkt.service.hasSecurityCode(7)).toBe(true);
    await expect(kkt.service.hasSecurityCode(256)).rejects.toMatchObject({ code: 'RANGE', field: 'number' });
  });

  it('puts the tables back to the factory, its own password included', async () => {
    const { kkt, sent } = await bench({ model: '30F' });
    await kkt.settings.update({ accessPassword: '4321', registerNumber: 17 });
    sent.length = 0;
    await kkt.service.initTables();
    // The password that was in force is refused once: then it is the factory's.
    expect(sent).toEqual(['initTables', 'readRegister']);
    expect(await kkt.settings.get('registerNumber')).toBe(1);
    await kkt.settings.set('registerNumber', 18);
    await kkt.service.technologicalReset();
    expect(await kkt.settings.get('registerNumber')).toBe(1);
    await kkt.openShift();
    await expect(kkt.service.initTables()).rejects.toMatchObject({ status: 0x9c });
    await kkt.closeShift();
  });

  it('clears the counters', async () => {
    const { kkt, emulator } = await bench();
    await kkt.openShift();
    await kkt.cashIn(100);
    await expect(kkt.service.generalReset()).rejects.toMatchObject({ status: 0x9c });
    await kkt.closeShift();
    const submodes: string[] = [];
    await kkt.service.generalReset({
      onProgress: ({ mode, submode }) => submodes.push(`${mode}.${submode}`),
    });
    expect(emulator.state.cash).toBe(0);
    expect(submodes.at(-1)).toBe('3.0');
  });

  it('makes a test FN as new', async () => {
    const { kkt, emulator } = await bench();
    await kkt.service.resetTestFn();
    expect((await kkt.fn.state()).phase).toBe('ready');
    expect(emulator.fn.state.registrations).toEqual([]);
  });

  it('switches off in mode 3', async () => {
    const { kkt, bytes } = await bench();
    await kkt.service.powerOff();
    expect(bytes).toEqual(['45', '56 03 00 00 00 30', 'CE 00']);
  });

  it('stores pictures and forgets them', async () => {
    const { kkt, sent } = await bench({ model: '30F' });
    expect(await kkt.pictures.count()).toBe(0);
    const picture = bitmap(12, 3, (x, y) => x === y);
    expect(await kkt.pictures.upload(picture)).toBe(1);
    expect(sent).toEqual([
      'getPictureArrayInfo',
      'getStateCode',
      'enterMode',
      'addPictureLine',
      'addPictureLine',
      'addPictureLine',
      'closePicture',
      'getStateCode',
      'exitMode',
    ]);
    expect(await kkt.pictures.info(1)).toEqual({ width: 16, height: 3 });
    expect(await kkt.pictures.upload(picture)).toBe(2);
    expect(await kkt.pictures.count()).toBe(2);
    await kkt.print.storedPicture(2);
    await kkt.pictures.delete(1);
    await expect(kkt.pictures.info(1)).rejects.toMatchObject({ status: 0x6f });
    await expect(kkt.pictures.delete(1)).rejects.toMatchObject({ status: 0x6f });
    expect(sent.at(-1)).toBe('exitMode');
    await kkt.pictures.delete('all');
    expect(await kkt.pictures.count()).toBe(0);
    await expect(kkt.pictures.upload({ width: 8, height: 2, data: new Uint8Array(1) })).rejects.toMatchObject(
      {
        name: 'ValidationError',
      },
    );
  });
});

describe.concurrent.each(worlds)('the clock over $name', (world) => {
  const bench = benches(world);

  it('is read and set', async () => {
    const { kkt, bytes, emulator } = await bench({ dateTime: '2026-11-21T10:00:00' });
    expect(await kkt.clock.get()).toMatch(/^2026-11-21T10:00:0\d$/);
    await kkt.clock.set('2026-11-22T12:34:56');
    expect(bytes).toEqual(['91 11 00 00', 'ED 22 11 26 12 34 56']);
    await kkt.clock.set('2026-11-22T13:00');
    expect(await kkt.clock.get()).toMatch(/^2026-11-22T13:00:0\d$/);
    await kkt.clock.set(new Date(2026, 11, 24, 18, 30, 15));
    expect(emulator.now).toMatch(/^2026-12-24T18:30:1\d$/);
  });

  it('is set in parts where the firmware knows no better, twice when it doubts', async () => {
    const { kkt, bytes, emulator } = await bench({ dateTime: '2026-11-21T10:00:00' });
    emulator.override('setDateTime', () => {
      throw deviceError(0x7a);
    });
    await kkt.clock.set('2026-12-21T11:22:33');
    expect(bytes).toEqual(['ED 21 12 26 11 22 33', '64 21 12 26', '64 21 12 26', '4B 11 22 33']);
    expect(emulator.now).toMatch(/^2026-12-21T11:22:3\d$/);
  });

  it('is refused in an open shift and before the last document', async () => {
    const { kkt } = await bench({ dateTime: '2026-11-21T10:00:00' });
    await expect(kkt.clock.set('2026-11-20T10:00:00')).rejects.toMatchObject({ status: 0x20 });
    await kkt.openShift();
    await expect(kkt.clock.set('2026-11-21T11:00:00')).rejects.toMatchObject({ status: 0x9c });
  });

  it.each(['2026-02-30T10:00:00', '2026-11-21 10:00:00', '1999-12-31T23:59:59', '', new Date(Number.NaN)])(
    'does not take %s',
    async (dateTime) => {
      const { kkt, sent } = await bench();
      await expect(kkt.clock.set(dateTime)).rejects.toMatchObject({
        name: 'ValidationError',
        outcome: 'not-sent',
        problems: [{ path: 'dateTime' }],
      });
      expect(sent).toEqual([]);
    },
  );
});

describe.concurrent.each(worlds)('a reboot over $name', (world) => {
  const bench = benches(world);

  /** Working time as register 43 gives it. */
  const uptime = (value: number) => ({ value: Uint8Array.of(0, 0, 0, 0, value) });

  it('is waited for until the working time begins anew', async () => {
    const { kkt, emulator, sent } = await bench();
    let questions = 0;
    emulator.override('readRegister', (request, next) => {
      if (request.register !== 0x43) return next(request);
      // The first one comes before the command; the register is up again when it was asked twice behind it.
      questions++;
      return uptime(questions <= 2 ? 0x50 : 0x01);
    });
    const seen: boolean[] = [];
    await kkt.service.reboot({ onProgress: ({ answering }) => seen.push(answering) });
    expect(questions).toBeGreaterThan(2);
    expect(sent.filter((name) => name === 'powerControl')).toHaveLength(1);
    expect(seen.length).toBeGreaterThanOrEqual(2);
  });

  it('of an emulated register ends by itself', async () => {
    const { kkt } = await bench();
    const seen: boolean[] = [];
    await kkt.service.reboot({ onProgress: ({ answering }) => seen.push(answering) });
    expect(seen).toEqual([true]);
  });

  it('does not stop the register when the wait is aborted', async () => {
    const { kkt, emulator, sent } = await bench();
    emulator.override('readRegister', (request, next) =>
      request.register === 0x43 ? uptime(0x50) : next(request),
    );
    const controller = new AbortController();
    const reboot = kkt.service.reboot({ signal: controller.signal, onProgress: () => controller.abort() });
    await expect(reboot).rejects.toMatchObject({ name: 'AbortError' });
    expect(sent).toContain('powerControl');
    await kkt.openShift();
    expect((await kkt.issue(yardstick)).receiptNumber).toBe(1);
  });
});

// The emulator's virtual serial port ends with its power for good.
describe.concurrent.each(worlds.filter(({ name }) => !name.startsWith('pty')))(
  'a reboot that takes the line down, over $name',
  (world) => {
    const bench = benches(world);

    it('ends when the register, its power and its line are back', async () => {
      const { kkt, emulator } = await bench();
      emulator.override('powerControl', async (request, next) => {
        await next(request);
        setTimeout(async () => {
          await emulator.power.off();
          setTimeout(() => void emulator.power.on(), 300);
        }, 50);
      });
      const seen: boolean[] = [];
      await kkt.service.reboot({ onProgress: ({ answering }) => seen.push(answering) });
      expect(seen.at(-1)).toBe(true);
      expect(emulator.power.isOn).toBe(true);
      expect((await kkt.openShift()).shiftNumber).toBe(1);
      await kkt.closeShift();
    });
  },
);
