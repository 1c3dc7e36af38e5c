import { describe, expect, test } from 'vitest';
import { registers } from '../../src/protocol/classic/registers.js';
import { commands, encodeRequest } from '../../src/protocol/index.js';
import { fromHex, toHex } from '../../src/util/hex.js';
import { bench } from './support.js';

const enter = (mode: number, password = '00000030') => ({ mode, password });

describe('modes and passwords', () => {
  test('a mode is entered from the choice only, and left by 48', async () => {
    const { host } = bench();
    expect(await host.status(commands.enterMode, enter(1))).toBe('ok');
    expect(await host.status(commands.enterMode, enter(2))).toBe('66');
    expect(await host.status(commands.exitMode)).toBe('ok');
    expect(await host.status(commands.enterMode, enter(2))).toBe('ok');
    expect(await host.call(commands.getStateCode)).toEqual({ mode: 2, flags: 0 });
  });

  test('mode 7 has submodes only, and there is no mode 8', async () => {
    const { host } = bench();
    expect(await host.status(commands.enterMode, enter(7))).toBe('66');
    expect(await host.status(commands.enterMode, enter(8))).toBe('66');
    expect(await host.status(commands.enterMode, enter(0))).toBe('66');
  });

  test.each([
    ['00000031', 1, '8C'],
    ['00000001', 1, 'ok'],
    ['00000001', 2, '8C'],
    ['00000029', 3, 'ok'],
    ['00000029', 4, '8C'],
    ['00000030', 6, 'ok'],
  ])('password %s for mode %i: %s', async (password, mode, status) => {
    const { host } = bench();
    expect(await host.status(commands.enterMode, enter(mode, password))).toBe(status);
  });

  test('commands outside their mode are refused with 66', async () => {
    const { host } = bench();
    expect(await host.status(commands.openReceipt, { flags: 0, type: 1 })).toBe('66');
    expect(await host.status(commands.closeShift)).toBe('66');
    expect(
      await host.status(commands.writeTable, { table: 2, row: 1, field: 1, value: Uint8Array.of(1) }),
    ).toBe('66');
  });

  test('an open receipt keeps its mode', async () => {
    const { host } = bench();
    await host.openShift();
    await host.begin();
    expect(await host.status(commands.exitMode)).toBe('9B');
    await host.call(commands.cancelReceipt);
    expect(await host.status(commands.exitMode)).toBe('ok');
  });

  test('the access password stands in front of every command', async () => {
    const { host, emulator } = bench();
    await host.mode(4);
    await host.call(commands.writeTable, { table: 2, row: 1, field: 23, value: fromHex('1234') });
    const status = async (password: number) =>
      toHex((await emulator.execute(encodeRequest(commands.getStateCode, undefined, password))).answer);
    expect(await status(0)).toBe('55 8C 00');
    expect(await status(1234)).toBe('55 04 00');
  });
});

describe('messages that are no commands', () => {
  test.each([
    ['an empty message', '', '55 14 00'],
    ['a password alone', '00 00', '55 14 00'],
    ['an unknown code', '00 00 01', '55 7A 00'],
    ['an unknown command of the FN', '00 00 A4 99', '55 7A 00'],
    ['a wrong password', '00 01 45', '55 8C 00'],
    ['a password that is not decimal', '0F 00 45', '55 13 00'],
    ['too short', '00 00 92 00', '55 14 00'],
    ['too long', '00 00 45 00', '55 14 00'],
    ['digits above 9', '00 00 49 00 00 00 0F 00 00', '55 13 00'],
    ['an unknown register', '00 00 91 31 00 00', '55 6C 00'],
    ['a register from before the FN', '00 00 91 0D 00 00', '55 6C 00'],
    ['a table that is not there', '00 00 46 63 00 01 01', '55 91 00'],
    ['a row that is not there', '00 00 46 02 00 09 01', '55 92 00'],
    ['a field that is not there', '00 00 46 02 00 01 FF', '55 93 00'],
    ['A5, which refuses without a mark', '00 00 A5 00', '14'],
  ])('%s', async (_name, message, answer) => {
    const { emulator } = bench();
    const result = await emulator.execute(fromHex(message));
    expect(toHex(result.answer)).toBe(answer);
    expect(result.refused).toBe(true);
  });

  test('register 37 and command B3 tell the last error, a success clears it', async () => {
    const { host } = bench();
    await host.openShift();
    await host.begin();
    expect(await host.attribute(1077, Uint8Array.of(1))).toBe('EE/0203');
    expect(await host.register(registers.extendedError)).toEqual({ code: 0xee, extended: 0x0203 });
    expect(await host.call(commands.getLastError)).toEqual({ code: 0xee, extended: 0x03 });
    await host.call(commands.beginPosition, {});
    expect(await host.register(registers.extendedError)).toEqual({ code: 0, extended: 0 });
    expect(await host.call(commands.getLastError)).toEqual({ code: 0, extended: 0 });
  });
});
