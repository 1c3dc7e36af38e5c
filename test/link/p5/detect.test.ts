import { afterEach, describe, expect, it } from 'vitest';
import { openLink } from '../../../src/link/detect.js';
import { EchoWatch } from '../../../src/link/p5/echo-watch.js';
import { P5Device } from '../../../src/link/p5/index.js';
import { memoryPair } from '../../../src/transport/memory.js';
import type { Connection } from '../../../src/transport/transport.js';
import { VirtualClock } from '../../../src/util/clock.js';
import { fromHex, toHex } from '../../../src/util/hex.js';

const clock = new VirtualClock({ autoAdvance: true });
const lines: Connection[] = [];

afterEach(async () => {
  await Promise.all(lines.splice(0).map((line) => line.close()));
});

function line(): [Connection, Connection] {
  const pair = memoryPair();
  lines.push(...pair);
  return pair;
}

function device(): P5Device {
  return new P5Device({
    clock,
    onCrash: (error) => expect.fail(String(error)),
    execute: async () => fromHex('30 30'),
  });
}

describe('host that looks for the second protocol', () => {
  it.each(['auto', 'p5'] as const)('finds it (%s), and no time passes', async (wanted) => {
    const [ours, theirs] = line();
    void device().serve(theirs);
    const start = clock.now();
    const link = await openLink(ours, { clock, link: wanted });
    expect(link.version).toBe('p5');
    expect(clock.now()).toBe(start);
    expect(toHex(await link.exchange(fromHex('C3 30 31'), { timeoutMs: 1000 }))).toBe('30 30');
  });

  it('finds it behind noise that begins with another protocol', async () => {
    const [ours, theirs] = line();
    void device().serve(theirs);
    await theirs.write(fromHex('FE 24 06 00'));
    expect((await openLink(ours, { clock })).version).toBe('p5');
  });

  it('does not take a lone 24 for it', async () => {
    const [ours, theirs] = line();
    await theirs.write(fromHex('24'));
    await expect(openLink(ours, { clock })).rejects.toMatchObject({ code: 'NO_LINK' });
  });

  it('asks with bytes that mean nothing to the other protocol', () => {
    const { question } = new EchoWatch();
    expect(toHex(question)).toBe('24 40 0D 00 20 01 F7 40 74 65 73 74 65');
    for (const byte of [0xfe, 0x02, 0x04, 0x05, 0x06, 0x10, 0x15])
      expect(question.includes(byte)).toBe(false);
  });

  it('looks no more when an earlier connection knows', async () => {
    const [ours, theirs] = line();
    const seen: number[] = [];
    void (async () => {
      for await (const chunk of theirs) seen.push(...chunk);
    })().catch(() => undefined);
    const state = { version: 'p5', seq: 0x30, tids: [], ours: [], open: [], limit: 1024 } as const;
    const link = await openLink(ours, { clock, state });
    expect([link.version, seen.length]).toEqual(['p5', 0]);
  });

  it('refuses a command that is longer than the register says, before it is sent', async () => {
    const [ours, theirs] = line();
    void device().serve(theirs);
    const link = await openLink(ours, { clock });
    const long = new Uint8Array(2000).fill(0x31);
    long[0] = 0xc3;
    await expect(link.exchange(long, { timeoutMs: 1000 })).rejects.toMatchObject({
      code: 'RANGE',
      outcome: 'not-sent',
    });
  });

  it('gives up where nobody sends the test frame back', async () => {
    const [ours] = line();
    await expect(openLink(ours, { clock, link: 'p5' })).rejects.toMatchObject({
      code: 'NO_LINK',
      outcome: 'not-sent',
    });
  });
});
