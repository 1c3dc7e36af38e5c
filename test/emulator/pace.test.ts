import { describe, expect, it } from 'vitest';
import { Emulator, type EmulatorOptions, VirtualClock } from '../../src/emulator/index.js';
import { connect, type ReceiptInput } from '../../src/index.js';
import { atol } from '../cli/cli.js';
import { yardstick } from '../support/receipts.js';

const onPaper: ReceiptInput = { ...yardstick, electronic: false };

/** What every call of a short day takes, ms of a virtual clock. */
async function day(options: EmulatorOptions, receipts = 3): Promise<number[]> {
  const clock = new VirtualClock({ autoAdvance: true });
  await using emulator = new Emulator({ clock, dateTime: '2026-11-30T10:00:00', ...options });
  await using kkt = await connect(emulator.transport(), { clock });
  const times: number[] = [];
  const timed = async (call: () => Promise<unknown>): Promise<void> => {
    const started = clock.now();
    await call();
    times.push(clock.now() - started);
  };
  await timed(() => kkt.openShift());
  for (let count = 0; count < receipts; count++) await timed(() => kkt.issue(onPaper));
  await timed(() => kkt.closeShift());
  return times;
}

describe.each(['any', 'v2', 'p5'] as const)('the pace of a register, link %s', (link) => {
  it('is steady by default: a receipt takes what its signature takes', async () => {
    const [, first, second, third] = await day({ model: '30F', link });
    expect(new Set([first, second, third]).size).toBe(1);
  });

  it('varies by its seed when it is realistic, and by nothing else', async () => {
    const realistic = { model: '30F', link, pace: 'realistic' } as const;
    const once = await day({ ...realistic, seed: 7 });
    expect(await day({ ...realistic, seed: 7 })).toEqual(once);
    expect(await day({ ...realistic, seed: 8 })).not.toEqual(once);
    const [, first, second, third] = once;
    expect(new Set([first, second, third]).size).toBeGreaterThan(1);
  });

  it('lets paper come out as fast as the model prints', async () => {
    const sum = (times: readonly number[]): number => times.reduce((all, ms) => all + ms, 0);
    const options = { link, pace: 'realistic', latency: 0 } as const;
    const [none, counter, battery] = [
      sum(await day({ ...options, model: '42FS' })),
      sum(await day({ ...options, model: '30F' })),
      sum(await day({ ...options, model: '91F' })),
    ];
    // Three receipts and two reports: at least a hundred lines of 17 and of 57 ms.
    expect(counter - none).toBeGreaterThan(100 * 17);
    expect(battery - none).toBeGreaterThan(100 * 57);
  });
});

it('has a long tail: now and then the FN takes much longer', async () => {
  const receipts = 200;
  const times = (await day({ model: '42FS', pace: 'realistic', seed: 3 }, receipts)).slice(1, -1);
  const slow = times.filter((ms) => ms > 900 * 3);
  expect(slow.length).toBeGreaterThan(0);
  expect(slow.length).toBeLessThan(receipts / 10);
});

it.each([
  [{ pace: 'fast' }, 'pace'],
  [{ seed: -1 }, 'seed'],
  [{ seed: 1.5 }, 'seed'],
] as const)('%j is refused', (options, path) => {
  expect(() => new Emulator(options as never)).toThrow(
    expect.objectContaining({ problems: [expect.objectContaining({ path })] }),
  );
});

it('atol emulate has it by --pace and --seed', async () => {
  expect((await atol(['emulate', '--pace', 'realstic'])).stderr).toContain('--pace бывает steady, realistic');
  expect((await atol(['emulate', '--pace', 'realistic', '--seed', 'x'])).stderr).toContain(
    '--seed — целое число',
  );
  const stop = new AbortController();
  const words = ['emulate', '--listen', 'tcp://127.0.0.1:0', '--pace', 'realistic', '--seed', '7', '--json'];
  const running = atol(words, { signal: stop.signal });
  setImmediate(() => stop.abort());
  expect((await running).code).toBe(0);
});
