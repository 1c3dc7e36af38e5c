import { describe, expect, it } from 'vitest';
import type { LineFault } from '../../src/emulator/index.js';
import { Emulator } from '../../src/emulator/index.js';
import { connect } from '../../src/index.js';
import { yardstick } from '../support/receipts.js';
import { bench, links } from './support.js';

const packetFaults: readonly LineFault[] = [
  { line: 'cut', at: 'closeReceipt', when: 'before' },
  { line: 'cut', at: 'closeReceipt', when: 'before', byte: 4 },
  { line: 'cut', at: 'closeReceipt', when: 'after' },
  { line: 'cut', at: 'closeReceipt', when: 'after', byte: 3, downMs: 3000 },
  { line: 'cut', at: 'endPosition', nth: 2 },
  { line: 'cut', at: 'payment', times: 2 },
  { line: 'lose', at: 'closeReceipt', when: 'before' },
  { line: 'lose', at: 'closeReceipt' },
  { line: 'double', at: 'closeReceipt', when: 'before' },
  { line: 'double', at: 'closeReceipt' },
  { line: 'double', at: 'payment', times: 'always' },
  { line: 'delay', at: 'closeReceipt', ms: 4000 },
  { line: 'delay', at: 'payment', when: 'before', ms: 700 },
  { line: 'drip', at: 'closeReceipt', ms: 20 },
  { line: 'flip', at: 'closeReceipt' },
  { line: 'flip', at: 'endPosition', when: 'before', byte: 5 },
  { line: 'noise', at: 'payment', rate: 0.2, seed: 3 },
  { line: 'silence', at: 'closeReceipt' },
  { line: 'silence', at: 'closeReceipt', when: 'before', byte: 2 },
  { line: 'silence', at: 'payment', forMs: 2000 },
];

const byteFaults: readonly LineFault[] = [
  { line: 'cut' },
  { line: 'cut', byte: 100 },
  { line: 'cut', byte: 100, direction: 'toRegister' },
  { line: 'flip', byte: 77, direction: 'toRegister' },
  { line: 'silence', byte: 60 },
  { line: 'lose', nth: 5 },
  { line: 'double', direction: 'toRegister', nth: 5, times: 3 },
];

describe.each(links)('a receipt over $title', ({ device, host }) => {
  it.each([...packetFaults, ...byteFaults].map((fault) => [JSON.stringify(fault), fault] as const))(
    'is issued once in spite of %s',
    async (_title, fault) => {
      await using run = await bench(device, host);
      const { emulator, kkt } = run;
      const struck: string[] = [];
      emulator.events.on('fault', ({ id }) => struck.push(id));
      emulator.faults.add({ ...fault, id: 'one' });
      const result = await kkt.issue(yardstick);
      expect(struck.length, emulator.trace()).toBeGreaterThan(0);
      expect(emulator.receipts, emulator.trace()).toHaveLength(1);
      expect(result.documentNumber).toBe(emulator.fn.state.last.number);
    },
  );
});

describe('lines', () => {
  it('are cut as soon as the fault is added, and cannot be opened for a while', async () => {
    await using emulator = await Emulator.listen({ latency: 0 });
    const reconnect = false;
    await using kkt = await connect(emulator.url, { reconnect });
    const closed = emulator.events.once('line', { wanted: ({ state }) => state === 'closed' });
    const off = emulator.faults.add({ line: 'cut', downMs: 60_000 });
    await closed;
    await expect(connect(emulator.url, { reconnect })).rejects.toMatchObject({ name: 'ConnectionError' });
    off();
    emulator.faults.clear();
    await using again = await connect(emulator.url);
    expect((await again.status()).shift.state).toBe('closed');
    expect(kkt).toBeDefined();
  });

  it('carry answers as before when the fault is over', async () => {
    await using run = await bench();
    const { emulator, kkt, clock } = run;
    emulator.faults.add({ line: 'delay', at: 'getState', ms: 3000 });
    let start = clock.now();
    await kkt.status();
    expect(clock.now() - start).toBeGreaterThanOrEqual(3000);
    start = clock.now();
    await kkt.status();
    expect(clock.now() - start).toBeLessThan(3000);
    expect(emulator.faults.list).toMatchObject([{ struck: 1, active: false }]);
  });

  it('meet the fault at the command, and no other one', async () => {
    await using run = await bench();
    const { emulator, kkt } = run;
    const at: (string | undefined)[] = [];
    emulator.events.on('fault', ({ command }) => at.push(command));
    emulator.faults.add({ line: 'double', at: 'payment', times: 'always' });
    await kkt.issue(yardstick);
    expect(at).toEqual(['payment']);
  });
});
