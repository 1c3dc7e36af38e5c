import { describe, expect, it } from 'vitest';
import { checkFault, type Fault, OfdServer } from '../../src/emulator/index.js';
import { commands } from '../../src/protocol/index.js';
import { yardstick } from '../support/receipts.js';
import { bench } from './support.js';

const paper = { ...yardstick, electronic: false };
const HOUR = 3_600_000;

describe('error bytes', () => {
  it('strike the command once and leave it undone', async () => {
    await using run = await bench();
    const { emulator, kkt } = run;
    emulator.faults.add({ at: 'closeReceipt', error: 0x67 });
    await expect(kkt.issue(yardstick)).rejects.toMatchObject({ status: 0x67, outcome: 'refused' });
    expect(emulator.receipts).toEqual([]);
    await kkt.issue(yardstick);
    expect(emulator.receipts).toHaveLength(1);
    expect(emulator.faults.list).toMatchObject([{ struck: 1, active: false }]);
  });

  it('strike from the nth command on, so many times', async () => {
    await using run = await bench();
    const { emulator, kkt } = run;
    emulator.faults.add({ at: '75', nth: 2, times: 2, error: '7D' });
    const outcomes: string[] = [];
    for (let call = 0; call < 5; call++) {
      await kkt.call(commands.cutPaper, { type: 0 }).then(
        () => outcomes.push('ok'),
        (error: { status: number }) => outcomes.push(error.status.toString(16)),
      );
    }
    expect(outcomes).toEqual(['ok', '7d', '7d', 'ok', 'ok']);
  });

  it('go on until they are taken off', async () => {
    await using run = await bench();
    const { emulator, kkt } = run;
    const off = emulator.faults.add({ at: 'cutPaper', times: 'always', error: 0x69 });
    for (let call = 0; call < 3; call++)
      await expect(kkt.call(commands.cutPaper, { type: 0 })).rejects.toMatchObject({ status: 0x69 });
    off();
    await kkt.call(commands.cutPaper, { type: 0 });
    expect(emulator.faults.list).toEqual([]);
  });

  it('have extended codes: the third byte of F6, register 37 of EE', async () => {
    await using run = await bench();
    const { emulator, kkt } = run;
    emulator.faults.add({ at: 'cutPaper', error: 0xf6, extended: 4 });
    await expect(kkt.call(commands.cutPaper, { type: 0 })).rejects.toMatchObject({
      status: 0xf6,
      extended: 4,
    });
    emulator.faults.add({ at: 'closeReceipt', error: 'EE', extended: '0104' });
    await expect(kkt.issue(yardstick)).rejects.toMatchObject({
      status: 0xee,
      extended: 0x0104,
      statusName: 'invalidTaxNumber',
    });
  });

  it('may come from a command that was executed: the receipt is found by its number', async () => {
    await using run = await bench();
    const { emulator, kkt } = run;
    emulator.faults.add({ at: 'closeReceipt', error: 0x9a, executed: true });
    const { documentNumber } = await kkt.issue(yardstick);
    expect(emulator.receipts).toHaveLength(1);
    expect(documentNumber).toBe(emulator.fn.state.last.number);
  });

  it('76 is waited out: so many times, or for a time', async () => {
    await using run = await bench();
    const { emulator, kkt, clock } = run;
    emulator.faults.add({ at: 'closeReceipt', error: 0x76, times: 2 });
    await kkt.issue(yardstick);
    expect(emulator.faults.list).toMatchObject([{ struck: 2 }]);
    const start = clock.now();
    emulator.faults.add({ busyMs: 5000 });
    await kkt.issue(yardstick);
    expect(clock.now() - start).toBeGreaterThanOrEqual(5000);
    expect(emulator.receipts).toHaveLength(2);
  });
});

describe('power', () => {
  it.each(['before', 'during', 'after'] as const)(
    'that fails %s the closing of a receipt leaves one receipt',
    async (when) => {
      for (const memory of ['lost', 'kept'] as const) {
        await using run = await bench();
        const { emulator, kkt } = run;
        const states: string[] = [];
        emulator.events.on('power', ({ state }) => states.push(state));
        emulator.faults.add({ power: 'loss', at: 'closeReceipt', when, memory, offMs: 2000 });
        const outcome = await kkt.issue(yardstick).then(
          ({ documentNumber }) => documentNumber,
          (error: { outcome: string; name: string }) => error,
        );
        expect(states, emulator.trace()).toEqual(['off', 'on']);
        if (typeof outcome === 'number') {
          expect(emulator.receipts).toHaveLength(1);
          expect(outcome).toBe(emulator.fn.state.last.number);
        } else {
          // The receipt went with the power: nothing was signed, and the caller was told so.
          expect(outcome, emulator.trace()).toMatchObject({ outcome: 'refused' });
          expect(emulator.receipts).toEqual([]);
          expect([when, memory]).not.toEqual(['after', memory]);
        }
        await kkt.issue({ ...yardstick, customer: { contact: 'next@example.com' } });
      }
    },
  );

  it('stays away until it is switched on', async () => {
    await using run = await bench();
    const { emulator, kkt } = run;
    emulator.faults.add({ power: 'loss', offMs: 'never' });
    await expect(kkt.status()).rejects.toMatchObject({ name: 'ConnectionError' });
    expect(emulator.power.isOn).toBe(false);
    await emulator.power.on();
    expect((await kkt.status()).shift.state).toBe('open');
  });

  it('that fails in a Z report after the FN signed it leaves an interrupted Z', async () => {
    await using run = await bench({ model: '30F' });
    const { emulator, kkt } = run;
    await kkt.issue(paper);
    emulator.events.on('document', ({ document }) => {
      if (document.form === 5) void emulator.power.off().then(() => emulator.power.on());
    });
    await kkt.closeShift().catch(() => undefined);
    await expect(kkt.openShift()).rejects.toMatchObject({ status: 0x1a });
    const report = await kkt.finishInterruptedZ();
    expect(report.shiftNumber).toBe(1);
    expect(emulator.state.shift.byType[1]).toMatchObject({ receipts: 0 });
    expect(emulator.fn.documents().filter(({ form }) => form === 5)).toHaveLength(1);
  });
});

describe('a Z report that broke off', () => {
  it.each([
    ['with', { operator: { name: 'Иванова Анна', inn: '500100732259' } }],
    ['without', {}],
  ] as const)('is what closing the shift finishes, %s a cashier', async (_how, options) => {
    for (const signed of [true, false]) {
      await using run = await bench({ model: '30F', latency: 0 });
      const { emulator, kkt } = run;
      await kkt.issue(paper);
      emulator.faults.add({ zReport: 'interrupted', signed });
      expect(await kkt.closeShift(options)).toMatchObject({ shiftNumber: 1, documentNumber: 4 });
      expect(emulator.fn.documents().map(({ form }) => form)).toEqual([1, 2, 3, 5]);
      // Nobody was named for a report that was under way; whoever opens the next shift is.
      await kkt.openShift({ operator: { name: 'Сидоров' } });
      const opening = await kkt.fn.readDocument(5);
      expect(opening?.fields.find(({ tag }) => tag === 1021)?.value).toBe('Сидоров');
    }
  });

  it.each([true, false])('in its middle, signed %s: 1A until 5A', async (signed) => {
    await using run = await bench({ model: '30F' });
    const { emulator, kkt } = run;
    await kkt.issue(paper);
    emulator.faults.add({ at: 'closeShift', zReport: 'interrupted', signed });
    // Once the FN has it, the shift is closed, and only paper and counters are missing.
    if (signed) expect(await kkt.closeShift()).toMatchObject({ shiftNumber: 1, printed: false });
    else await expect(kkt.closeShift()).rejects.toMatchObject({ status: 0x1a });
    await expect(kkt.reportX()).rejects.toMatchObject({ status: 0x1a });
    await expect(kkt.issue(paper)).rejects.toMatchObject({ status: 0x1a });
    const report = await kkt.finishInterruptedZ();
    expect(report.shiftNumber).toBe(1);
    expect(emulator.fn.documents().filter(({ form }) => form === 5)).toHaveLength(1);
    expect(emulator.tape.join('\n')).toContain('СУТОЧНЫЙ ОТЧЕТ С ГАШЕНИЕМ');
    expect((await kkt.openShift()).shiftNumber).toBe(2);
    await kkt.issue(paper);
  });

  it('before: the next receipt opens its shift by itself', async () => {
    await using run = await bench();
    const { emulator, kkt } = run;
    emulator.faults.add({ zReport: 'interrupted' });
    await expect(kkt.issue(yardstick)).rejects.toMatchObject({ status: 0x1a });
    await kkt.finishInterruptedZ();
    expect(emulator.fn.state.shift.open).toBe(false);
    await kkt.call(commands.exitMode);
    await kkt.call(commands.enterMode, { mode: 1, password: '00000030' });
    await kkt.call(commands.openReceipt, { flags: 0, type: 1 });
    expect(emulator.fn.documents().map(({ form }) => form)).toEqual([1, 2, 5, 2]);
    await kkt.call(commands.cancelReceipt);
    await kkt.closeShift();
    // Once only.
    await kkt.call(commands.exitMode);
    await kkt.call(commands.enterMode, { mode: 1, password: '00000030' });
    await expect(kkt.call(commands.openReceipt, { flags: 0, type: 1 })).rejects.toMatchObject({
      status: 0x8f,
    });
  });
});

describe('paper', () => {
  it.each([
    ['out', 0x67],
    ['cover', 0x67],
    ['overheat', 0xd1],
    ['cutter', 0x69],
    ['printer', 0x68],
    ['mechanics', 0x69],
  ] as const)(
    '%s: receipts on paper are refused with %i, electronic ones are not',
    async (trouble, status) => {
      await using run = await bench({ model: '30F' });
      const { emulator, kkt } = run;
      const off = emulator.faults.add({ paper: trouble });
      await expect(kkt.issue(paper)).rejects.toMatchObject({ status });
      await kkt.issue(yardstick);
      off();
      await kkt.issue({ ...paper, customer: { contact: 'next@example.com' } });
      expect(emulator.receipts).toHaveLength(2);
    },
  );

  it('that ends at the closing leaves a signed receipt, whose print is continued', async () => {
    await using run = await bench({ model: '30F' });
    const { emulator, kkt } = run;
    const off = emulator.faults.add({ at: 'closeReceipt', paper: 'out' });
    const before = emulator.tape.length;
    await kkt.issue(paper).catch(() => undefined);
    expect(emulator.receipts).toHaveLength(1);
    expect(emulator.tape).toHaveLength(before);
    off();
    await kkt.call(commands.continuePrint);
    expect(emulator.tape.slice(before).join('\n')).toContain('ИТОГ');
  });

  it('that ends in the middle of a receipt goes on where it ended', async () => {
    await using run = await bench({ model: '30F' });
    const { emulator, kkt } = run;
    const before = emulator.tape.length;
    const off = emulator.faults.add({ paper: 'out', afterLines: 6 });
    await kkt.issue(paper).catch(() => undefined);
    expect(emulator.receipts).toHaveLength(1);
    expect(emulator.tape).toHaveLength(before + 6);
    off();
    await kkt.call(commands.continuePrint);
    expect(emulator.tape.slice(before).filter((line) => line.startsWith('ИТОГ'))).toHaveLength(1);
    expect(emulator.state.printed).toBe(true);
  });

  it('is there again after a time', async () => {
    await using run = await bench({ model: '30F' });
    const { emulator, kkt, clock } = run;
    emulator.faults.add({ paper: 'out', forMs: 60_000 });
    await expect(kkt.issue(paper)).rejects.toMatchObject({ status: 0x67 });
    await clock.sleep(60_001);
    await kkt.issue(paper);
  });

  it('a document that does not get to its end is told by register 3B', async () => {
    await using run = await bench({ model: '30F' });
    const { emulator, kkt } = run;
    emulator.faults.add({ at: 'closeShift', printed: false });
    const asked: (string | undefined)[] = [];
    emulator.events.on('answer', ({ name }) => asked.push(name));
    await kkt.closeShift();
    // The driver prints the rest of it by itself.
    expect(asked).toContain('continuePrint');
    expect(emulator.state.printed).toBe(true);
  });
});

describe('clock, FN and operator', () => {
  it('a clock that jumps a day makes the shift too old', async () => {
    await using run = await bench();
    const { emulator, kkt } = run;
    emulator.faults.add({ at: 'getState', clock: 25 * HOUR });
    await kkt.status();
    expect(emulator.now.slice(0, 13)).toBe('2026-03-03T10');
    await expect(kkt.call(commands.openReceipt, { flags: 0, type: 1 })).rejects.toMatchObject({
      status: 0x88,
    });
    emulator.faults.add({ clock: '2026-03-02T12:00:00' });
    expect(emulator.now).toBe('2026-03-02T12:00:00');
    await kkt.issue(yardstick);
  });

  it('a clock set back makes the FN refuse', async () => {
    await using run = await bench();
    const { emulator, kkt } = run;
    emulator.faults.add({ clock: -HOUR });
    await expect(kkt.issue(yardstick)).rejects.toMatchObject({ status: 0xd9 });
  });

  it('without its FN the register cannot sell; with it, it can again', async () => {
    await using run = await bench();
    const { emulator, kkt } = run;
    const off = emulator.faults.add({ fn: 'unplugged', at: 'closeReceipt' });
    await expect(kkt.issue(yardstick)).rejects.toThrow();
    await expect(kkt.call(commands.fnGetStatus)).rejects.toMatchObject({ status: 0xd2 });
    off();
    await kkt.issue({ ...yardstick, customer: { contact: 'next@example.com' } });
    expect(emulator.receipts).toHaveLength(1);
  });

  it('an FN that is nearly full takes what fits, then the closing of the shift only', async () => {
    await using run = await bench();
    const { emulator, kkt } = run;
    const off = emulator.faults.add({ fn: 'nearlyFull', documentsLeft: 1 });
    await kkt.issue(yardstick);
    const next = { ...yardstick, customer: { contact: 'next@example.com' } };
    await expect(kkt.issue(next)).rejects.toMatchObject({ status: 0xd8 });
    off();
    await kkt.issue(next);
  });

  it('documents wait while the operator cannot be reached', async () => {
    await using server = new OfdServer();
    await using run = await bench({ ofd: server.transport() });
    const { emulator, kkt } = run;
    await emulator.ofd.drained();
    const off = emulator.faults.add({ ofd: 'unreachable' });
    const failed = emulator.events.once('ofd');
    await kkt.issue(yardstick);
    expect(await failed).toMatchObject({ accepted: false });
    expect(emulator.ofd.queue.count).toBe(1);
    off();
    await emulator.ofd.drained();
    expect(emulator.ofd.queue.count).toBe(0);
  });
});

describe('descriptions', () => {
  it.each<[unknown, string[]]>([
    [{ at: 'closeReceipt', error: 300 }, ['error']],
    [{ at: 'closeReciept', error: 1 }, ['at']],
    [{ error: 1 }, ['at']],
    [{ at: 'closeReceipt' }, ['']],
    [{ line: 'explode' }, ['line']],
    [{ line: 'cut', byte: -1, colour: 'red' }, ['byte', 'colour']],
    [{ clock: 'yesterday', times: 0 }, ['clock', 'times']],
    ['cut', ['']],
  ])('%j is no fault', async (fault, paths) => {
    await using run = await bench();
    const add = () => run.emulator.faults.add(fault as Fault);
    expect(add).toThrow(expect.objectContaining({ name: 'ValidationError' }));
    try {
      add();
    } catch (error) {
      expect((error as { problems: { path: string }[] }).problems.map(({ path }) => path)).toEqual(paths);
    }
    expect(run.emulator.faults.list).toEqual([]);
  });

  it.each<[object, string]>([
    [
      { at: 'closeReciept', error: 1 },
      'at: name of a command (closeReceipt) or its code (4A); did you mean "closeReceipt"?',
    ],
    [{ at: 'closeReceipt', eror: 1 }, 'line, printed; did you mean "error"?'],
  ])('%j brings what was meant', (fault, message) => {
    expect(() => checkFault(fault)).toThrow(
      expect.objectContaining({ english: expect.stringContaining(message) }),
    );
  });

  it('are plain data, listed as given and replaced by id', async () => {
    await using run = await bench();
    const { faults } = run.emulator;
    faults.add({ id: 'paper', at: 'closeReceipt', error: '67', nth: 3 });
    faults.add(JSON.parse(JSON.stringify(faults.list[0]?.fault)));
    expect(faults.list).toEqual([
      {
        id: 'paper',
        fault: { id: 'paper', at: 'closeReceipt', error: '67', nth: 3 },
        struck: 0,
        active: true,
      },
    ]);
    expect(faults.remove('paper')).toBe(true);
    expect(faults.remove('paper')).toBe(false);
    faults.add({ line: 'cut', downMs: 1e9 });
    faults.clear();
    expect(faults.list).toEqual([]);
    await run.kkt.status();
  });
});
