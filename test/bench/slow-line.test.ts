import { expect, it } from 'vitest';
import { slowLine } from '../../bench/slow-line.js';
import { memoryPair } from '../../src/transport/memory.js';
import type { Connection } from '../../src/transport/transport.js';

/** Milliseconds until so many bytes have come, and the bytes. */
async function arrival(line: Connection, count: number): Promise<{ ms: number; bytes: number[] }> {
  const started = performance.now();
  const bytes: number[] = [];
  for await (const chunk of line) {
    bytes.push(...chunk);
    if (bytes.length >= count) break;
  }
  return { ms: performance.now() - started, bytes };
}

// Upper bounds: another program may have the processor just then.
const again = { retry: 3 };

it('delays every answer by the same time, however many are on their way', again, async () => {
  const [host, device] = memoryPair();
  const slow = slowLine(device, { name: '', delayMs: 30 });
  const answers = arrival(host, 3);
  for (const byte of [1, 2, 3]) void slow.write(Uint8Array.of(byte));
  const { ms, bytes } = await answers;
  expect(bytes).toEqual([1, 2, 3]);
  expect(ms).toBeGreaterThanOrEqual(30);
  expect(ms).toBeLessThan(60);
  const commands = arrival(slow, 1);
  await host.write(Uint8Array.of(4));
  expect((await commands).ms).toBeLessThan(30);
});

it('carries so many bytes a second in each direction', again, async () => {
  const [host, device] = memoryPair();
  const slow = slowLine(device, { name: '', baudRate: 115_200 });
  const commands = arrival(slow, 576);
  const answers = arrival(host, 576);
  for (let i = 0; i < 4; i++) {
    void host.write(new Uint8Array(144));
    void slow.write(new Uint8Array(144));
  }
  // 576 bytes of 10 bits take 50 ms, in both directions at once.
  for (const { ms } of await Promise.all([commands, answers])) {
    expect(ms).toBeGreaterThanOrEqual(49);
    expect(ms).toBeLessThan(95);
  }
});
