import { expect, it } from 'vitest';
import { Emulator, type EmulatorEvent } from '../../src/emulator/index.js';
import { yardstick } from '../support/receipts.js';
import { bench } from './support.js';

const paper = { ...yardstick, electronic: false };

it('events tell in order what a sale does', async () => {
  await using run = await bench({ model: '30F' });
  const { emulator, kkt } = run;
  const types: string[] = [];
  emulator.events.on('*', ({ type }) => types.push(type));
  emulator.faults.add({ at: 'closeReceipt', error: 0x76 });
  const document = emulator.events.once('document');
  await kkt.issue(paper);
  const { document: signed, dateTime } = await document;
  expect(signed).toMatchObject({ form: 3, number: emulator.fn.state.last.number });
  expect(dateTime).toMatch(/^2026-03-02T09:00:\d\d$/);
  const order = ['fault', 'document', 'printed'].map((type) => types.indexOf(type));
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(order[0]).toBeGreaterThan(0);
  expect(types.filter((type) => type === 'command')).toHaveLength(
    types.filter((type) => type === 'answer').length,
  );
});

it('an iteration sees everything from its begin, and ends with the emulator', async () => {
  const emulator = await Emulator.listen({ latency: 0 });
  const seen: EmulatorEvent[] = [];
  const reading = (async () => {
    for await (const event of emulator.events) seen.push(event);
  })();
  const { connect } = await import('../../src/index.js');
  const kkt = await connect(emulator.url);
  await kkt.openShift();
  await kkt.close();
  await emulator.close();
  await reading;
  expect(seen.map(({ sequence }) => sequence)).toEqual(seen.map((_, index) => index + 1));
  expect(seen[0]).toMatchObject({ type: 'line', line: 1, state: 'opened' });
  expect(seen.at(-1)).toMatchObject({ type: 'line', line: 1, state: 'closed' });
  expect(seen.filter(({ type }) => type === 'document')).toHaveLength(1);
});

it('a listener that is taken off hears nothing more; one that throws harms nobody', async () => {
  const errors: unknown[] = [];
  await using run = await bench({ onError: (error) => errors.push(error) });
  const { emulator, kkt } = run;
  let heard = 0;
  const off = emulator.events.on('answer', () => heard++);
  const bad = emulator.events.on('answer', () => {
    throw new Error('bad listener');
  });
  await kkt.call((await import('../../src/protocol/index.js')).commands.getState);
  off();
  bad();
  await kkt.status();
  expect(heard).toBe(1);
  expect(errors).toMatchObject([{ message: 'bad listener' }]);
  const abort = new AbortController();
  const waiting = emulator.events.once('power', { signal: abort.signal });
  abort.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
});

it('the trace shows commands by name, documents, paper and faults', async () => {
  await using run = await bench({ model: '30F' });
  const { emulator, kkt } = run;
  emulator.faults.add({ id: 'no-paper', at: 'closeReceipt', error: 0x67 });
  await kkt.issue(paper).catch(() => undefined);
  await kkt.issue(paper);
  const trace = emulator.trace();
  expect(trace).toContain('- line 1 opened');
  expect(trace).toContain('> readRegister lastDocument → ');
  expect(trace).toMatch(/> openReceipt \{"flags":0,"type":1\} → ok/);
  expect(trace).toContain('! no-paper at closeReceipt: {"id":"no-paper"');
  expect(trace).toMatch(/> closeReceipt .* → REFUSED 67 Нет бумаги/);
  expect(trace).toMatch(/= ФД № 3 кассовый чек.* 212\.50, 2026-03-02T09:00, ФП \d+/i);
  expect(trace).toMatch(/\| ИТОГ +=212\.50/);
  const columns = trace.split('\n').map((line) => line.length);
  expect(Math.max(...columns)).toBeLessThan(400);
});
