import { describe, expect, it } from 'vitest';
import { faulty, faultyTransport, noise } from '../../src/transport/faults.js';
import { memoryPair, memoryTransport } from '../../src/transport/memory.js';
import type { Connection } from '../../src/transport/transport.js';
import { VirtualClock } from '../../src/util/clock.js';
import { describeTransport, endOf, readBytes } from './contract.js';

const bytes = (...values: number[]) => Uint8Array.from(values);
const lost = expect.objectContaining({ name: 'ConnectionError', code: 'LOST' });

async function chunksOf(connection: Connection): Promise<number[][]> {
  const chunks: number[][] = [];
  try {
    for await (const chunk of connection) chunks.push([...chunk]);
  } catch {
    // The end of the line ends the list.
  }
  return chunks;
}

// A line without faults is a line.
describeTransport(
  'faultless',
  async () => {
    const waiting: Connection[] = [];
    return {
      transport: faultyTransport(
        memoryTransport((connection) => waiting.push(connection)),
        () => ({ out: { split: 7 } }),
      ),
      accept: async () => waiting.shift() as Connection,
      close: async () => undefined,
    };
  },
  { big: 10_000 },
);

describe('faulty line', () => {
  it('is cut after the byte that was asked for, in what we write', async () => {
    for (const cutAfter of [1, 2, 3, 4, 5]) {
      const [near, far] = memoryPair();
      const line = faulty(near, { out: { cutAfter } });
      const read = chunksOf(far);
      const end = endOf(line);
      const writes = [line.write(bytes(1, 2, 3)), line.write(bytes(4, 5))];
      const results = await Promise.allSettled(writes);
      expect(results.map(({ status }) => status)).toEqual(
        cutAfter <= 3 ? ['rejected', 'rejected'] : ['fulfilled', 'rejected'],
      );
      expect((await read).flat()).toEqual([1, 2, 3, 4, 5].slice(0, cutAfter));
      expect(await end).toEqual(lost);
    }
  });

  it('is cut after the byte that was asked for, in what we read', async () => {
    const [near, far] = memoryPair();
    const line = faulty(near, { in: { cutAfter: 4 } });
    const farEnd = endOf(far);
    await far.write(bytes(1, 2, 3));
    await far.write(bytes(4, 5));
    expect(await chunksOf(line)).toEqual([[1, 2, 3], [4]]);
    expect(await endOf(line)).toEqual(lost);
    expect(await farEnd).toEqual(lost);
    await expect(line.write(bytes(1))).rejects.toEqual(lost);
  });

  it('can be dead from the first byte', async () => {
    const [near, far] = memoryPair();
    const line = faulty(near, { out: { cutAfter: 0 } });
    await expect(line.write(bytes(1))).rejects.toEqual(lost);
    expect(await chunksOf(far)).toEqual([]);
  });

  it('falls silent without dying, and may come back', async () => {
    const [near, far] = memoryPair();
    const line = faulty(near, { out: { silentAfter: 2, silentUntil: 4 } });
    await line.write(bytes(1, 2, 3));
    await line.write(bytes(4, 5, 6));
    expect(await readBytes(far, 4)).toEqual(bytes(1, 2, 5, 6));
  });

  it('changes, drops and doubles bytes', async () => {
    const [near, far] = memoryPair();
    const line = faulty(near, {
      in: {
        alter: (byte, offset) => (offset === 0 ? byte ^ 0x80 : offset === 1 ? [] : [byte, byte]),
      },
    });
    await far.write(bytes(1, 2, 3));
    expect(await readBytes(line, 3)).toEqual(bytes(0x81, 3, 3));
  });

  it('splits into pieces', async () => {
    const [near, far] = memoryPair();
    const line = faulty(near, { out: { split: 2 } });
    await line.write(bytes(1, 2, 3, 4, 5));
    await line.close();
    expect(await chunksOf(far)).toEqual([[1, 2], [3, 4], [5]]);
  });

  it('delays on a clock of its own and keeps the order', async () => {
    const clock = new VirtualClock();
    const [near, far] = memoryPair();
    const line = faulty(near, { out: { delayMs: 100 }, clock });
    const done: number[] = [];
    void line.write(bytes(1)).then(() => done.push(1));
    void line.write(bytes(2)).then(() => done.push(2));
    await clock.advance(99);
    expect(done).toEqual([]);
    await clock.advance(1);
    expect(done).toEqual([1]);
    await clock.advance(100);
    expect(done).toEqual([1, 2]);
    expect(await readBytes(far, 2)).toEqual(bytes(1, 2));
  });

  it('takes its plan per attempt', async () => {
    const far: Connection[] = [];
    const transport = faultyTransport(
      memoryTransport((connection) => far.push(connection)),
      (attempt) => (attempt === 0 ? { out: { cutAfter: 1 } } : undefined),
    );
    const first = await transport.connect();
    await expect(first.write(bytes(1, 2))).rejects.toEqual(lost);
    const second = await transport.connect();
    await second.write(bytes(1, 2));
    expect(await readBytes(far[1] as Connection, 2)).toEqual(bytes(1, 2));
  });
});

describe('noise', () => {
  const run = (seed: number) => {
    const alter = noise({ seed, flip: 0.1, drop: 0.1, double: 0.1 });
    return Array.from({ length: 2000 }, (_, i) => alter(i & 0xff)).map((out, i) => ({ byte: i & 0xff, out }));
  };

  it('is repeatable', () => {
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
  });

  it('damages about as often as it is told', () => {
    const bits = (byte: number) => byte.toString(2).replaceAll('0', '').length;
    const damaged = run(3);
    const dropped = damaged.filter(({ out }) => out.length === 0);
    const doubled = damaged.filter(({ out }) => out.length === 2);
    const flipped = damaged.filter(({ byte, out }) => out.length === 1 && out[0] !== byte);
    for (const some of [dropped, doubled, flipped]) {
      expect(some.length).toBeGreaterThan(120);
      expect(some.length).toBeLessThan(280);
    }
    expect(flipped.every(({ byte, out }) => bits(byte ^ (out[0] as number)) === 1)).toBe(true);
  });
});
