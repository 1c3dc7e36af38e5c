import { describe, expect, it } from 'vitest';
import { memoryPair, memoryTransport } from '../../src/transport/memory.js';
import type { Connection } from '../../src/transport/transport.js';
import { describeTransport, readBytes } from './contract.js';

describeTransport('memory', async () => {
  const waiting: Connection[] = [];
  return {
    transport: memoryTransport((connection) => waiting.push(connection)),
    accept: async () => waiting.shift() as Connection,
    close: async () => undefined,
  };
});

describe('memory pair', () => {
  it('never makes a writer wait for a reader', async () => {
    const [left, right] = memoryPair();
    for (let i = 0; i < 1000; i++) await left.write(new Uint8Array(1000).fill(i));
    expect((await readBytes(right, 1_000_000)).at(-1)).toBe(999 & 0xff);
  });

  it('copies what is written', async () => {
    const [left, right] = memoryPair();
    const chunk = Uint8Array.of(1, 2, 3);
    await left.write(chunk);
    chunk.fill(9);
    expect(await readBytes(right, 3)).toEqual(Uint8Array.of(1, 2, 3));
  });
});
