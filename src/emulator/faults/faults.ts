import type { CommandName } from '../../protocol/classic/commands/index.js';
import { deviceError } from '../../protocol/device-errors.js';
import { requireFn } from '../fn-needed.js';
import { type Next, wrap } from './at-command.js';
import { type ChaosOptions, checkChaos, startChaos } from './chaos.js';
import { checkFault } from './check-fault.js';
import { begin, losePower } from './conditions.js';
import { Entry } from './entry.js';
import type { ActiveFault, Fault, FaultCommand, LineFault } from './fault.js';
import { isSafeCommand } from './safe-command.js';
import { checkScenario, playScenario, type Scenario } from './scenario.js';
import type { Stage } from './stage.js';
import type { FaultTarget } from './target.js';

const BUSY = 0x76;

/**
 * Faults of one register, as plain data: error bytes, dead lines, power loss, paper, clock, FN. See `docs/faults.md`.
 *
 * @example
 * const off = emulator.faults.add({ at: 'closeReceipt', error: 0x67 });
 * // … the next closing is refused: no paper
 * off();
 */
export class Faults {
  readonly #target: FaultTarget;
  readonly #entries = new Map<string, Entry>();
  #count = 0;
  #busyUntil = Number.NEGATIVE_INFINITY;

  /** @internal */
  constructor(target: FaultTarget) {
    this.#target = target;
  }

  /**
   * Adds a fault. The returned function takes it off, and what it made of the register (paper, FN, operator) is as before;
   * time and documents do not come back.
   *
   * A fault with the same `id` is replaced.
   *
   * @throws ValidationError for data that is no fault
   */
  add(fault: Fault): () => void {
    const entry = this.#put(fault);
    return () => this.#end(entry);
  }

  /** @internal The same; says under which id it stands. */
  put(fault: Fault): string {
    return this.#put(fault).id;
  }

  #put(fault: Fault): Entry {
    checkFault(fault);
    if (fault.id !== undefined) this.remove(fault.id);
    const entry = new Entry(fault.id ?? this.#freeId(), { ...fault });
    this.#entries.set(entry.id, entry);
    if ('line' in fault) this.#target.lines.add(entry as Entry<LineFault>);
    else if (fault.at === undefined) this.#now(entry);
    return entry;
  }

  /** Takes the fault with this id off. False when there is none. */
  remove(id: string): boolean {
    const entry = this.#entries.get(id);
    if (entry) this.#end(entry);
    return entry !== undefined;
  }

  /** Takes every fault off. */
  clear(): void {
    for (const entry of [...this.#entries.values()]) this.#end(entry);
    this.#busyUntil = Number.NEGATIVE_INFINITY;
    this.#target.lines.up();
  }

  /** Faults that were added and not taken off, also those that have nothing left to do. */
  get list(): readonly ActiveFault[] {
    return [...this.#entries.values()].map((entry) => entry.shown);
  }

  /**
   * Begins a script of faults. The returned function ends it; faults that it added stay.
   *
   * @throws ValidationError that names the wrong steps
   */
  play(scenario: Scenario): () => void {
    return playScenario(checkScenario(scenario), this.#stage);
  }

  /**
   * Random faults from now on: the same for the same seed and the same commands. The returned function ends it.
   *
   * @throws ValidationError
   */
  chaos(options: ChaosOptions): () => void {
    return startChaos(checkChaos(options), this.#stage);
  }

  get #stage(): Stage {
    const { events, clock } = this.#target;
    return { faults: this, events, clock };
  }

  /** @internal Executes a command with the faults that strike it. */
  async around(name: FaultCommand, request: unknown, next: Next): Promise<unknown> {
    if (this.#entries.size === 0) return next();
    let run = next;
    for (const entry of [...this.#entries.values()]) {
      if (entry.command !== name || 'line' in entry.fault || !entry.strikes()) continue;
      this.#struck(entry, name);
      const inner = run;
      run = wrap(entry.fault, name, inner, this.#target);
      if (run === inner) this.#enter(entry);
    }
    if (!isSafeCommand(name) && this.#target.clock.now() < this.#busyUntil) throw deviceError(BUSY);
    requireFn(this.#target.device, name as CommandName, request);
    return run();
  }

  #freeId(): string {
    let id: string;
    do id = `fault-${++this.#count}`;
    while (this.#entries.has(id));
    return id;
  }

  /** A fault without a command. */
  #now(entry: Entry): void {
    if (!entry.strikes()) return;
    this.#struck(entry, undefined);
    if ('power' in entry.fault)
      losePower(entry.fault, this.#target).catch((error: unknown) => this.#target.onError(error));
    else this.#enter(entry);
  }

  /** Begins what lasts. */
  #enter(entry: Entry): void {
    const { fault } = entry;
    if ('busyMs' in fault) {
      this.#busyUntil = Math.max(this.#busyUntil, this.#target.clock.now() + fault.busyMs);
      return;
    }
    entry.undo?.();
    entry.undo = begin(entry, this.#target);
    const forMs = 'forMs' in fault ? fault.forMs : undefined;
    if (forMs === undefined || entry.undo === undefined) return;
    const { undo } = entry;
    void this.#target.clock.sleep(forMs, undefined, 'background').then(() => {
      if (entry.undo !== undo) return;
      undo();
      entry.undo = undefined;
    });
  }

  #end(entry: Entry): void {
    if (this.#entries.get(entry.id) === entry) this.#entries.delete(entry.id);
    this.#target.lines.remove(entry);
    entry.undo?.();
    entry.undo = undefined;
  }

  #struck({ id, fault }: Entry, command: FaultCommand | undefined): void {
    this.#target.tell({ type: 'fault', id, fault, command, text: describe(fault) });
  }
}

function describe(fault: Fault): string {
  return JSON.stringify(fault);
}
