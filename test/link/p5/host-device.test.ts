import { afterEach, describe, expect, it } from 'vitest';
import { taskOf } from '../../../src/link/link.js';
import { P5Device, type P5DeviceOptions, P5Host, p5Message } from '../../../src/link/p5/index.js';
import { encodeP5Frame, type P5Frame, P5FrameDecoder } from '../../../src/protocol/p5/frame.js';
import { p5Channel } from '../../../src/protocol/p5/message.js';
import { decodeP5Text, encodeP5Text } from '../../../src/protocol/p5/text.js';
import { memoryPair } from '../../../src/transport/memory.js';
import type { Connection } from '../../../src/transport/transport.js';
import { othersRan, VirtualClock } from '../../../src/util/clock.js';

const SLOW_MS = 20_000;
const open: Array<{ close(): Promise<void> }> = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

type Direction = 'toHost' | 'toRegister';
/** Looks at a frame in flight: false loses it, bytes take its place, a list of them goes before it. */
type Filter = (direction: Direction, frame: P5Frame) => boolean | Uint8Array | Uint8Array[];

/** A register whose commands are words: it answers `00` and the word; `slow` takes its time, `no` is refused. */
class World {
  readonly clock = new VirtualClock({ autoAdvance: true });
  readonly executed: string[] = [];
  readonly frames: string[] = [];
  readonly device: P5Device;
  filter: Filter = () => true;
  /** Frames of the register take their time, and noise stands between them. */
  slow = false;
  #lines: Connection[] = [];

  constructor(options: Partial<P5DeviceOptions> = {}) {
    this.device = new P5Device({
      clock: this.clock,
      onCrash: (error) => expect.fail(String(error)),
      execute: async (_channel, body) => {
        const word = decodeP5Text(body);
        this.executed.push(word);
        if (word.startsWith('sl')) await this.clock.sleep(SLOW_MS);
        return encodeP5Text(word === 'no' ? '3a' : `00${word};`);
      },
      ...options,
    });
  }

  /** A line between both, frame by frame. */
  line(): Connection {
    const [ours, hostSide] = memoryPair();
    const [deviceSide, theirs] = memoryPair();
    void this.device.serve(theirs);
    void this.#pump('toRegister', hostSide, deviceSide);
    void this.#pump('toHost', deviceSide, hostSide);
    this.#lines.push(hostSide, deviceSide);
    open.push(ours);
    return ours;
  }

  async cut(): Promise<void> {
    await Promise.all(this.#lines.splice(0).map((line) => line.close()));
  }

  host(connection = this.line(), options = {}): Promise<P5Host> {
    return P5Host.open(connection, { clock: this.clock, firstTid: 0, ...options });
  }

  async #after(to: Connection, chunks: readonly Uint8Array[]): Promise<void> {
    for (const chunk of chunks) {
      await this.clock.sleep(100);
      await to.write(chunk);
    }
  }

  /** Byte by byte, behind one that belongs to nothing. */
  async #late(to: Connection, bytes: Uint8Array): Promise<void> {
    for (const byte of [0x55, ...bytes]) {
      await this.clock.sleep(10);
      await to.write(Uint8Array.of(byte));
    }
  }

  async #pump(direction: Direction, from: Connection, to: Connection): Promise<void> {
    const decoder = new P5FrameDecoder();
    try {
      for await (const chunk of from)
        for (const event of decoder.push(chunk)) {
          if (event.type !== 'frame') continue;
          this.frames.push(
            `${direction === 'toHost' ? '<' : '>'} ${decodeP5Text(event.frame.data.slice(1))}`,
          );
          const fate = this.filter(direction, event.frame);
          if (fate === false) continue;
          if (Array.isArray(fate)) await this.#after(to, [...fate, event.bytes]);
          else if (fate !== true) await to.write(fate);
          else if (!this.slow || direction === 'toRegister') await to.write(event.bytes);
          else await this.#late(to, event.bytes);
        }
    } catch {
      // The line was cut.
    }
    await to.close();
  }
}

const ask = async (host: P5Host, word: string, options = {}): Promise<string> =>
  decodeP5Text(
    await host.exchange(p5Message(p5Channel.fiscal, encodeP5Text(word)), { timeoutMs: 5000, ...options }),
  );

/** Loses the first frame that carries the text in this direction. */
function losing(direction: Direction, text: string, instead: boolean | Uint8Array = false): Filter {
  let done = false;
  return (way, { data }) => {
    if (done || way !== direction || !decodeP5Text(data).includes(text)) return true;
    done = true;
    return instead;
  };
}

const frameTo = (channel: number, data: readonly number[]): Uint8Array =>
  encodeP5Frame({ seq: 0x50, dst: channel, src: 1, flags: 0x40, data: Uint8Array.from(data) });

describe('host and register of the second protocol', () => {
  it('exchange commands on several channels', async () => {
    const world = new World();
    const host = await world.host();
    expect(await ask(host, 'a1')).toBe('00a1;');
    expect(await ask(host, 'no')).toBe('3a');
    const system = p5Message(p5Channel.system, encodeP5Text('(A'));
    expect(decodeP5Text(await host.exchange(system, { timeoutMs: 5000 }))).toBe('00(A;');
    expect(world.executed).toEqual(['a1', 'no', '(A']);
    expect(host.state.tids).toEqual([
      [p5Channel.transport, 1],
      [p5Channel.fiscal, 2],
      [p5Channel.system, 1],
    ]);
  });

  it('refuse what is no message, before a byte is sent', async () => {
    const host = await new World().host();
    await expect(host.exchange(Uint8Array.of(1, 2, 3), { timeoutMs: 5000 })).rejects.toMatchObject({
      code: 'RANGE',
      outcome: 'not-sent',
    });
  });

  it('find a lost answer by asking, and execute once', async () => {
    const world = new World();
    const host = await world.host();
    await ask(host, 'a1');
    world.filter = losing('toHost', 'b2');
    expect(await ask(host, 'b2')).toBe('00b2;');
    expect(world.executed).toEqual(['a1', 'b2']);
    expect(world.clock.now()).toBeLessThanOrEqual(2000);
  });

  it('ask at once when the answer came damaged', async () => {
    const world = new World();
    const host = await world.host();
    await ask(host, 'a1');
    world.filter = losing('toHost', 'b2', Uint8Array.of(0x24, 0x40, 9, 0, 1, 2, 3, 4, 0));
    expect(await ask(host, 'b2')).toBe('00b2;');
    expect(world.clock.now()).toBe(0);
    expect(world.executed).toEqual(['a1', 'b2']);
  });

  it('take a slow line with noise between the frames for no lost command', async () => {
    const world = new World();
    world.slow = true;
    const host = await world.host();
    const words = Array.from({ length: 30 }, (_, index) => `b${index}`);
    for (const word of words) expect(await ask(host, word)).toBe(`00${word};`);
    expect(world.executed).toEqual(words);
  });

  it('let frames about something else pass while a result is asked for', async () => {
    const world = new World();
    const host = await world.host();
    await ask(host, 'a1');
    const encode = (data: readonly number[]): Uint8Array => frameTo(p5Channel.fiscal, data);
    let asked = 0;
    world.filter = (way, { data }) => {
      if (way === 'toRegister' || !decodeP5Text(data).includes('b2')) return true;
      // The answer is lost, something else comes in place of the result, and then in front of it.
      const instead = [false, encode([0x77, 0x30, 0x30]), [encode([]), encode([0x78, 0x30, 0x30])]];
      return instead[asked++] ?? true;
    };
    expect(await ask(host, 'b2')).toBe('00b2;');
    expect(world.executed).toEqual(['a1', 'b2']);
  });

  it('say that a lost command is unknown, and never send it again', async () => {
    const world = new World();
    const host = await world.host();
    await ask(host, 'a1');
    world.filter = losing('toRegister', 'b2');
    const error = await ask(host, 'b2').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'TASK_FORGOTTEN', outcome: 'unknown' });
    expect(taskOf(error)).toMatchObject({ tid: 1 });
    expect(world.executed).toEqual(['a1']);
  });

  it('repeat a lost question', async () => {
    const world = new World();
    const host = await world.host();
    world.filter = losing('toRegister', '01');
    expect(await ask(host, '01', { safe: true })).toBe('0001;');
    expect(world.executed).toEqual(['01']);
  });

  it.each(['async', 'sync'] as const)('wait while the register is at work (%s)', async (answers) => {
    const world = new World({ answers });
    const host = await world.host();
    await ask(host, 'a1');
    expect(await ask(host, 'sl')).toBe('00sl;');
    expect(world.clock.now()).toBeGreaterThanOrEqual(SLOW_MS);
    expect(world.clock.now()).toBeLessThan(SLOW_MS + 3000);
    const asked = world.frames.filter((frame) => frame.startsWith('> B'));
    expect(asked.length).toBe(answers === 'sync' ? 1 : 0);
    expect(world.executed).toEqual(['a1', 'sl']);
  });

  it('give up a register that never comes to an end, and wait for it before the next command', async () => {
    const world = new World();
    const host = await world.host(undefined, { timers: { busyLimitMs: 3000 } });
    await ask(host, 'a1');
    await expect(ask(host, 'sl')).rejects.toMatchObject({ code: 'NO_ANSWER', outcome: 'unknown' });
    await expect(ask(host, 'b1')).rejects.toMatchObject({ code: 'NO_ANSWER', outcome: 'not-sent' });
    expect(await ask(host, 'b2', { timeoutMs: 60_000 })).toBe('00b2;');
    expect(world.executed).toEqual(['a1', 'sl', 'b2']);
  });

  it('give up a silent register in the time of the command', async () => {
    const world = new World();
    const host = await world.host();
    world.filter = (direction) => direction === 'toRegister';
    await expect(ask(host, 'b2')).rejects.toMatchObject({ code: 'NO_ANSWER', outcome: 'unknown' });
    expect(world.clock.now()).toBeGreaterThanOrEqual(5000);
    expect(world.clock.now()).toBeLessThan(9000);
  });

  it('end the wait at the signal of the caller', async () => {
    const world = new World();
    const host = await world.host();
    world.filter = (direction) => direction === 'toRegister';
    const abort = new AbortController();
    const waiting = ask(host, 'b2', { signal: abort.signal });
    await othersRan();
    abort.abort('enough');
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError', outcome: 'unknown' });
  });

  it('fail a command at once when the line dies, and find its result on the next one', async () => {
    const world = new World();
    const host = await world.host();
    await ask(host, 'a1');
    world.filter = (direction) => direction === 'toRegister';
    const waiting = ask(host, 'b2').catch((thrown: unknown) => thrown);
    await othersRan();
    await othersRan();
    await world.cut();
    const error = await waiting;
    expect(error).toMatchObject({ name: 'ConnectionError', code: 'LOST', outcome: 'unknown' });
    await expect(ask(host, 'b3')).rejects.toMatchObject({ code: 'LOST', outcome: 'not-sent' });
    world.filter = () => true;
    const next = await world.host(undefined, { state: host.state });
    const task = taskOf(error) ?? expect.fail('no task');
    expect(await next.resume(task, { timeoutMs: 5000 })).toEqual({
      state: 'answer',
      answer: encodeP5Text('00b2;'),
    });
    expect(await ask(next, 'b3')).toBe('00b3;');
    expect(world.executed).toEqual(['a1', 'b2', 'b3']);
  });

  it('take a late answer on the new line', async () => {
    const world = new World();
    const host = await world.host();
    await ask(host, 'a1');
    const waiting = ask(host, 'sl').catch((thrown: unknown) => thrown);
    await othersRan();
    await othersRan();
    await world.cut();
    const task = taskOf(await waiting) ?? expect.fail('no task');
    const next = await world.host(undefined, { state: host.state });
    expect(await next.resume(task, { timeoutMs: 5000 })).toMatchObject({ state: 'answer' });
    expect(world.executed).toEqual(['a1', 'sl']);
  });

  it('do not know a task after a reset', async () => {
    const world = new World();
    const host = await world.host();
    await ask(host, 'a1');
    world.filter = (direction) => direction === 'toRegister';
    const waiting = ask(host, 'b2').catch((thrown: unknown) => thrown);
    await othersRan();
    await othersRan();
    await world.device.reset();
    const task = taskOf(await waiting) ?? expect.fail('no task');
    world.filter = () => true;
    const next = await world.host(undefined, { state: host.state });
    expect(await next.resume(task, { timeoutMs: 5000 })).toEqual({ state: 'forgotten' });
  });

  it('never take the kept result of a stranger for that of a first command', async () => {
    const world = new World();
    await ask(await world.host(), 'b2');
    await world.cut();
    const other = await world.host();
    world.filter = losing('toRegister', 'c2');
    // The same task id, and the register keeps its result.
    await expect(ask(other, 'c2')).rejects.toMatchObject({ code: 'TASK_FORGOTTEN', outcome: 'unknown' });
    expect(world.executed).toEqual(['b2']);
  });

  it('execute a doubled frame once', async () => {
    const world = new World();
    const host = await world.host();
    world.filter = (direction, frame) => {
      if (direction === 'toHost') return true;
      const bytes = encodeP5Frame(frame);
      return Uint8Array.from([...bytes, ...bytes]);
    };
    expect(await ask(host, 'b2')).toBe('00b2;');
    expect(await ask(host, 'b2')).toBe('00b2;');
    expect(world.executed).toEqual(['b2', 'b2']);
  });

  it('carry the tunnel to the operator both ways', async () => {
    const received: string[] = [];
    let send: (data: Uint8Array) => void = () => undefined;
    const world = new World({
      ofd: {
        opened: (reach) => {
          send = reach;
        },
        received: (data) => received.push(decodeP5Text(data)),
        closed: () => received.push('closed'),
      },
    });
    const host = await world.host();
    const toHost: string[] = [];
    host.onOfd = (data) => toHost.push(decodeP5Text(data));
    await host.sendOfd(encodeP5Text('up'));
    send(encodeP5Text('down'));
    await ask(host, 'a1');
    await host.close();
    await othersRan();
    await othersRan();
    expect([received, toHost]).toEqual([['up', 'closed'], ['down']]);
  });

  it('survive bytes that are no frames', async () => {
    const world = new World();
    const [ours, theirs] = memoryPair();
    open.push(ours);
    const done = world.device.serve(theirs);
    let seed = 1;
    for (let chunk = 0; chunk < 200; chunk++) {
      const bytes = Uint8Array.from({ length: 40 }, () => {
        seed = (seed * 1_103_515_245 + 12_345) & 0x7fff_ffff;
        return seed % 7 === 0 ? 0x24 : seed >> 8;
      });
      await ours.write(bytes);
    }
    await ours.close();
    await done;
  });
});
