import type { Connection } from '../../transport/transport.js';
import type { Clock } from '../../util/clock.js';
import type { Happening } from '../observe/events.js';
import type { Entry } from './entry.js';
import type { LineFault } from './fault.js';
import { FaultyLine, type LineDamage, type Strike } from './faulty-line.js';
import { P5LinePackets } from './p5-packets.js';
import { type Direction, LinePackets, type PacketSplitter, type Piece, TaskNames } from './packets.js';

/** Faults on the lines of one register. */
export class LineFaults implements LineDamage {
  readonly clock: Clock;
  readonly #tasks = new TaskNames();
  readonly #isP5: boolean;
  readonly #entries = new Set<Entry<LineFault>>();
  readonly #lines = new Set<FaultyLine>();
  readonly #tell: (happening: Happening) => void;
  #downUntil = Number.NEGATIVE_INFINITY;

  /** @internal */
  constructor(clock: Clock, tell: (happening: Happening) => void, isP5 = false) {
    this.#isP5 = isP5;
    this.clock = clock;
    this.#tell = tell;
  }

  /** Nothing is looked at on a healthy line. */
  get watching(): boolean {
    return this.#entries.size > 0;
  }

  add(entry: Entry<LineFault>): void {
    const { line, at, byte } = entry.fault;
    const now = at === undefined && byte === undefined && (line === 'cut' || line === 'silence');
    if (!now) {
      this.#entries.add(entry);
      return;
    }
    entry.strikes();
    this.#struck(entry);
    for (const open of [...this.#lines]) void open.fail(entry.fault);
    if (line === 'cut') this.down(entry.fault.downMs);
  }

  remove(entry: Entry): void {
    this.#entries.delete(entry as Entry<LineFault>);
  }

  /** No line can be opened for so long. */
  down(ms = 0): void {
    this.#downUntil = Math.max(this.#downUntil, this.clock.now() + ms);
  }

  /** The cable is plugged in again. */
  up(): void {
    this.#downUntil = Number.NEGATIVE_INFINITY;
  }

  /** No line can be opened now. */
  get isDown(): boolean {
    return this.clock.now() < this.#downUntil;
  }

  /** A line on which faults may strike. */
  open(connection: Connection): FaultyLine {
    const line = new FaultyLine(connection, this);
    this.#lines.add(line);
    return line;
  }

  /** Finds the commands in the bytes of a line. */
  packets(): PacketSplitter {
    return this.#isP5 ? new P5LinePackets(this.#tasks) : new LinePackets(this.#tasks);
  }

  closed(line: FaultyLine): void {
    this.#lines.delete(line);
  }

  /** Which faults strike a piece. */
  strike(direction: Direction, { bytes, command }: Piece): Strike[] {
    const strikes: Strike[] = [];
    for (const entry of this.#entries) {
      const { fault } = entry;
      const before = entry.passed;
      if (entry.command !== undefined) {
        const side = fault.when === 'before' ? 'toRegister' : 'toHost';
        if (side !== direction || command !== entry.command || !entry.strikes()) continue;
        strikes.push({ entry, byte: fault.byte });
      } else {
        if ((fault.direction ?? 'toHost') !== direction) continue;
        entry.passed += bytes.length;
        if (fault.byte !== undefined && entry.passed < fault.byte) continue;
        if (!entry.strikes()) continue;
        strikes.push({
          entry,
          byte: fault.byte === undefined ? undefined : Math.max(0, fault.byte - before),
        });
      }
      this.#struck(entry);
      if (entry.spent) this.#entries.delete(entry);
    }
    return strikes;
  }

  #struck({ id, fault, command }: Entry<LineFault>): void {
    this.#tell({ type: 'fault', id, fault, command, text: describe(fault) });
  }
}

function describe({ line, at, when, ms, downMs }: LineFault): string {
  const where = at === undefined ? '' : when === 'before' ? ` in front of ${at}` : ` at the answer to ${at}`;
  const time = ms === undefined ? '' : ` ${ms} ms`;
  return `line: ${line}${time}${where}${downMs ? `, down for ${downMs} ms` : ''}`;
}
