import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { Emulator, type EmulatorOptions, type Fault, OfdServer } from '../../../src/emulator/index.js';
import { DeviceError, ProtocolError } from '../../../src/errors.js';
import { registers } from '../../../src/protocol/classic/registers.js';
import { commands } from '../../../src/protocol/index.js';
import { VirtualClock } from '../../../src/util/clock.js';
import { Host, START, tlv } from '../support.js';
import { Books } from './books.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const TICK_MS = 300;
/** Between two steps; an operation of the register (0.9 s and its paper) may go on. */
const STEP_MS = 4000;

const WEEKEND = 'longer than a shift may be';
const realWork: ReadonlySet<string> = new Set(['restart', 'crash']);

/** Commands may be refused, or get no answer from a register without power; anything else is a fault of the register. */
async function tolerant(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof DeviceError || error instanceof ProtocolError)) throw error;
  }
}

/** One register, its operator and its till, day and night. */
export class Life {
  readonly clock = new VirtualClock();
  readonly #ofd: OfdServer;
  readonly #books = new Books();
  readonly #random: () => number;
  readonly #model: EmulatorOptions['model'];
  readonly #folders: string[] = [];
  readonly #happened = new Map<string, number>();
  #emulator!: Emulator;
  #host!: Host;
  #flow = 0;
  #shiftOfFlow = 0;

  private constructor(random: () => number, model: EmulatorOptions['model']) {
    this.#random = random;
    this.#model = model;
    this.#ofd = new OfdServer({ clock: this.clock, dateTime: START });
  }

  static async begin(random: () => number, model: EmulatorOptions['model']): Promise<Life> {
    const life = new Life(random, model);
    await life.#open(life.#folder());
    return life;
  }

  /** Virtual hours since the begin. */
  get hours(): number {
    return this.clock.now() / HOUR;
  }

  /** How often what was done, by name. */
  get story(): Readonly<Record<string, number>> {
    return { ...Object.fromEntries(this.#happened), documents: this.#books.entered };
  }

  /** Something happens; then everything must be in order. */
  async step(): Promise<void> {
    const [name, work] = this.#choose();
    this.#happened.set(name, (this.#happened.get(name) ?? 0) + 1);
    // Files take their time, and no virtual one.
    if (realWork.has(name)) await tolerant(work());
    else await this.#pass(work());
    await this.clock.advance(this.#between(0, STEP_MS));
    await this.#audit();
  }

  async end(): Promise<void> {
    this.#emulator.faults.clear();
    await this.#emulator.power.on();
    this.#books.recheck(this.#emulator);
    await this.#emulator.close();
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
  }

  async #audit(): Promise<void> {
    // Cash that was moved without a document: what the counters of the shift have more than at the last look.
    const { cashIn, cashOut } = this.#emulator.state.shift;
    const flow = cashIn.sum - cashOut.sum;
    const { number } = this.#emulator.fn.state.shift;
    const cleared = flow === 0 && cashIn.count === 0 && cashOut.count === 0;
    if (!cleared) this.#books.moved(flow - (this.#shiftOfFlow === number ? this.#flow : 0));
    this.#flow = flow;
    this.#shiftOfFlow = number;
    await this.#books.audit(this.#emulator, this.#host);
  }

  #choose(): readonly [name: string, work: () => Promise<unknown>] {
    const all = this.#deeds();
    let chance = this.#random() * all.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, name, work] of all) {
      chance -= weight;
      if (chance < 0) return [name, work];
    }
    return ['nothing', async () => undefined];
  }

  #deeds(): ReadonlyArray<readonly [weight: number, name: string, work: () => Promise<unknown>]> {
    const host = this.#host;
    return [
      [40, 'receipt', () => this.#receipt()],
      [6, 'pause', () => this.#pause(1, 8 * MINUTE)],
      [0.13, 'night', () => this.#pause(6 * HOUR, 10 * HOUR)],
      [this.#isDue(WEEKEND, 20) ? 5 : 0, WEEKEND, () => this.#pause(25 * HOUR, 26 * HOUR)],
      [5, 'open shift', () => host.openShift()],
      [2, 'close shift', () => host.closeShift()],
      [4, 'cash', () => this.#cash()],
      [4, 'report', () => this.#report()],
      [3, 'half a receipt', () => this.#half()],
      [3, 'cancel', () => host.call(commands.cancelReceipt)],
      [0.5, 'change of the registration', () => this.#change()],
      [this.#isDue('another FN', 45) ? 5 : 0.1, 'another FN', () => this.#anotherFn()],
      [8, 'fault', async () => void this.#emulator.faults.add(this.#fault())],
      [4, 'faults off', async () => this.#emulator.faults.clear()],
      [2, 'power', () => this.#power()],
      [1, 'restart', () => this.#restart()],
      [1.5, 'crash', () => this.#crash()],
    ];
  }

  /** Lets the time pass until it is done. */
  async #pass(work: Promise<unknown>): Promise<void> {
    let finished = false;
    const done = tolerant(work).finally(() => {
      finished = true;
    });
    done.catch(() => undefined);
    while (!finished) await this.clock.advance(TICK_MS);
    await done;
  }

  /** What a life must have at least once. */
  #isDue(name: string, hour: number): boolean {
    return this.hours > hour && !this.#happened.has(name);
  }

  #between(low: number, high: number): number {
    return Math.floor(low + this.#random() * (high - low));
  }

  #one<T>(list: readonly T[]): T {
    return list[this.#between(0, list.length)] as T;
  }

  async #pause(low: number, high: number): Promise<void> {
    await this.clock.advance(this.#between(low, high));
  }

  /** A till that wants to sell opens the shift, or closes one that is too old. */
  async #ready(): Promise<void> {
    const host = this.#host;
    await this.#settled();
    const { state } = await host.register(registers.shiftState);
    if (this.#random() < 0.9) await host.call(commands.cancelReceipt).catch(() => undefined);
    if (state === 2) {
      await host.closeShift();
      await this.#settled();
    }
    if (state !== 1) await host.openShift();
    else await host.mode(1);
    await this.#settled();
  }

  /** Nothing goes on in the register any more. */
  async #settled(): Promise<void> {
    while (this.#emulator.state.operation) await this.clock.sleep(TICK_MS);
  }

  async #receipt(): Promise<void> {
    const host = this.#host;
    if (this.#random() < 0.95) await this.#ready();
    const type = this.#one([1, 1, 1, 1, 2, 4, 5, 7, 9]);
    const correction = type > 5;
    await host.begin(type, this.#random() < 0.5 ? 4 : 0);
    if (correction) {
      const basis = [tlv(1177, 'error'), tlv(1178, Uint8Array.of(0, 0x1f, 0x9c, 0x69)), tlv(1179, '7')];
      await host.attribute(1173, 0);
      await host.attribute(1174, Uint8Array.from(basis.flatMap((part) => [...part])));
    } else if (this.#random() < 0.4) await host.attribute(1008, 'customer@example.com');
    for (let left = correction ? 1 : this.#between(1, 5); left > 0; left--) {
      const price = this.#between(1, 500_00);
      await host.add({ price, total: price, tax: this.#between(1, 7), name: correction ? '' : 'Товар' });
    }
    const pay = this.#one([1, 1, 2, 3, 4, 5, 7]);
    if (this.#random() < 0.5)
      await host.call(commands.payment, {
        flags: 0,
        type: this.#one([1, pay]),
        sum: this.#between(1, 900_00),
      });
    await host.close(pay);
  }

  async #half(): Promise<void> {
    await this.#host.begin(this.#one([1, 2]));
    await this.#host.add({ price: 77_00, total: 77_00 });
  }

  async #cash(): Promise<void> {
    const [command, sum] = [this.#one([commands.cashIn, commands.cashOut]), this.#between(1, 300_00)];
    await this.#host.call(command, { flags: 0, sum });
  }

  async #report(): Promise<void> {
    await this.#host.mode(2);
    await this.#host.call(commands.printReport, { type: this.#one([1, 8, 9, 9, 0x10, 0x12]) });
  }

  async #change(): Promise<void> {
    const host = this.#host;
    await host.attribute(1101, this.#one([2, 3, 4]));
    await host.attribute(1187, `Place ${this.#between(0, 1000)}`);
    await host.mode(6);
    await host.call(commands.registerFn);
  }

  /** The shift must be closed for it; every other try therefore comes to nothing. */
  async #anotherFn(): Promise<void> {
    const host = this.#host;
    await host.closeShift().catch(() => undefined);
    await this.#settled();
    await host.mode(6);
    await host.call(commands.closeFn);
    await this.#settled();
    await this.#audit();
    await this.#emulator.insertFn({});
    this.#books.newFn();
    await host.call(commands.registerFn);
  }

  #fault(): Fault {
    const at = this.#one([
      'closeReceipt',
      'openReceipt',
      'payment',
      'endPosition',
      'openShift',
      'closeShift',
      'cashIn',
    ]);
    const when = this.#one(['before', 'during', 'after'] as const);
    return this.#one<Fault>([
      { at, error: this.#one([0x67, 0x76, 0xd2, 0xd4]) },
      { at, error: 0x67, executed: true },
      { at, printed: false },
      { at, power: 'loss', when, memory: this.#one(['lost', 'kept']), offMs: this.#between(0, 3000) },
      { busyMs: this.#between(1, 20_000) },
      { paper: 'out', forMs: this.#between(1, HOUR) },
      { fn: 'unplugged', forMs: this.#between(1, MINUTE / 2) },
      { fn: 'nearlyFull', documentsLeft: this.#between(0, 3), forMs: this.#between(1, MINUTE) },
      { ofd: 'unreachable', forMs: this.#between(MINUTE, 5 * HOUR) },
      { clock: this.#one([-1, 1, 1]) * this.#between(1, 3 * MINUTE) },
      { zReport: 'interrupted', signed: this.#random() < 0.5, at: 'closeShift' },
    ]);
  }

  async #power(): Promise<void> {
    await this.#emulator.power.off({ memory: this.#one(['lost', 'kept']) });
    await this.clock.advance(this.#between(0, 10 * MINUTE));
    await this.#emulator.power.on();
  }

  /** The process ends in good order, and another one goes on. */
  async #restart(): Promise<void> {
    await this.#emulator.close();
    await this.#open(this.#folders.at(-1) as string);
  }

  /** The process dies in the middle of whatever it does: another one finds what was written so far. */
  async #crash(): Promise<void> {
    const dying = tolerant(this.#receipt());
    dying.catch(() => undefined);
    await this.clock.advance(this.#between(0, 2000));
    const from = this.#folders.at(-1) as string;
    const to = this.#folder();
    cpSync(from, to, { recursive: true, filter: (path) => !/lock\.[^/]*$|\.index$/.test(path) });
    const { fn } = this.#emulator;
    const documents = fn.documents().length;
    await this.#emulator.close();
    await this.#pass(dying);
    await this.#open(to);
    expect(this.#emulator.fn.documents().length).toBe(documents);
  }

  #folder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'atol-days-'));
    this.#folders.push(folder);
    return folder;
  }

  async #open(state: string): Promise<void> {
    this.#emulator = await Emulator.open({
      state,
      model: this.#model,
      clock: this.clock,
      dateTime: this.#folders.length === 1 && this.clock.now() === 0 ? START : undefined,
      latency: 900,
      ofd: this.#ofd.transport(),
      onError: (error) => {
        throw error;
      },
    });
    this.#host = new Host(this.#emulator);
  }
}
