import { join } from 'node:path';
import { FiscalFault, fault, faultOf } from '../contract/fault.js';
import { worded } from '../contract/host-texts.js';
import {
  type Description,
  type Fault,
  type Health,
  type Init,
  isKeyed,
  type Operation,
  type Params,
  type Result,
} from '../contract/types.js';
import { localNow } from './clock.js';
import type { HostEvent, HostEventBody } from './events.js';
import { InstalledPlugin } from './install/installed.js';
import type { Publishers } from './install/signature.js';
import type { Source } from './install/source.js';
import { failed } from './run/faults.js';
import { GivenKeys } from './run/given.js';
import type { ChildProgram, Isolation } from './run/isolate.js';
import type { Limits } from './run/limits.js';
import { Supervisor } from './run/supervisor.js';
import { serve, type TillServices } from './services/services.js';
import { StorageFolder } from './services/storage.js';
import { wordedResult } from './words.js';

/** One plug-in of a till. */
export interface PluginSetup {
  /** `process` by default. */
  readonly isolation?: Isolation;
  readonly limits?: Partial<Limits>;
  /** A version that this till keeps to, whatever the source says. */
  readonly pin?: string;
  /** Main file of a plug-in that lies in a folder and is not installed from the source (an author's, a till's own). */
  readonly file?: string;
  readonly settings: Init['settings'];
}

export interface TillOptions {
  /** The host's own folder: versions of plug-ins and their storages. */
  readonly folder: string;
  readonly till: Init['till'];
  /** Language of the cashier's texts, `en` by default. */
  readonly language?: string;
  readonly source?: Source;
  /** Publishers whose artefacts are installed. */
  readonly publishers?: Publishers;
  readonly plugins: Readonly<Record<string, PluginSetup>>;
  readonly services?: TillServices;
  readonly onEvent?: (event: HostEvent) => void;
  /**
   * How often each plug-in is asked for its `health` while nothing else is asked of it, ms: so that receipts which wait
   * for the authority go out when nobody sells. 60 000 by default, 0 for never.
   */
  readonly healthEveryMs?: number;
  /** Where the program of the plug-in's process lies, for tills that are bundled. */
  readonly child?: ChildProgram;
}

/** A till's plug-ins. */
export interface Till {
  /** The plug-ins that are set up. */
  readonly ids: readonly string[];
  /** @throws FiscalFault where the plug-in does not start. */
  describe(plugin: string): Promise<Description>;
  /** Carries out an operation; never rejects for anything that a plug-in does. */
  call<O extends Operation>(
    plugin: string,
    operation: O,
    params: Params<O>,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<Result<O>>;
  /** Gives new settings; refused ones leave the plug-in as it was. */
  configure(plugin: string, settings: Init['settings']): Promise<Result<'init'>>;
  /**
   * Looks for a new version and switches to it between two operations. A version that does not start, take its settings
   * or become healthy is rolled back.
   */
  update(plugin: string, options?: { readonly signal?: AbortSignal }): Promise<UpdateResult>;
  /** The version that runs; `undefined` before the first start. */
  version(plugin: string): string | undefined;
  close(): Promise<void>;
}

export type UpdateResult =
  | {
      readonly changed: false;
      readonly version: string | undefined;
      readonly fault?: Fault;
      /** The new version that was tried and does not run on this till. */
      readonly rejected?: string;
    }
  | { readonly changed: true; readonly version: string; readonly former: string | undefined };

/** Opens a till: starts every plug-in in its newest good version, from the disk where the source is out of reach. */
export async function openTill(options: TillOptions): Promise<Till> {
  const lanes = new Map<string, Lane>();
  for (const [id, setup] of Object.entries(options.plugins)) lanes.set(id, new Lane(id, setup, options));
  await Promise.all([...lanes.values()].map((lane) => lane.open()));
  const lane = (id: string): Lane => {
    const found = lanes.get(id);
    if (found === undefined) {
      const missing = fault('till', 'no-such-plugin', `this till has no plug-in ${id}`);
      throw new FiscalFault(worded(missing, options.language ?? 'en'));
    }
    return found;
  };
  return {
    ids: [...lanes.keys()],
    describe: async (id) => await lane(id).describe(),
    call: async (id, operation, params, callOptions) => await lane(id).call(operation, params, callOptions),
    configure: async (id, settings) => await lane(id).configure(settings),
    update: async (id, updateOptions) => await lane(id).update(updateOptions?.signal),
    version: (id) => lane(id).version,
    async close() {
      await Promise.all([...lanes.values()].map((each) => each.close()));
    },
  };
}

/** One plug-in over its versions: a supervisor at a time. */
class Lane {
  readonly #id: string;
  readonly #options: TillOptions;
  readonly #setup: PluginSetup;
  readonly #installed: InstalledPlugin;
  /** Over all versions, and over the lives of the till. */
  readonly #given: GivenKeys;
  #settings: Init['settings'];
  #supervisor: Supervisor | undefined;
  #version: string | undefined;
  /** Why nothing runs. */
  #trouble: Fault | undefined;
  #switching: Promise<unknown> = Promise.resolve();
  #calls = 0;
  #idle: (() => void)[] = [];
  #lastCall = Number.NEGATIVE_INFINITY;
  #watching: ReturnType<typeof setInterval> | undefined;
  /** As it was told last. */
  #health: string | undefined;

  constructor(id: string, setup: PluginSetup, options: TillOptions) {
    this.#id = id;
    this.#setup = setup;
    this.#options = options;
    this.#settings = setup.settings;
    this.#installed = new InstalledPlugin(join(options.folder, 'plugins'), id, options.publishers ?? {});
    this.#given = new GivenKeys(join(options.folder, 'keys', id));
  }

  get version(): string | undefined {
    return this.#version;
  }

  get #language(): string {
    return this.#options.language ?? 'en';
  }

  async open(): Promise<void> {
    await this.#start();
    this.#watch();
  }

  async #start(): Promise<void> {
    if (this.#setup.file !== undefined) {
      const { supervisor, fault: trouble } = await this.#try(this.#setup.file);
      this.#supervisor = supervisor;
      this.#version = (await supervisor.describe().catch(() => undefined))?.version;
      this.#trouble = this.#version === undefined ? trouble : undefined;
      if (trouble !== undefined) this.#emit({ kind: 'fault', fault: trouble });
      return;
    }
    const result = await this.update();
    if (result.changed || this.#supervisor !== undefined) return;
    // The source is out of reach, or what it offers is no good: the last good one.
    const { current, former } = await this.#installed.state().catch((error: unknown) => {
      this.#emit({ kind: 'fault', fault: faultOf(error) });
      return { current: undefined, former: undefined };
    });
    for (const version of [current, former]) {
      if (version === undefined || !(await this.#installed.has(version))) continue;
      const { supervisor, fault: trouble } = await this.#try(this.#installed.mainFile(version), version);
      if (trouble === undefined || version === former || former === undefined) {
        this.#supervisor = supervisor;
        this.#version = version;
        this.#trouble = undefined;
        if (trouble !== undefined) this.#emit({ kind: 'fault', fault: trouble });
        if (result.rejected !== undefined && result.fault !== undefined) {
          this.#emit({ kind: 'rolled-back', version: result.rejected, to: version, fault: result.fault });
        }
        return;
      }
      this.#emit({ kind: 'fault', fault: trouble });
      await supervisor.close();
    }
    this.#trouble = result.fault ?? fault('till', 'not-installed', `${this.#id} is not installed`);
  }

  async describe(): Promise<Description> {
    try {
      return await this.#running().describe();
    } catch (error) {
      throw new FiscalFault(worded(faultOf(error), this.#language), { cause: error });
    }
  }

  /** Asks a plug-in that nobody asks anything: what waits for the authority is sent on such occasions. */
  #watch(): void {
    const { healthEveryMs = 60_000 } = this.#options;
    if (!(healthEveryMs > 0)) return;
    this.#watching = setInterval(() => {
      const isIdle = this.#calls === 0 && performance.now() - this.#lastCall >= healthEveryMs;
      if (isIdle && this.#supervisor !== undefined) void this.call('health', {});
    }, healthEveryMs);
    this.#watching.unref();
  }

  #noteHealth({ state, problems, queued }: Health): void {
    const known = JSON.stringify([state, problems.map(({ code }) => code), queued]);
    if (known === this.#health) return;
    this.#health = known;
    this.#emit({ kind: 'health', state, problems, ...(queued === undefined ? {} : { queued }) });
  }

  async call<O extends Operation>(
    operation: O,
    params: Params<O>,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): Promise<Result<O>> {
    await this.#switching;
    this.#calls += 1;
    try {
      const result = await this.#running().call(operation, params, options);
      if (operation === 'health') this.#noteHealth(result as Health);
      return wordedResult(operation, result, this.#language);
    } catch (error) {
      // Nothing runs that could be asked.
      const reason = faultOf(error);
      const result = (await this.#inDoubt(operation, params))
        ? ({ outcome: 'unknown', fault: reason } as Result<O>)
        : failed(operation, reason);
      return wordedResult(operation, result, this.#language);
    } finally {
      this.#calls -= 1;
      this.#lastCall = performance.now();
      if (this.#calls === 0) for (const wake of this.#idle.splice(0)) wake();
    }
  }

  async #inDoubt<O extends Operation>(operation: O, params: Params<O>): Promise<boolean> {
    const key: unknown = (params as { key?: unknown } | null)?.key;
    if (!isKeyed(operation) || typeof key !== 'string') return false;
    return await this.#given.has(key).catch(() => true);
  }

  async configure(settings: Init['settings']): Promise<Result<'init'>> {
    const result = await this.call('init', this.#init(settings));
    if (result.outcome === 'done') this.#settings = settings;
    return result;
  }

  update(signal?: AbortSignal): Promise<UpdateResult> {
    const run = this.#switching.then(() => this.#update(signal));
    this.#switching = run.catch(() => {});
    return run;
  }

  async close(): Promise<void> {
    clearInterval(this.#watching);
    await this.#switching;
    await this.#supervisor?.close();
    this.#supervisor = undefined;
    this.#trouble = fault('till', 'closed', 'the till was closed');
  }

  async #update(signal?: AbortSignal): Promise<UpdateResult> {
    const { source } = this.#options;
    const running = this.#version;
    try {
      if (source === undefined) {
        throw new FiscalFault(fault('till', 'no-source', `${this.#id} comes from no source`));
      }
      const version = await this.#installed.wanted(source, this.#setup.pin, signal);
      if (version === running) return { changed: false, version };
      await this.#installed.fetch(source, version, signal);
      return await this.#switch(version, running);
    } catch (error) {
      const reason = faultOf(error);
      this.#emit({ kind: 'source', fault: reason });
      return { changed: false, version: running, fault: reason };
    }
  }

  async #switch(version: string, former: string | undefined): Promise<UpdateResult> {
    // Two versions must not hold the same port: the old one ends first, when nothing is in its hands.
    await this.#quiet();
    await this.#supervisor?.idle();
    await this.#supervisor?.close();
    const { supervisor, fault: trouble } = await this.#try(this.#installed.mainFile(version), version);
    if (trouble === undefined) {
      this.#supervisor = supervisor;
      this.#version = version;
      this.#trouble = undefined;
      const { current } = await this.#installed.state().catch(() => ({ current: undefined }));
      await this.#noted(this.#installed.confirm(version));
      // A till that starts with the version that it had says only that it started.
      if (current !== version) {
        this.#emit({ kind: 'installed', version, ...(current === undefined ? {} : { former: current }) });
      }
      return { changed: true, version, former };
    }
    await supervisor.close();
    await this.#noted(this.#installed.reject(version));
    this.#supervisor = undefined;
    this.#trouble = trouble;
    if (former !== undefined) {
      this.#supervisor = (await this.#try(this.#installed.mainFile(former), former)).supervisor;
      this.#emit({ kind: 'rolled-back', version, to: former, fault: trouble });
    } else this.#emit({ kind: 'fault', fault: trouble });
    return { changed: false, version: former, fault: trouble, rejected: version };
  }

  /** A disk that takes no note of a version does not stop the till: it looks again at its next start. */
  async #noted(writing: Promise<void>): Promise<void> {
    await writing.catch((error: unknown) => {
      this.#emit({ kind: 'fault', fault: fault('till', 'not-noted', faultOf(error).message) });
    });
  }

  /** Starts a version, gives it its settings and looks at its health. */
  async #try(file: string, version?: string): Promise<{ supervisor: Supervisor; fault: Fault | undefined }> {
    const { folder, child, services = {} } = this.#options;
    const onEvent = (body: HostEventBody) => this.#emit(body);
    const supervisor = new Supervisor({
      id: this.#id,
      file,
      version,
      isolation: this.#setup.isolation ?? 'process',
      limits: this.#setup.limits,
      child,
      given: this.#given,
      onEvent,
      services: serve(this.#id, new StorageFolder(join(folder, 'storage', this.#id)), services, onEvent),
    });
    return { supervisor, fault: await this.#trial(supervisor) };
  }

  async #trial(supervisor: Supervisor): Promise<Fault | undefined> {
    try {
      await supervisor.describe();
    } catch (error) {
      return faultOf(error);
    }
    const started = await supervisor.call('init', this.#init(this.#settings));
    if (started.outcome === 'refused') return started.fault;
    const health = await supervisor.call('health', {});
    // A device that is switched off is no fault of the new version; a plug-in that cannot answer is.
    return health.problems.find(({ whose }) => whose === 'plugin');
  }

  #init(settings: Init['settings']): Init {
    return { settings, language: this.#language, till: this.#options.till };
  }

  #running(): Supervisor {
    if (this.#supervisor !== undefined) return this.#supervisor;
    throw new FiscalFault(this.#trouble ?? fault('till', 'not-installed', `${this.#id} is not installed`));
  }

  #quiet(): Promise<void> {
    if (this.#calls === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#idle.push(resolve);
    });
  }

  #emit(body: HostEventBody): void {
    const at = (this.#options.services?.now ?? localNow)();
    const told = 'fault' in body ? { ...body, fault: worded(body.fault, this.#language) } : body;
    try {
      this.#options.onEvent?.({ plugin: this.#id, at, ...told } as HostEvent);
    } catch {
      // A listener that throws is the till's affair; the plug-in goes on.
    }
  }
}
