import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Transport } from 'atol-kkt';
import { Emulator, type EmulatorOptions, VirtualClock } from 'atol-kkt/emulator';
import {
  createGateway,
  type Gateway,
  type GatewayEvent,
  type GatewayOptions,
  type GroupPolicy,
  type RegisterOptions,
} from '../../src/fleet/index.js';
import type { Job, Store } from '../../src/store/index.js';
import { openFastSqlite } from './sqlite-engine.js';

export const INN = '7707083893';

/** Registers, each with a factory number, an FN and a registration number of its own. */
export function emulatorOptions(index: number, options: EmulatorOptions = {}): EmulatorOptions {
  const number = String(index + 1);
  return {
    latency: 0,
    serialNumber: `00106900${number.padStart(6, '0')}`,
    fnNumber: `99990789${number.padStart(8, '0')}`,
    ...options,
  };
}

export interface StandOptions {
  readonly registers?: number | undefined;
  readonly clock?: VirtualClock | undefined;
  readonly emulator?: EmulatorOptions | ((index: number) => EmulatorOptions) | undefined;
  readonly register?: ((index: number) => Partial<RegisterOptions>) | undefined;
  readonly policy?: Partial<GroupPolicy> | undefined;
  readonly gateway?: Partial<GatewayOptions> | undefined;
  readonly store?: Store | undefined;
}

/** A gateway over emulated registers, all in this process. */
export class Stand implements AsyncDisposable {
  readonly events: GatewayEvent[] = [];
  readonly clock: VirtualClock;
  readonly emulators: readonly Emulator[];
  readonly store: Store;
  readonly #options: StandOptions;
  readonly #folder: string | undefined;
  gateway!: Gateway;

  private constructor(
    options: StandOptions,
    clock: VirtualClock,
    emulators: readonly Emulator[],
    store: Store,
    folder: string | undefined,
  ) {
    this.#options = options;
    this.clock = clock;
    this.emulators = emulators;
    this.store = store;
    this.#folder = folder;
  }

  static async start(options: StandOptions = {}): Promise<Stand> {
    const clock = options.clock ?? new VirtualClock({ now: Date.now(), autoAdvance: true });
    const emulators = Array.from({ length: options.registers ?? 1 }, (_, index) => {
      const given = typeof options.emulator === 'function' ? options.emulator(index) : options.emulator;
      return new Emulator(emulatorOptions(index, { clock, ...given }));
    });
    const folder = options.store ? undefined : mkdtempSync(join(tmpdir(), 'gateway-'));
    const store = options.store ?? (await openFastSqlite(join(folder ?? '', 'gateway.db')));
    const stand = new Stand(options, clock, emulators, store, folder);
    await stand.open();
    return stand;
  }

  /** Another gateway over the same store and registers, as after a restart. */
  async open(
    lines: (emulator: Emulator, index: number) => Transport = (one) => one.transport(),
  ): Promise<void> {
    const { policy, register, gateway } = this.#options;
    this.gateway = await createGateway({
      store: this.store,
      clock: this.clock,
      groups: [{ name: 'shop', inn: INN, ...(policy && { policy }) }],
      registers: this.emulators.map((emulator, index) => ({
        name: `r${index}`,
        group: 'shop',
        address: lines(emulator, index),
        ...register?.(index),
      })),
      ...gateway,
    });
    this.gateway.events.on((event) => this.events.push(event));
  }

  /** Lets time pass until it is so. */
  async until(done: () => boolean | Promise<boolean>, limitMs = 3_600_000): Promise<void> {
    for (const end = this.clock.now() + limitMs; !(await done()); ) {
      if (this.clock.now() > end) throw new Error(`not within ${limitMs} ms: ${this.#last()}`);
      await this.clock.sleep(500);
    }
  }

  #last(): string {
    return this.events
      .slice(-10)
      .map((event) => `${event.type} ${'ru' in event ? event.ru : ''}`)
      .join('\n');
  }

  /** The ends of these jobs, however long it takes. */
  async ends(submitted: readonly { readonly uuid: string }[]): Promise<Job[]> {
    const { jobs } = this.store;
    const open = new Set(submitted.map(({ uuid }) => uuid));
    await this.until(async () => {
      for (const uuid of open) {
        const job = await jobs.get(uuid);
        if (job?.state === 'wait' || job?.state === 'pinned') return false;
        open.delete(uuid);
      }
      return true;
    });
    return Promise.all(submitted.map(async ({ uuid }) => (await jobs.get(uuid)) as Job));
  }

  /** Documents of sales in all FNs. */
  receipts(): number {
    return this.emulators.reduce((sum, emulator) => sum + emulator.receipts.length, 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.gateway.close();
    await this.store.close();
    await Promise.all(this.emulators.map((emulator) => emulator.close()));
    if (this.#folder) rmSync(this.#folder, { recursive: true, force: true });
  }
}
