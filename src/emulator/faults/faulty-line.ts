import { ConnectionError } from '../../errors.js';
import { noise } from '../../transport/faults.js';
import type { Connection } from '../../transport/transport.js';
import type { Clock } from '../../util/clock.js';
import type { Entry } from './entry.js';
import type { LineFault } from './fault.js';
import type { Direction, PacketSplitter, Piece } from './packets.js';

const DELAY_MS = 1000;
const DRIP_MS = 50;
const NOISE_RATE = 0.1;

/** What becomes of one piece. */
interface Fate {
  parts: Uint8Array[];
  delayMs: number;
  betweenMs: number;
  /** Strikes the line behind the parts. */
  end: LineFault | undefined;
}

/** A fault that strikes a piece, and how many of its bytes pass before. */
export interface Strike {
  readonly entry: Entry<LineFault>;
  readonly byte: number | undefined;
}

/** What a line asks about the faults on it. */
export interface LineDamage {
  readonly clock: Clock;
  /** Somebody has to look at the bytes: otherwise they pass as they are. */
  readonly watching: boolean;
  packets(): PacketSplitter;
  strike(direction: Direction, piece: Piece): Strike[];
  /** No line can be opened for so long, ms. */
  down(ms: number): void;
  closed(line: FaultyLine): void;
}

/** A line of the register, seen from the register, on which faults strike. */
export class FaultyLine implements Connection {
  readonly #line: Connection;
  readonly #faults: LineDamage;
  readonly #packets: PacketSplitter;
  /** Damage goes on from packet to packet. */
  readonly #noises = new WeakMap<LineFault, (byte: number) => readonly number[]>();
  #writing: Promise<void> | undefined;
  #silentUntil = Number.NEGATIVE_INFINITY;
  #cut = false;

  /** @internal */
  constructor(line: Connection, faults: LineDamage) {
    this.#line = line;
    this.#faults = faults;
    this.#packets = faults.packets();
  }

  write(chunk: Uint8Array): Promise<void> {
    if (this.#cut) return Promise.reject(lost());
    if (!this.#watches('toHost') && this.#writing === undefined) return this.#line.write(chunk);
    const pieces = this.#split('toHost', chunk);
    const turn = (this.#writing ?? Promise.resolve()).then(async () => {
      for (const piece of pieces)
        for await (const part of this.#pass('toHost', piece)) await this.#line.write(part);
      if (this.#cut) throw lost();
    });
    const settled = turn
      .catch(() => undefined)
      .then(() => {
        if (this.#writing === settled) this.#writing = undefined;
      });
    // The next write waits for this one, its failure belongs to this caller alone.
    this.#writing = settled;
    return turn;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for await (const chunk of this.#line) {
        if (!this.#watches('toRegister')) {
          yield chunk;
          continue;
        }
        for (const piece of this.#split('toRegister', chunk)) yield* this.#pass('toRegister', piece);
        if (this.#cut) break;
      }
    } finally {
      this.#faults.closed(this);
    }
    if (this.#cut) throw lost();
  }

  async close(): Promise<void> {
    this.#faults.closed(this);
    await this.#line.close();
  }

  /** The line dies or falls silent. */
  async fail({ line, forMs, downMs }: LineFault): Promise<void> {
    if (line === 'silence') {
      this.#silentUntil = forMs === undefined ? Number.POSITIVE_INFINITY : this.#faults.clock.now() + forMs;
      return;
    }
    this.#cut = true;
    if (downMs) this.#faults.down(downMs);
    await this.close();
  }

  #watches(direction: Direction): boolean {
    const silenced = this.#silentUntil > Number.NEGATIVE_INFINITY;
    return this.#faults.watching || silenced || this.#packets.holds(direction);
  }

  #split(direction: Direction, chunk: Uint8Array): Piece[] {
    return this.#packets.split(direction, chunk, performance.now());
  }

  async *#pass(direction: Direction, piece: Piece): AsyncGenerator<Uint8Array, void, undefined> {
    const { clock } = this.#faults;
    if (this.#cut || clock.now() < this.#silentUntil) return;
    const fate: Fate = { parts: [piece.bytes], delayMs: 0, betweenMs: 0, end: undefined };
    for (const strike of this.#faults.strike(direction, piece)) this.#suffer(fate, strike);
    if (fate.delayMs > 0) await clock.sleep(fate.delayMs);
    let first = true;
    for (const part of fate.parts) {
      if (!first && fate.betweenMs > 0) await clock.sleep(fate.betweenMs);
      first = false;
      if (this.#cut) return;
      if (part.length > 0) yield part;
    }
    if (fate.end) await this.fail(fate.end);
  }

  #suffer(fate: Fate, { entry: { fault }, byte }: Strike): void {
    const { ms, rate = NOISE_RATE, seed = 1 } = fault;
    switch (fault.line) {
      case 'cut':
      case 'silence':
        fate.parts = keep(fate.parts, byte ?? 0);
        fate.end = fault;
        return;
      case 'lose':
        fate.parts = [];
        return;
      case 'double':
        fate.parts = [...fate.parts, ...fate.parts];
        return;
      case 'delay':
        fate.delayMs += ms ?? DELAY_MS;
        return;
      case 'drip':
        fate.parts = fate.parts.flatMap((part) => [...part].map((one) => Uint8Array.of(one)));
        fate.betweenMs = ms ?? DRIP_MS;
        return;
      case 'flip':
        fate.parts = fate.parts.map((part) => flipped(part, byte ?? part.length >> 1));
        return;
      case 'noise': {
        const third = rate / 3;
        const damage = this.#noises.get(fault) ?? noise({ seed, flip: third, drop: third, double: third });
        this.#noises.set(fault, damage);
        fate.parts = fate.parts.map((part) => Uint8Array.from([...part].flatMap((one) => damage(one))));
      }
    }
  }
}

function keep(parts: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let left = bytes;
  return parts.map((part) => {
    const kept = part.subarray(0, left);
    left -= kept.length;
    return kept;
  });
}

function flipped(part: Uint8Array, at: number): Uint8Array {
  const copy = part.slice();
  const index = Math.min(at, copy.length - 1);
  if (index >= 0) copy[index] = (copy[index] as number) ^ 1;
  return copy;
}

function lost(): ConnectionError {
  return new ConnectionError('LOST', 'Связь потеряна: линия оборвана');
}
