import { expect, it } from 'vitest';
import { slowLine } from '../../bench/slow-line.js';
import { memoryPair } from '../../src/transport/memory.js';
import type { Connection } from '../../src/transport/transport.js';
import { VirtualClock } from '../../src/util/clock.js';

/** The time when so many bytes have come, ms, and the bytes. */
async function arrival(
  line: Connection,
  count: number,
  now: () => number,
): Promise<{ ms: number; bytes: number[] }> {
  const bytes: number[] = [];
  for await (const chunk of line) {
    bytes.push(...chunk);
    if (bytes.length >= count) break;
  }
  return { ms: now(), bytes };
}

it('delays every answer by the same time, however many are on their way', async () => {
  const clock = new VirtualClock({ autoAdvance: true });
  const [host, device] = memoryPair();
  const slow = slowLine(device, { name: '', delayMs: 30 }, clock);
  const answers = arrival(host, 3, () => clock.now());
  for (const byte of [1, 2, 3]) void slow.write(Uint8Array.of(byte));
  expect(await answers).toEqual({ ms: 30, bytes: [1, 2, 3] });
  const commands = arrival(slow, 1, () => clock.now());
  await host.write(Uint8Array.of(4));
  expect(await commands).toEqual({ ms: 30, bytes: [4] });
});

it('carries so many bytes a second in each direction', async () => {
  const clock = new VirtualClock({ autoAdvance: true });
  const [host, device] = memoryPair();
  const slow = slowLine(device, { name: '', baudRate: 115_200 }, clock);
  const commands = arrival(slow, 576, () => clock.now());
  const answers = arrival(host, 576, () => clock.now());
  for (let i = 0; i < 4; i++) {
    void host.write(new Uint8Array(144));
    void slow.write(new Uint8Array(144));
  }
  // 576 bytes of 10 bits take 50 ms, in both directions at once.
  for (const { ms } of await Promise.all([commands, answers])) expect(ms).toBeCloseTo(50, 6);
});

it('keeps the time of the computer when it is given no other', async () => {
  const [host, device] = memoryPair();
  const slow = slowLine(device, { name: '', delayMs: 30 });
  const started = performance.now();
  const answer = arrival(host, 1, () => performance.now());
  void slow.write(Uint8Array.of(1));
  expect((await answer).ms - started).toBeGreaterThanOrEqual(30);
});
