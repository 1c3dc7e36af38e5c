import { afterEach, describe, expect, it } from 'vitest';
import { type OpenLinkOptions, openLink } from '../../src/link/detect.js';
import { Fork, serveAny } from '../../src/link/device/serve-any.js';
import { V2Device } from '../../src/link/device/v2.js';
import { V3Device } from '../../src/link/device/v3.js';
import { V2Host } from '../../src/link/v2/host.js';
import { V3Host } from '../../src/link/v3/host.js';
import { encodeFrameV2 } from '../../src/protocol/classic/frame-v2.js';
import { encodeFrameV3 } from '../../src/protocol/classic/frame-v3.js';
import { faulty } from '../../src/transport/faults.js';
import { memoryPair } from '../../src/transport/memory.js';
import type { Connection, TunableConnection } from '../../src/transport/transport.js';
import { VirtualClock } from '../../src/util/clock.js';
import { fromHex, toHex } from '../../src/util/hex.js';
import { settled } from './raw-peer.js';

const STATE = fromHex('00 00 45');
const clock = new VirtualClock({ autoAdvance: true });
const lines: Connection[] = [];

afterEach(async () => {
  await Promise.all(lines.splice(0).map((line) => line.close()));
});

/** A register that answers `55 00` and the message, and notes by which link it came. */
function register() {
  const executed: string[] = [];
  const by = (version: string) => async (message: Uint8Array) => {
    executed.push(`${version} ${toHex(message)}`);
    return { answer: Uint8Array.of(0x55, 0, ...message), refused: false };
  };
  return {
    executed,
    v2: new V2Device({ execute: by('v2'), clock }),
    v3: new V3Device({ execute: by('v3') }),
  };
}

function line(): [Connection, Connection] {
  const pair = memoryPair();
  lines.push(...pair);
  return pair;
}

function open(connection: Connection, options: OpenLinkOptions = {}) {
  return openLink(connection, { clock, ...options });
}

async function ask(link: Awaited<ReturnType<typeof openLink>>): Promise<string> {
  return toHex(await link.exchange(STATE, { timeoutMs: 5000 }));
}

describe('host that looks for the link', () => {
  it.each(['v2', 'v3'] as const)('finds a register that speaks only %s', async (version) => {
    const [ours, theirs] = line();
    const { executed, ...devices } = register();
    void devices[version].serve(theirs);
    const link = await open(ours);
    expect(link.version).toBe(version);
    expect(await ask(link)).toBe('55 00 00 00 45');
    expect(executed).toEqual([`${version} 00 00 45`]);
  });

  it('prefers v3 where the register speaks both', async () => {
    const [ours, theirs] = line();
    const { executed, ...devices } = register();
    void serveAny(theirs, devices);
    expect((await open(ours)).version).toBe('v3');
    expect(executed).toEqual([]);
  });

  it.each(['v2', 'v3'] as const)('obeys when it is told to speak %s', async (version) => {
    const [ours, theirs] = line();
    const { executed, ...devices } = register();
    void serveAny(theirs, devices);
    const link = await open(ours, { link: version });
    expect(link.version).toBe(version);
    expect(await ask(link)).toBe('55 00 00 00 45');
    expect(executed).toEqual([`${version} 00 00 45`]);
  });

  it('sends nothing but a test frame, C4 and ENQ to who does not answer, and closes the line', async () => {
    const [ours, theirs] = line();
    const heard: number[] = [];
    const ended = (async () => {
      for await (const chunk of theirs) heard.push(...chunk);
    })().catch((error) => error);
    const started = clock.now();
    await expect(open(ours)).rejects.toMatchObject({
      name: 'TimeoutError',
      code: 'NO_LINK',
      outcome: 'not-sent',
    });
    expect(clock.now() - started).toBe(4000);
    expect(await ended).toMatchObject({ code: 'LOST' });
    const abort = (id: number): string => toHex(encodeFrameV3(id, Uint8Array.of(0xc4)));
    const test = '24 40 0D 00 20 01 F7 40 74 65 73 74 65';
    const round = `${test} ${abort(0)} ${abort(1)} 05 05`;
    expect(toHex(Uint8Array.from(heard))).toBe(`${round} ${round}`);
  });

  it('takes no line for a register that sends everything back', async () => {
    const [ours, theirs] = line();
    void (async () => {
      for await (const chunk of theirs) await theirs.write(chunk);
    })().catch(() => undefined);
    await expect(open(ours)).rejects.toMatchObject({ code: 'NO_LINK' });
  });

  it('finds the register behind garbage', async () => {
    const [ours, theirs] = line();
    const { v2 } = register();
    const garbage = faulty(theirs, {
      out: { alter: (byte, at) => (at < 2 ? [0x7f, 0x99, byte] : byte) },
    });
    void v2.serve(garbage);
    const link = await open(ours);
    expect(link.version).toBe('v2');
    expect(await ask(link)).toBe('55 00 00 00 45');
  });

  it('fails at once when the line dies, and when the caller has enough', async () => {
    const [ours, theirs] = line();
    const opening = expect(open(ours)).rejects.toMatchObject({ code: 'LOST', outcome: 'not-sent' });
    await settled();
    await theirs.close();
    await opening;

    const [again] = line();
    const controller = new AbortController();
    const reason = new Error('enough');
    const stopped = expect(open(again, { signal: controller.signal })).rejects.toMatchObject({
      code: 'ABORTED',
      cause: reason,
    });
    await settled();
    controller.abort(reason);
    await stopped;
    await expect(again.write(STATE)).rejects.toMatchObject({ code: 'CLOSED' });
  });

  it('closes the line with the link that it found', async () => {
    for (const version of ['v2', 'v3'] as const) {
      const [ours, theirs] = line();
      void register()[version].serve(theirs);
      const link = await open(ours);
      const closed = link.closed;
      await link.close();
      expect(await closed).toBeUndefined();
      await expect(ours.write(STATE)).rejects.toMatchObject({ code: 'CLOSED' });
    }
  });

  it('tells of the death of the line later', async () => {
    for (const version of ['v2', 'v3'] as const) {
      const [ours, theirs] = line();
      void register()[version].serve(theirs);
      const link = await open(ours);
      await theirs.close();
      expect(await link.closed).toMatchObject({ code: 'LOST' });
    }
  });

  it('does not clear the buffer when it carries on with v3', async () => {
    const [ours, theirs] = line();
    const heard: number[] = [];
    void (async () => {
      for await (const chunk of theirs) heard.push(...chunk);
    })().catch(() => undefined);
    const state = { nextPacketId: 7, nextTaskId: 7, acknowledge: [], unresolved: [3] };
    const link = await open(ours, { link: 'auto', state });
    expect(link.version).toBe('v3');
    await settled();
    expect(heard).toEqual([]);
  });
});

describe('host that looks for the speed', () => {
  /** Bytes arrive only at the register's speed; at another one they are garbage. */
  function tunable(connection: Connection, speed: number, baudRates = [115_200, 4800, 57_600]) {
    const tried: number[] = [];
    let current = baudRates[0] as number;
    const garble = (byte: number): number | number[] => (current === speed ? byte : [byte ^ 0xa5]);
    const garbled = faulty(connection, { out: { alter: garble }, in: { alter: garble } });
    const result: TunableConnection = {
      baudRates,
      setBaudRate: async (rate) => {
        tried.push(rate);
        current = rate;
      },
      write: (chunk) => garbled.write(chunk),
      close: () => garbled.close(),
      [Symbol.asyncIterator]: () => garbled[Symbol.asyncIterator](),
    };
    return { connection: result, tried };
  }

  it.each(['v2', 'v3'] as const)('tries the candidates in their order, %s', async (version) => {
    for (const link of ['auto', version] as const) {
      const [ours, theirs] = line();
      void register()[version].serve(theirs);
      const { connection, tried } = tunable(ours, 57_600);
      const found = await open(connection, { link });
      expect(found.version).toBe(version);
      expect(tried).toEqual([115_200, 4800, 57_600]);
      expect(await ask(found)).toBe('55 00 00 00 45');
    }
  });

  it('changes nothing where there is one speed', async () => {
    const [ours, theirs] = line();
    void register().v3.serve(theirs);
    const { connection, tried } = tunable(ours, 9600, [9600]);
    expect((await open(connection)).version).toBe('v3');
    expect(tried).toEqual([]);
  });
});

describe('register that follows the host', () => {
  it('changes the link between two commands, as often as the host does', async () => {
    const [ours, theirs] = line();
    const { executed, ...devices } = register();
    void serveAny(theirs, devices);
    for (const version of ['v2', 'v3', 'v2', 'v2', 'v3'] as const) {
      // Hosts come and go, the line stays.
      const lasting: Connection = {
        write: (chunk) => ours.write(chunk),
        close: async () => undefined,
        [Symbol.asyncIterator]: () => ours[Symbol.asyncIterator](),
      };
      const host =
        version === 'v2' ? await V2Host.open(lasting, { clock }) : await V3Host.open(lasting, { clock });
      expect(await ask(host)).toBe('55 00 00 00 45');
      await host.close();
      // What waits for the next chunk takes it, so the line is read to the end by each host in turn.
      await ours.write(fromHex('00'));
      await settled();
    }
    expect(executed).toEqual(['v2', 'v3', 'v2', 'v2', 'v3'].map((version) => `${version} 00 00 45`));
  });

  it('skips the greeting of the official driver', async () => {
    const [ours, theirs] = line();
    const { executed, ...devices } = register();
    void serveAny(theirs, devices);
    await ours.write(fromHex('24 40 0D 00 20 01 F7 40 74 65 73 74 65 FE 01 00 00 C4 02'));
    await settled();
    const host = await V3Host.open(ours, { clock });
    expect(await ask(host)).toBe('55 00 00 00 45');
    expect(executed).toEqual(['v3 00 00 45']);
  });

  it('ends with the line, and the line with it', async () => {
    const [ours, theirs] = line();
    const { v2, v3 } = register();
    const served = serveAny(theirs, { v2, v3 });
    await ours.close();
    await served;

    const [again, other] = line();
    const lost = (async () => {
      for await (const _ of again);
    })().catch((error) => error.code);
    const servedAgain = serveAny(other, { v2, v3 });
    await settled();
    await v3.reset();
    await servedAgain;
    expect(await lost).toBe('LOST');
  });
});

describe('fork of a line', () => {
  const enq = fromHex('05');
  const v2 = encodeFrameV2(fromHex('00 00 FE FE 05'));
  const v3 = encodeFrameV3(5, fromHex('C1 01 05 00 00 05 02'));

  function sort(...chunks: Uint8Array[]): string[] {
    const fork = new Fork();
    const sorted: Record<'v2' | 'v3', number[]> = { v2: [], v3: [] };
    for (const chunk of chunks) {
      for (const { version, bytes } of fork.push(chunk, 0)) sorted[version].push(...bytes);
    }
    return [toHex(Uint8Array.from(sorted.v2)), toHex(Uint8Array.from(sorted.v3))];
  }

  it('sends every message to its link, whatever bytes are in it and however it is cut', () => {
    const all = Uint8Array.of(...enq, ...v2, 0x04, ...v3, ...enq, ...v2, 0x04, ...v3, ...v3);
    const ofV2 = toHex(Uint8Array.of(...enq, ...v2, 0x04, ...enq, ...v2, 0x04));
    const ofV3 = toHex(Uint8Array.of(...v3, ...v3, ...v3));
    expect(sort(all)).toEqual([ofV2, ofV3]);
    for (let size = 1; size <= all.length; size++) {
      const chunks: Uint8Array[] = [];
      for (let at = 0; at < all.length; at += size) chunks.push(all.slice(at, at + size));
      const [v2Bytes = '', v3Bytes] = sort(...chunks);
      expect(v3Bytes, `pieces of ${size}`).toBe(ofV3);
      // Before a v3 packet is whole nobody knows that it is one: v2 gets its beginning, too, as noise.
      const left = ofV2.split(' ');
      for (const byte of v2Bytes.split(' ')) if (byte === left[0]) left.shift();
      expect(left, `pieces of ${size}`).toEqual([]);
    }
  });

  it('does not leave v2 for a stray FE, nor for a packet that is damaged or that no host sends', () => {
    const damaged = v3.slice();
    damaged[v3.length - 1] = (damaged.at(-1) ?? 0) ^ 1;
    const strange = [encodeFrameV3(5, fromHex('A3 00')), encodeFrameV3(0xf0, fromHex('C4'))];
    for (const noise of [Uint8Array.of(0xfe), fromHex('FE FE 01'), v3.slice(0, -1), damaged, ...strange]) {
      const [ofV2, ofV3] = sort(enq, noise, enq, v2);
      expect(ofV3, toHex(noise)).toBe('');
      expect(ofV2).toBe(toHex(Uint8Array.of(...enq, ...noise, ...enq, ...v2)));
    }
  });

  it('is not caught in a message that was never finished', () => {
    for (const [torso, next] of [
      [v2.slice(0, 4), v3],
      [v3.slice(0, 4), enq],
    ] as const) {
      const fork = new Fork();
      fork.push(enq, 0);
      fork.push(torso, 0);
      const [piece] = fork.push(next, 1000);
      expect(piece?.version).toBe(next === v3 ? 'v3' : 'v2');
    }
  });
});
