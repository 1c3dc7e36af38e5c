/** Lines that misbehave on purpose, for tests and for the emulator. */

import { ConnectionError } from '../errors.js';
import { needNumber, needObject } from '../util/arguments.js';
import { type Clock, realClock } from '../util/clock.js';
import { callback, checkArgument, readable, withMethods } from '../util/options.js';
import { randomFrom } from '../util/random.js';
import type { Connection, Transport } from './transport.js';

/** What happens to the bytes of one direction. Offsets count the bytes given to the line, from 0. */
export interface DirectionFaults {
  /** The line dies when this many bytes went through; they still arrive. */
  cutAfter?: number | undefined;
  /** From this offset on bytes vanish while the line stays up. */
  silentAfter?: number | undefined;
  /** With `silentAfter`: the first offset that gets through again. */
  silentUntil?: number | undefined;
  /** What goes on instead of a byte: one byte, several, or none. */
  alter?: ((byte: number, offset: number) => number | readonly number[]) | undefined;
  /** Largest piece in which bytes go on. */
  split?: number | undefined;
  /** Time on the way, in milliseconds, for every piece. */
  delayMs?: number | undefined;
}

export interface FaultPlan {
  /** What the wrapped side writes. */
  out?: DirectionFaults | undefined;
  /** What the wrapped side reads. */
  in?: DirectionFaults | undefined;
  clock?: Clock | undefined;
}

/** Bytes of one direction on their way through the faults. */
class Direction {
  readonly #faults: DirectionFaults;
  #offset = 0;

  constructor(faults: DirectionFaults) {
    this.#faults = faults;
  }

  /** Pieces that go on, and whether the line dies behind them. */
  pass(chunk: Uint8Array): { pieces: Uint8Array[]; cut: boolean } {
    const { cutAfter = Number.POSITIVE_INFINITY, alter, split = Number.POSITIVE_INFINITY } = this.#faults;
    const bytes: number[] = [];
    let cut = this.#offset >= cutAfter;
    for (let i = 0; i < chunk.length && !cut; i++) {
      const offset = this.#offset++;
      cut = this.#offset >= cutAfter;
      if (this.#silent(offset)) continue;
      const byte = chunk[i] as number;
      const altered = alter === undefined ? byte : alter(byte, offset);
      if (typeof altered === 'number') bytes.push(altered);
      else bytes.push(...altered);
    }
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += split)
      pieces.push(Uint8Array.from(bytes.slice(at, at + split)));
    return { pieces, cut };
  }

  /** A line that is cut after 0 bytes is dead before the first one. */
  get cutFromStart(): boolean {
    return this.#faults.cutAfter !== undefined && this.#faults.cutAfter <= 0;
  }

  #silent(offset: number): boolean {
    const { silentAfter, silentUntil = Number.POSITIVE_INFINITY } = this.#faults;
    return silentAfter !== undefined && offset >= silentAfter && offset < silentUntil;
  }
}

class FaultyConnection implements Connection {
  readonly #line: Connection;
  readonly #out: Direction;
  readonly #in: Direction;
  readonly #plan: FaultPlan;
  #cut = false;
  #writing: Promise<void> = Promise.resolve();

  constructor(line: Connection, plan: FaultPlan) {
    this.#line = line;
    this.#plan = plan;
    this.#out = new Direction(plan.out ?? {});
    this.#in = new Direction(plan.in ?? {});
    if (this.#out.cutFromStart || this.#in.cutFromStart) void this.#die();
  }

  write(chunk: Uint8Array): Promise<void> {
    if (this.#cut) return Promise.reject(cutError());
    const { pieces, cut } = this.#out.pass(chunk);
    const turn = this.#writing.then(async () => {
      for (const piece of pieces) {
        await this.#wait(this.#plan.out?.delayMs);
        await this.#line.write(piece);
      }
      if (cut) {
        await this.#die();
        throw cutError();
      }
    });
    // The next write waits for this one, its failure belongs to this caller alone.
    this.#writing = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    await this.#line.close();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of this.#line) {
      const { pieces, cut } = this.#in.pass(chunk);
      for (const piece of pieces) {
        await this.#wait(this.#plan.in?.delayMs);
        yield piece;
      }
      if (cut) {
        await this.#die();
        break;
      }
    }
    if (this.#cut) throw cutError();
  }

  async #die(): Promise<void> {
    this.#cut = true;
    await this.#line.close();
  }

  async #wait(ms: number | undefined): Promise<void> {
    if (ms !== undefined && ms > 0) await (this.#plan.clock ?? realClock).sleep(ms);
  }
}

function cutError(): ConnectionError {
  return new ConnectionError('LOST', 'Связь потеряна: линия оборвана');
}

/** The same line with faults on it. */
export function faulty(connection: Connection, plan: FaultPlan): Connection {
  checkArgument(connection, 'connection', withMethods('write', 'close'));
  needObject(plan, 'plan');
  return readable('plan', () => new FaultyConnection(connection, plan));
}

/** The same recipe with faults on its lines; `plan` is asked for every attempt, counted from 0. */
export function faultyTransport(
  transport: Transport,
  plan: (attempt: number) => FaultPlan | undefined,
): Transport {
  checkArgument(transport, 'transport', withMethods('connect'));
  checkArgument(plan, 'plan', callback);
  let attempts = 0;
  return {
    name: transport.name,
    async connect(signal) {
      const faults = plan(attempts++);
      const connection = await transport.connect(signal);
      return faults === undefined ? connection : faulty(connection, faults);
    },
  };
}

export interface NoiseOptions {
  /** Same seed, same noise. */
  seed: number;
  /** Probabilities per byte, 0..1. */
  flip?: number | undefined;
  drop?: number | undefined;
  double?: number | undefined;
}

/** Random damage for `DirectionFaults.alter`: flipped bits, lost and doubled bytes. */
export function noise(options: NoiseOptions): (byte: number) => readonly number[] {
  needObject(options, 'options');
  const { seed, flip = 0, drop = 0, double = 0 } = readable('options', () => ({ ...options }));
  needNumber(seed, 'seed');
  const random = randomFrom(seed);
  return (byte) => {
    const dice = random();
    if (dice < flip) return [byte ^ (1 << Math.floor(random() * 8))];
    if (dice < flip + drop) return [];
    if (dice < flip + drop + double) return [byte, byte];
    return [byte];
  };
}
