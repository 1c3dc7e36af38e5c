import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../src/emulator/index.js';
import { commands } from '../../src/protocol/index.js';
import { yardstick } from '../support/receipts.js';
import { bench, links } from './support.js';

const cut = commands.cutPaper;

describe('a scenario', () => {
  it('adds a fault after the nth command', async () => {
    await using run = await bench();
    const { emulator, kkt } = run;
    emulator.faults.play({
      steps: [
        {
          after: { command: 'cutPaper', nth: 2 },
          fault: { id: 'x', at: 'cutPaper', error: 0x69, times: 'always' },
        },
        { after: { command: '75', nth: 4 }, clear: 'x' },
      ],
    });
    const outcomes: number[] = [];
    for (let call = 0; call < 6; call++)
      outcomes.push(
        await kkt.call(cut, { type: 0 }).then(
          () => 0,
          (error: { status: number }) => error.status,
        ),
      );
    expect(outcomes).toEqual([0, 0, 0x69, 0x69, 0, 0]);
  });

  it('adds and clears faults at its time', async () => {
    await using run = await bench({ model: '30F' });
    const { emulator, clock } = run;
    const stop = emulator.faults.play({
      steps: [
        { atMs: 5000, fault: { paper: 'out' } },
        { atMs: 9000, clear: true },
        { atMs: 20_000, fault: { paper: 'cover' } },
      ],
    });
    await clock.sleep(4000);
    expect(emulator.faults.list).toEqual([]);
    await clock.sleep(2000);
    expect(emulator.faults.list).toMatchObject([{ fault: { paper: 'out' } }]);
    await clock.sleep(4000);
    expect(emulator.faults.list).toEqual([]);
    stop();
    await clock.sleep(20_000);
    expect(emulator.faults.list).toEqual([]);
  });

  it('counts its time from a command', async () => {
    await using run = await bench();
    const { emulator, clock, kkt } = run;
    emulator.faults.play({ steps: [{ after: { command: 'cutPaper' }, atMs: 1000, fault: { busyMs: 10 } }] });
    await clock.sleep(5000);
    await kkt.call(cut, { type: 0 });
    expect(emulator.faults.list).toEqual([]);
    await clock.sleep(1001);
    expect(emulator.faults.list).toHaveLength(1);
  });

  it.each<[unknown, string]>([
    [[], ''],
    [{ steps: {} }, 'steps'],
    [{ stages: [] }, 'stages'],
    [{ steps: [{ fault: { line: 'cut' }, when: 1 }] }, 'steps[0].when'],
    [{ steps: [{ clear: true }, { after: { command: 'nope' }, clear: true }] }, 'steps[1].after.command'],
    [{ steps: [{ fault: { line: 'cur' } }] }, 'steps[0].fault.line'],
    [{ steps: [{}] }, 'steps[0]'],
    [{ chaos: { seed: 'x' } }, 'chaos.seed'],
    [{ chaos: { seed: 1, kinds: ['rain'] } }, 'chaos.kinds'],
  ])('%j is none', async (scenario, path) => {
    await using run = await bench();
    expect(() => run.emulator.faults.play(scenario as Scenario)).toThrow(
      expect.objectContaining({ problems: [expect.objectContaining({ path })] }),
    );
  });
});

async function log(
  seed: number,
  index: number,
): Promise<{ events: string[]; struck: number; receipts: number }> {
  const { device, host } = links[index] ?? links[0];
  await using run = await bench(device, { ...host, reconnect: { limitMs: 60_000 } });
  const { emulator, kkt, clock } = run;
  emulator.faults.chaos({ seed, rate: 0.03 });
  const events: string[] = [];
  let struck = 0;
  emulator.events.on('*', (event) => {
    if (event.type === 'fault') struck++;
    events.push(
      `${event.time} ${event.type} ${'name' in event ? event.name : 'text' in event ? event.text : ''}`,
    );
  });
  for (let order = 0; order < 12; order++) {
    const receipt = { ...yardstick, customer: { contact: `${order}@example.com` } };
    for (let tries = 0; tries < 20; tries++) {
      const failed = await kkt
        .issue(receipt, { key: `order${order}`, shift: 'auto' })
        .catch((error: Error) => error);
      if (!(failed instanceof Error)) break;
      await clock.sleep(3000);
    }
  }
  return { events, struck, receipts: emulator.receipts.length };
}

describe('chaos', () => {
  it.each([0, 1, 2])('is the same for the same seed, another for another one (link %i)', async (index) => {
    const first = await log(7, index);
    const second = await log(7, index);
    const other = await log(8, index);
    expect(first.struck).toBeGreaterThan(3);
    expect(second.events).toEqual(first.events);
    expect(other.events).not.toEqual(first.events);
    expect(first.receipts).toBe(12);
    expect(other.receipts).toBe(12);
  });
});
