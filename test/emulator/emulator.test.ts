import { afterEach, describe, expect, test } from 'vitest';
import { type CommandEvent, Emulator } from '../../src/emulator/index.js';
import { registers } from '../../src/protocol/classic/registers.js';
import { deviceError } from '../../src/protocol/device-errors.js';
import { deviceStatus } from '../../src/protocol/device-status.js';
import { commands } from '../../src/protocol/index.js';
import { bench, Host, START } from './support.js';

const open: Emulator[] = [];
function keep(emulator: Emulator): Emulator {
  open.push(emulator);
  return emulator;
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((emulator) => emulator.close()));
});

describe('the emulator as an object', () => {
  test('options have sensible defaults', async () => {
    const emulator = keep(new Emulator());
    const host = new Host(emulator);
    expect(await host.call(commands.getDeviceType)).toMatchObject({ model: 77, type: 1, name: 'АТОЛ 42ФС' });
    expect(emulator.fn.documents().map(({ form }) => form)).toEqual([1]);
    const difference = Math.abs(
      Date.parse(`${emulator.now}Z`) - (Date.now() - new Date().getTimezoneOffset() * 60_000),
    );
    expect(difference).toBeLessThan(240_000);
  });

  test.each([
    ['model', { model: '99F' as never }],
    ['serialNumber', { serialNumber: '123' }],
    ['fnNumber', { fnNumber: '1' }],
    ['latency', { latency: -1 }],
    ['fnCapacity', { fnCapacity: 0 }],
    ['registration.inn', { registration: { inn: '7707083894' } }],
    ['dateTime', { dateTime: '2026-02-30T10:00:00' }],
    ['registration.user', { registration: { user: 'x'.repeat(257) } }],
    ['registration.place', { registration: { place: '日本' } }],
    ['registration.registrationNumber', { registration: { registrationNumber: '0000000001000000' } }],
  ])('a wrong %s is named', (path, options) => {
    expect(() => new Emulator(options)).toThrow(
      expect.objectContaining({ code: 'INVALID', problems: [expect.objectContaining({ path })] }),
    );
  });

  test('many of them listen at once, each on a port and with a state of its own', async () => {
    const many = await Promise.all(Array.from({ length: 20 }, () => Emulator.listen({ latency: 0 })));
    for (const emulator of many) keep(emulator);
    expect(new Set(many.map(({ url }) => url)).size).toBe(20);
    await new Host(many[0] as Emulator).openShift();
    expect(many.map(({ fn }) => fn.state.shift.open)).toEqual([true, ...Array(19).fill(false)]);
  });

  test('after close nobody is answered any more', async () => {
    const emulator = await Emulator.listen({ latency: 0 });
    const transport = emulator.transport();
    const line = await transport.connect();
    await emulator.close();
    await expect(line.write(Uint8Array.of(1))).rejects.toMatchObject({ code: 'LOST' });
    expect(() => emulator.url).toThrow(expect.objectContaining({ code: 'NOT_LISTENING' }));
    await expect(emulator.listen()).rejects.toMatchObject({ code: 'CLOSED' });
  });

  test('the state can be copied', async () => {
    const { host, emulator } = bench();
    await host.openShift();
    await host.begin();
    await host.attribute(1008, 'a@b.ru');
    await host.add();
    expect(structuredClone(emulator.state)).toEqual(emulator.state);
  });
});

describe('watching and bending commands', () => {
  test('every command is told by name', async () => {
    const seen: CommandEvent[] = [];
    const { host, emulator, clock } = bench({ onCommand: (event) => seen.push(event) });
    await host.mode(1);
    const stop = emulator.onCommand(() => undefined);
    stop();
    await host.status(commands.openReceipt, { flags: 0, type: 1 });
    await emulator.execute(Uint8Array.of(0, 0, 1));
    await clock.advance(1000);
    expect(seen.map(({ name }) => name)).toEqual(['exitMode', 'enterMode', 'openReceipt', undefined]);
    expect(seen[1]).toMatchObject({
      request: { mode: 1, password: '00000030' },
      error: undefined,
      dateTime: START,
    });
    expect(seen[2]?.error).toMatchObject({ status: 0x8f });
    expect(seen[3]?.bytes).toEqual(Uint8Array.of(0x55, 0x7a, 0));
  });

  test('whoever watches changes nothing, although he throws or leaves in the middle', async () => {
    const failures: unknown[] = [];
    const seen: unknown[] = [];
    const { host, emulator } = bench({ onError: (error) => failures.push(error) });
    const faulty = new Error('a watcher failed');
    emulator.onCommand(() => {
      throw faulty;
    });
    const leave = emulator.onCommand(() => leave());
    emulator.onCommand(({ name }) => seen.push(name));
    expect(await host.status(commands.openReceipt, { flags: 0, type: 1 })).toBe('66');
    await host.mode(1);
    expect(seen).toEqual(['openReceipt', 'exitMode', 'enterMode']);
    expect(failures).toEqual([faulty, faulty, faulty]);
  });

  test('overrides stand in front of the register, the last one first', async () => {
    const { host, emulator } = bench();
    await host.openShift();
    let calls = 0;
    const remove = emulator.override('openReceipt', (_request, next) => {
      calls++;
      return next();
    });
    const paper = emulator.override('openReceipt', () => {
      throw deviceError(deviceStatus.noPaper);
    });
    expect(await host.status(commands.openReceipt, { flags: 0, type: 1 })).toBe('67');
    expect(calls).toBe(0);
    paper();
    expect(await host.status(commands.openReceipt, { flags: 0, type: 1 })).toBe('ok');
    expect(calls).toBe(1);
    remove();
    await host.call(commands.cancelReceipt);
    await host.begin();
    expect(calls).toBe(1);
  });

  test('an override of a command that is none is refused, as it would never run', () => {
    const emulator = new Emulator();
    expect(() => emulator.override('openRecipt' as 'openReceipt', () => undefined as never)).toThrow(
      expect.objectContaining({ english: expect.stringContaining('did you mean "openReceipt"?') }),
    );
  });

  test('an override may change request and answer', async () => {
    const { host, emulator } = bench();
    emulator.override('getStateCode', () => ({ mode: 5, flags: 1 }));
    expect(await host.call(commands.getStateCode)).toEqual({ mode: 5, flags: 1 });
    await host.openShift();
    emulator.override('cashIn', (request, next) => next({ ...request, sum: request.sum * 2 }));
    await host.call(commands.cashIn, { flags: 0, sum: 10_00 });
    expect(await host.call(commands.getCashSum)).toEqual({ sum: 20_00 });
  });

  test('an exception is an internal fault of the register, and its owner hears of it', async () => {
    const errors: unknown[] = [];
    const { host, emulator } = bench({ onError: (error) => errors.push(error) });
    const broken = new Error('broken');
    emulator.override('getDeviceType', () => {
      throw broken;
    });
    emulator.override('getCashSum', () => ({ sum: -1 }));
    const { answer, refused } = await emulator.execute(Uint8Array.of(0, 0, 0xa5));
    expect(refused).toBe(true);
    expect(answer).toEqual(Uint8Array.of(0xf6));
    expect(await host.status(commands.getCashSum)).toBe('F6/03');
    expect(await host.register(registers.extendedError)).toEqual({ code: 0xf6, extended: 3 });
    expect(errors).toHaveLength(2);
    expect(errors[0]).toBe(broken);
  });
});

describe('clock', () => {
  test('is set outside of a shift, and not before the last document', async () => {
    const { host } = bench({ registration: { offline: true } });
    const set = (dateTime: string) => host.status(commands.setDateTime, { dateTime });
    expect(await set('2026-03-02T08:59:59')).toBe('20');
    expect(await set('2026-13-02T08:59:59').catch((error) => error.code)).toBe('RANGE');
    expect(await set('2026-03-05T10:00:00')).toBe('ok');
    expect(await host.register(registers.dateTime)).toEqual({ dateTime: '2026-03-05T10:00:00' });
    expect(await host.status(commands.setTime, { time: '11:00:00' })).toBe('ok');
    expect(await host.status(commands.setDate, { date: '2026-04-01' })).toBe('16');
    expect(await host.status(commands.setDate, { date: '2026-04-02' })).toBe('16');
    expect(await host.status(commands.setDate, { date: '2026-04-02' })).toBe('ok');
    expect(await host.register(registers.dateTime)).toEqual({ dateTime: '2026-04-02T11:00:00' });
    await host.openShift();
    expect(await set('2026-05-05T10:00:00')).toBe('9C');
  });
});
