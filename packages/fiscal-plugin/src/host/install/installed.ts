import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FiscalFault, fault, faultOf } from '../../contract/fault.js';
import { checkArtefact, type Publishers } from './signature.js';
import { compareVersions, PLUGIN_PATTERN, type Source, VERSION_PATTERN } from './source.js';
import { unpack } from './unpack.js';

/** What the till remembers of one plug-in; `state.json` beside its versions, replaced at once. */
export interface InstalledState {
  /** The version in use. */
  readonly current?: string;
  /** The last version that worked before it. */
  readonly former?: string;
  /** The newest version that ever worked here: nothing older comes by itself. */
  readonly highest?: string;
  /** Versions that did not start here; they are not tried again by themselves. */
  readonly bad?: readonly string[];
}

/** How many versions stay on the disk. */
const KEPT = 3;

/**
 * The versions of one plug-in on this till: fetched, checked, unpacked beside each other, switched by one rename of a
 * small file.
 */
export class InstalledPlugin {
  readonly id: string;
  readonly #folder: string;
  readonly #publishers: Publishers;

  constructor(root: string, id: string, publishers: Publishers) {
    if (!PLUGIN_PATTERN.test(id)) throw new TypeError(`${JSON.stringify(id)} is no id of a plug-in`);
    this.id = id;
    this.#folder = join(root, id);
    this.#publishers = publishers;
  }

  async state(): Promise<InstalledState> {
    const text = await readFile(join(this.#folder, 'state.json'), 'utf8').catch(() => undefined);
    if (text === undefined) return {};
    try {
      return stateOf(JSON.parse(text));
    } catch (error) {
      throw new FiscalFault(
        fault(
          'till',
          'damaged-state',
          `${join(this.#folder, 'state.json')} is damaged; remove it to install anew`,
        ),
        { cause: error },
      );
    }
  }

  /** The main file of an unpacked version. */
  mainFile(version: string): string {
    return join(this.#versionFolder(version), 'index.js');
  }

  /**
   * Which version should run now: the pinned one, or the one that the source names.
   *
   * @throws FiscalFault `old-version` where the source names one older than what already worked here.
   */
  async wanted(source: Source, pin: string | undefined, signal?: AbortSignal): Promise<string> {
    if (pin !== undefined) return pin;
    const version = await source.version(this.id, signal);
    const { highest, bad = [] } = await this.state();
    if (bad.includes(version)) {
      throw new FiscalFault(
        fault('plugin', 'bad-version', `${this.id} ${version} did not start on this till`),
      );
    }
    if (highest !== undefined && compareVersions(version, highest) < 0) {
      throw new FiscalFault(
        fault(
          'plugin',
          'old-version',
          `${this.id}: the source names ${version}, ${highest} already ran here`,
        ),
      );
    }
    return version;
  }

  async has(version: string): Promise<boolean> {
    const names = await readdir(this.#versionFolder(version)).catch((): string[] => []);
    return names.includes('index.js');
  }

  /** Fetches, checks and unpacks a version; nothing is switched. */
  async fetch(source: Source, version: string, signal?: AbortSignal): Promise<void> {
    if (await this.has(version)) return;
    const [zip, signature] = await Promise.all([
      source.zip(this.id, version, signal),
      source.signature(this.id, version, signal),
    ]);
    checkArtefact(zip, signature, { plugin: this.id, version }, this.#publishers);
    const versions = join(this.#folder, 'versions');
    const temporary = join(versions, `.${randomUUID()}.tmp`);
    try {
      await mkdir(temporary, { recursive: true });
      await unpack(zip, temporary);
      if (!(await readdir(temporary)).includes('index.js')) {
        throw new FiscalFault(fault('plugin', 'bad-artefact', `${this.id} ${version} has no index.js`));
      }
      await rename(temporary, this.#versionFolder(version));
    } catch (error) {
      // A full disk is nobody's fault but the till's.
      if (error instanceof FiscalFault) throw error;
      const message = `${this.id} ${version} cannot be put on the disk: ${(error as Error).message}`;
      throw new FiscalFault(fault('till', 'not-unpacked', message), { cause: error });
    } finally {
      await rm(temporary, { recursive: true, force: true }).catch(() => {});
    }
  }

  /** The version runs: it is the one to start next time. Versions that nobody needs any more are removed. */
  async confirm(version: string): Promise<void> {
    const state = await this.state();
    const { current, highest } = state;
    const changed = current !== version;
    await this.#write({
      ...state,
      current: version,
      ...(changed && current !== undefined ? { former: current } : {}),
      highest: highest === undefined || compareVersions(version, highest) > 0 ? version : highest,
      bad: (state.bad ?? []).filter((name) => name !== version),
    });
    if (changed) await this.#clean();
  }

  /** The version does not run: it is not tried again by itself. */
  async reject(version: string): Promise<void> {
    const state = await this.state();
    await this.#write({ ...state, bad: [...new Set([...(state.bad ?? []), version])].slice(-20) });
  }

  async #clean(): Promise<void> {
    const { current, former } = await this.state();
    const folder = join(this.#folder, 'versions');
    const versions = (await readdir(folder))
      .filter((name) => VERSION_PATTERN.test(name))
      .sort(compareVersions);
    const spare = versions.filter((name) => name !== current && name !== former);
    for (const name of spare.slice(0, Math.max(0, spare.length - (KEPT - 2)))) {
      await rm(join(folder, name), { recursive: true, force: true }).catch((error: unknown) => {
        // A file that is still open on Windows goes the next time.
        if (faultOf(error).code !== 'threw') throw error;
      });
    }
  }

  #versionFolder(version: string): string {
    if (!VERSION_PATTERN.test(version)) {
      // Sources are looked at before; this one is written in the till's settings.
      throw new FiscalFault(
        fault('till', 'bad-pin', `${this.id} is pinned to ${JSON.stringify(version)}, which is no version`),
      );
    }
    return join(this.#folder, 'versions', version);
  }

  async #write(state: InstalledState): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const temporary = join(this.#folder, `.state-${randomUUID()}.tmp`);
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(`${JSON.stringify(state, null, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, join(this.#folder, 'state.json'));
  }
}

/** @throws TypeError where the file holds something else */
function stateOf(read: unknown): InstalledState {
  if (typeof read !== 'object' || read === null) throw new TypeError(`it holds ${typeof read}`);
  const { current, former, highest, bad = [] } = read as InstalledState;
  for (const version of [current, former, highest]) {
    if (version !== undefined && !VERSION_PATTERN.test(version))
      throw new TypeError(`${version} is no version`);
  }
  if (!Array.isArray(bad)) throw new TypeError('bad is no list');
  return read as InstalledState;
}
