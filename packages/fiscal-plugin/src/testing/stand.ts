import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FiscalFault } from '../contract/fault.js';
import type { Description, Fault, Init, Operation, Outcome, Params, Result } from '../contract/types.js';
import { localNow } from '../host/clock.js';
import type { HostEventBody } from '../host/events.js';
import { isStuck } from '../host/run/faults.js';
import { GivenKeys } from '../host/run/given.js';
import type { ChildProgram, Isolation } from '../host/run/isolate.js';
import type { Limits } from '../host/run/limits.js';
import { Supervisor } from '../host/run/supervisor.js';
import { serve, type TillServices } from '../host/services/services.js';
import { StorageFolder } from '../host/services/storage.js';
import { clockFrom } from './clock.js';
import { type ExtraSamples, Samples } from './samples.js';

/** What an author tells the kit about his plug-in; `fiscal-plugin.kit.json`. */
export interface KitSetup {
  readonly id: string;
  /** Settings with which everything works (an emulator, a stand-in service). */
  readonly settings: Init['settings'];
  /** Settings that must be refused. */
  readonly wrongSettings?: readonly Init['settings'][];
  /** Settings of a device or service that is not there. */
  readonly noDevice?: Init['settings'];
  /** Settings of a device or service that answers slowly. */
  readonly slowDevice?: Init['settings'];
  readonly languages?: readonly string[];
  /** When the till's clock begins, ISO 8601 with offset, for laws that know opening hours; the computer's by default. */
  readonly now?: string;
  readonly extra?: ExtraSamples;
  readonly httpHosts?: readonly string[];
  readonly programs?: TillServices['programs'];
}

export interface StandOptions {
  readonly file: string;
  readonly setup: KitSetup;
  readonly isolation?: Isolation;
  readonly child?: ChildProgram | undefined;
  readonly limits?: Partial<Limits> | undefined;
  /** The till's clock, ISO 8601 with offset: a test of a law moves it. */
  readonly now?: (() => string) | undefined;
  /** Fewer repetitions: for a look while writing. */
  readonly quick?: boolean | undefined;
}

/** A test may start a plug-in often; half a minute for a document is long for stand-ins and emulators. */
const KIT_LIMITS = { startsPerMinute: 1000, documentMs: 30_000 };

/** One plug-in under test: its process, its storage, everything that it said. */
export class Stand {
  readonly events: HostEventBody[] = [];
  readonly printed: { title: string; html?: string; text?: string }[] = [];
  readonly #options: StandOptions;
  readonly #folder: string;
  /** The till's clock, ISO 8601 with offset. */
  readonly now: () => string;
  readonly #secrets = new Map<string, string>();
  #supervisor: Supervisor;
  /** It hung or looped: whatever else would be asked of it costs the whole limit again, and tells nothing new. */
  #stuck: Fault | undefined;

  private constructor(options: StandOptions, folder: string) {
    this.#options = options;
    this.#folder = folder;
    const { now, setup } = options;
    this.now = now ?? (setup.now === undefined ? localNow : clockFrom(setup.now));
    this.#supervisor = this.#make();
  }

  static async open(options: StandOptions): Promise<Stand> {
    return new Stand(options, await mkdtemp(join(tmpdir(), 'fiscal-plugin-')));
  }

  get folder(): string {
    return this.#folder;
  }

  async describe(): Promise<Description> {
    return await this.#supervisor.describe();
  }

  async samples(): Promise<Samples> {
    return new Samples(await this.describe(), this.#options.setup.extra);
  }

  /** Gives settings, the good ones by default. */
  async init(settings = this.#options.setup.settings, language = 'en'): Promise<Result<'init'>> {
    return await this.call('init', { settings, language, till: { id: 'till-1' } });
  }

  async call<O extends Operation>(operation: O, params: Params<O>): Promise<Result<O>> {
    if (this.#stuck !== undefined) throw new FiscalFault(this.#stuck);
    return await this.#supervisor.call(operation, params);
  }

  newKey(): string {
    return `kit-${randomUUID()}`;
  }

  /** Ends the plug-in's process as a power cut would. */
  async kill(): Promise<void> {
    await this.#supervisor.kill();
  }

  /** A new process over the same storage, with the good settings. */
  async restart(limits?: Partial<Limits>): Promise<void> {
    await this.#supervisor.kill();
    this.#supervisor = this.#make(limits);
    await this.init();
  }

  async resolve(key: string): Promise<Outcome> {
    return await this.call('resolve', { key });
  }

  async close(): Promise<void> {
    await this.#supervisor.close();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  #make(limits?: Partial<Limits>): Supervisor {
    const { file, setup, isolation = 'process', child } = this.#options;
    const onEvent = (event: HostEventBody) => {
      this.events.push(event);
      if (event.kind === 'fault' && isStuck(event.fault)) this.#stuck = event.fault;
    };
    const services: TillServices = {
      print: async (_plugin, job) => void this.printed.push(job),
      secrets: {
        get: async (_plugin, name) => this.#secrets.get(name),
        set: async (_plugin, name, value) => void this.#secrets.set(name, value),
        remove: async (_plugin, name) => void this.#secrets.delete(name),
      },
      httpHosts: setup.httpHosts ?? ['127.0.0.1', 'localhost'],
      programs: setup.programs ?? {},
      now: this.now,
    };
    return new Supervisor({
      id: setup.id,
      file,
      isolation,
      child,
      limits: { ...KIT_LIMITS, ...this.#options.limits, ...limits },
      onEvent,
      given: new GivenKeys(join(this.#folder, 'keys')),
      services: serve(setup.id, new StorageFolder(join(this.#folder, 'storage')), services, onEvent),
    });
  }
}
