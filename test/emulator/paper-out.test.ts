import { describe, expect, test } from 'vitest';
import type { Emulator } from '../../src/emulator/index.js';
import { registers } from '../../src/protocol/classic/registers.js';
import { commands, deviceError } from '../../src/protocol/index.js';
import { bench, type Host } from './support.js';

const { printString, getState, getStateCode, continuePrint, readLastDocumentLines } = commands;

const flagsOf = async (host: Host) => {
  const { flags } = await host.call(getState);
  // 08 paper, 20 cover.
  return [flags & 0x28, (await host.call(getStateCode)).flags];
};
const printed = async (host: Host) => (await host.register(registers.printStateAndFeatures)).state >> 4 === 0;

describe('what keeps a printer from printing', () => {
  test.each<[string, (emulator: Emulator) => void, string, number, number]>([
    ['no paper', ({ paper }) => paper.out(), '67', 0x00, 0x01],
    ['an open cover', ({ paper }) => Object.assign(paper, { coverOpen: true }), '67', 0x28, 0x01],
    ['a hot head', ({ paper }) => Object.assign(paper, { trouble: 'overheat' }), 'D1', 0x08, 0x10],
    ['no printer', ({ paper }) => Object.assign(paper, { trouble: 'printer' }), '68', 0x08, 0x02],
    ['mechanics', ({ paper }) => Object.assign(paper, { trouble: 'mechanics' }), '69', 0x08, 0x04],
    ['the cutter', ({ paper }) => Object.assign(paper, { trouble: 'cutter' }), '69', 0x08, 0x08],
  ])('%s', async (_name, spoil, status, state, code) => {
    const { host, emulator } = bench({ model: '30F' });
    await host.openShift();
    expect(await flagsOf(host)).toEqual([0x08, 0]);
    spoil(emulator);
    expect(await flagsOf(host)).toEqual([state, code]);
    const length = emulator.tape.length;
    expect(await host.status(printString, { text: 'нет' })).toBe(status);
    expect(await host.status(commands.printCliche)).toBe(status);
    expect(await host.status(commands.cutPaper, { type: 0 })).toBe(status);
    expect(await host.status(commands.repeatLastDocument)).toBe(status);
    const row = { printer: 1, repeat: 1, offset: 0, dots: Uint8Array.of(1) };
    expect(await host.status(commands.printRasterRow, row)).toBe(status);
    expect(await host.status(commands.openReceipt, { flags: 0, type: 1 })).toBe(status);
    // An electronic receipt needs no paper.
    await host.begin(1, 4);
    await host.add();
    await host.close();
    expect(await printed(host)).toBe(true);
    expect(emulator.tape).toHaveLength(length);
    emulator.paper.trouble = undefined;
    expect(await flagsOf(host)).toEqual([0x08, 0]);
    expect(await host.status(printString, { text: 'да' })).toBe('ok');
  });

  test('does not matter to a model without a printer', async () => {
    const { host, emulator } = bench({ model: '42FS' });
    emulator.paper.out();
    await host.openShift();
    await host.sell();
    expect(await host.status(printString, { text: 'x' })).toBe('ok');
    expect([await flagsOf(host), await printed(host)]).toEqual([[0x08, 0], true]);
  });

  test('a new roll ends it, a closed cover only its own part', () => {
    const { emulator } = bench({ model: '30F' });
    const { paper } = emulator;
    paper.out();
    paper.coverOpen = false;
    expect(paper.trouble).toBe('out');
    paper.coverOpen = true;
    expect(paper.coverOpen).toBe(true);
    paper.load();
    expect([paper.trouble, paper.coverOpen]).toEqual([undefined, false]);
    paper.trouble = 'overheat';
    paper.load();
    paper.coverOpen = false;
    expect(paper.trouble).toBe('overheat');
  });
});

describe('a document that did not get to its end', () => {
  /** Lines of the receipt as an undisturbed register prints it. */
  async function whole(): Promise<string[]> {
    const { host, emulator } = bench({ model: '30F' });
    await host.openShift();
    emulator.paper.clear();
    await host.sell();
    return [...emulator.tape];
  }

  test.each([0, 1, 7, 20])('is continued where it broke off, after %d lines', async (after) => {
    const { host, emulator } = bench({ model: '30F' });
    await host.openShift();
    await host.begin();
    await host.add();
    emulator.paper.clear();
    if (after > 0) emulator.paper.out({ after });
    else emulator.paper.out();
    const before = emulator.fn.state.last.number;
    // The FN has the receipt, the answer says that there is no paper.
    expect(await host.status(commands.closeReceipt, { flags: 0, type: 1, sum: 0 })).toBe('67');
    expect(emulator.fn.state.last.number).toBe(before + 1);
    expect(await printed(host)).toBe(false);
    expect(emulator.tape).toHaveLength(after);
    expect(await host.status(continuePrint)).toBe('67');
    emulator.paper.load();
    expect(await printed(host)).toBe(false);
    await host.call(continuePrint);
    expect(await printed(host)).toBe(true);
    expect(emulator.tape).toEqual(await whole());
    expect(emulator.paper.sheets).toHaveLength(1);
    await host.call(continuePrint);
    expect(emulator.tape).toEqual(await whole());
  });

  test('may break off more than once', async () => {
    const { host, emulator } = bench({ model: '30F' });
    await host.openShift();
    emulator.paper.clear();
    emulator.paper.out({ after: 3 });
    await expect(host.sell()).rejects.toEqual(deviceError(0x67, undefined, 'closeReceipt'));
    emulator.paper.load();
    emulator.paper.out({ after: 4 });
    expect(await host.status(continuePrint)).toBe('67');
    expect(emulator.tape).toHaveLength(7);
    expect(await printed(host)).toBe(false);
    emulator.paper.load();
    await host.call(continuePrint);
    expect(emulator.tape).toEqual(await whole());
  });

  test('a report too: its operation ends well, register 3B tells', async () => {
    const { host, emulator } = bench({ model: '30F' });
    await host.openShift();
    emulator.paper.out({ after: 2 });
    await host.closeShift();
    expect(emulator.fn.state.shift.open).toBe(false);
    expect(await printed(host)).toBe(false);
    emulator.paper.load();
    await host.call(continuePrint);
    expect(emulator.tape.join('\n')).toContain('ОТЧЕТ О ЗАКРЫТИИ СМЕНЫ');
  });

  test('is printed whole from the FN when the register has forgotten it', async () => {
    const { host, emulator } = bench({ model: '30F' });
    await host.openShift();
    await host.begin();
    await host.add();
    emulator.paper.clear();
    emulator.paper.out({ after: 5 });
    await expect(host.close()).rejects.toMatchObject({ status: 0x67 });
    await host.call(commands.clearLastDocument);
    emulator.paper.load();
    await host.call(continuePrint);
    expect(await printed(host)).toBe(true);
    expect(emulator.tape).toEqual([...(await whole()).slice(0, 5), ...(await whole())]);
  });

  test('the roll tells of its end in time', async () => {
    const { host, emulator } = bench({ model: '30F' });
    emulator.paper.out({ after: 22 });
    expect(await flagsOf(host)).toEqual([0x08, 0]);
    for (const text of ['1', '2']) await host.call(printString, { text });
    expect(await flagsOf(host)).toEqual([0x08, 0x80]);
    for (let i = 0; i < 20; i++) await host.call(printString, { text: 'x' });
    expect(await host.status(printString, { text: 'y' })).toBe('67');
    expect(await flagsOf(host)).toEqual([0, 0x01]);
    expect(emulator.tape).toHaveLength(22);
    emulator.paper.load();
    expect(await flagsOf(host)).toEqual([0x08, 0]);
  });

  test('C3 tells which lines are tall', async () => {
    const { host } = bench({ model: '30F' });
    await host.openShift();
    await host.sell();
    await host.mode(2);
    const tall: string[] = [];
    for (let operation = 3; ; operation = 2) {
      const line = await host.call(readLastDocumentLines, { operation }).catch(() => undefined);
      if (!line) break;
      if (line.height === 1) tall.push(line.text.trim());
    }
    expect(tall).toEqual(['КАССОВЫЙ ЧЕК', `ИТОГ${'=100.00'.padStart(28)}`]);
  });
});
