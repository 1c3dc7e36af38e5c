import { TimeoutError } from '../errors.js';
import type { Connection, TunableConnection } from '../transport/transport.js';
import type { Clock } from '../util/clock.js';
import { layerLog } from '../util/debug.js';
import { late } from '../util/late.js';
import { Branch } from './branch.js';
import type { Link, Trace } from './link.js';
import type { P5HostState } from './p5/counters.js';
import { EchoWatch } from './p5/echo-watch.js';
import type { P5Host } from './p5/host.js';
import type { P5Timers } from './p5/timers.js';
import type { V2Host } from './v2/host.js';
import type { V2Timers } from './v2/timers.js';
import { V3Host } from './v3/host.js';
import type { V3HostState } from './v3/ledger.js';
import type { V3Timers } from './v3/timers.js';

const log = layerLog('link');

export type LinkChoice = 'auto' | Link['version'];

/** How a register is looked for. All times in milliseconds. */
export interface ProbeTimes {
  /** Wait for a reply to C4 of link v3. */
  v3Ms: number;
  /** Wait for a reply to ENQ of link v2. */
  v2Ms: number;
  /** How often each of them is sent before the other one is tried. */
  attempts: number;
  /** How often both are tried; for a line of unknown speed, at each speed. */
  rounds: number;
}

export const PROBE_TIMES: Readonly<ProbeTimes> = { v3Ms: 500, v2Ms: 500, attempts: 2, rounds: 2 };

export interface OpenLinkOptions {
  /**
   * `auto` (default): the second protocol or v3, whichever answers, or v2 where nobody answers those. `link.version` says which one it
   * is.
   */
  link?: LinkChoice | undefined;
  /** What an earlier connection to the same register left. The register is not looked for then. */
  state?: V3HostState | P5HostState | undefined;
  timers?:
    | {
        v2?: Partial<V2Timers> | undefined;
        v3?: Partial<V3Timers> | undefined;
        p5?: Partial<P5Timers> | undefined;
      }
    | undefined;
  probe?: Partial<ProbeTimes> | undefined;
  clock?: Clock | undefined;
  trace?: Trace | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Takes over a fresh connection and finds out which link the register behind it speaks, and at which speed where that is
 * open. The connection is closed again when this fails.
 *
 * @throws TimeoutError `NO_LINK` when nobody answers as a register does, ConnectionError, AbortedError.
 */
export async function openLink(connection: Connection, options: OpenLinkOptions = {}): Promise<Link> {
  // Looking for a register would clear its buffer, and with it the results that `state` still counts on.
  const { state } = options;
  const known = state === undefined ? undefined : isP5(state) ? 'p5' : 'v3';
  const link = known ?? options.link ?? 'auto';
  const rates = baudRatesOf(connection);
  if (link === 'p5' && (rates.length <= 1 || known)) return openP5(connection, options);
  if (link === 'v3' && (rates.length <= 1 || options.state !== undefined)) return openV3(connection, options);
  if (link === 'v2' && rates.length <= 1) return openV2(connection, options);
  const versions = link === 'auto' ? (['v3', 'v2'] as const) : [link];
  const finder = new Finder(connection, options);
  try {
    return await finder.find(versions, rates);
  } catch (error) {
    await connection.close();
    throw error;
  }
}

function isP5(state: V3HostState | P5HostState): state is P5HostState {
  return 'version' in state;
}

function openV3(connection: Connection, options: OpenLinkOptions): Promise<V3Host> {
  const { state, clock, trace, signal } = options;
  const own = state === undefined || isP5(state) ? undefined : state;
  return V3Host.open(connection, { state: own, timers: options.timers?.v3, clock, trace, signal });
}

/** Most registers speak v3: the other hosts are loaded for those that need them. */
const loadP5Host = () => late(() => import('./p5/host.js'));
const loadV2Host = () => late(() => import('./v2/host.js'));

async function openP5(connection: Connection, options: OpenLinkOptions): Promise<P5Host> {
  const { state, timers, clock, trace, signal } = options;
  const own = state !== undefined && isP5(state) ? state : undefined;
  const { P5Host } = await loadP5Host();
  return P5Host.open(connection, { state: own, timers: timers?.p5, clock, trace, signal });
}

async function openV2(
  connection: Connection,
  { timers, clock, trace, signal }: OpenLinkOptions,
  probe?: { attempts: number; ms: number },
): Promise<V2Host> {
  const { V2Host } = await loadV2Host();
  return V2Host.open(connection, { timers: timers?.v2, clock, trace, signal, probe });
}

/** Candidates for the speed, or none where there is nothing to choose. */
function baudRatesOf(connection: Connection): readonly number[] {
  return (connection as Partial<TunableConnection>).baudRates ?? [];
}

/** Lets one host after the other try the same line. */
class Finder {
  readonly #connection: Connection;
  readonly #options: OpenLinkOptions;
  readonly #times: ProbeTimes;
  #branch: Branch | undefined;
  #echo: EchoWatch | undefined;
  #ended = false;
  #failure: unknown;

  constructor(connection: Connection, options: OpenLinkOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#times = { ...PROBE_TIMES, ...options.probe };
    void this.#read();
  }

  async find(versions: ReadonlyArray<Link['version']>, rates: readonly number[]): Promise<Link> {
    const both = versions.length > 1;
    for (let round = 0; round < this.#times.rounds; round++) {
      for (const rate of rates.length > 1 ? rates : [undefined]) {
        if (rate !== undefined) await (this.#connection as TunableConnection).setBaudRate(rate);
        for (const version of versions) {
          const link = await (both && version === 'v3' ? this.#tryBoth() : this.#try(version));
          if (link === undefined) continue;
          log('link %s%s', link.version, rate === undefined ? '' : ` at ${rate} baud`);
          return link;
        }
      }
    }
    throw new TimeoutError('NO_LINK', 'ККТ не отвечает', { outcome: 'not-sent' });
  }

  /**
   * The second protocol and v3 at once, as the vendor's driver does at every open: registers of the one take the frames of the other
   * for noise. Unlike that driver, only the whole test frame counts, whatever noise comes first.
   */
  async #tryBoth(): Promise<Link | undefined> {
    const echo = new EchoWatch();
    this.#echo = echo;
    try {
      await this.#connection.write(echo.question);
      const signal = AbortSignal.any([echo.signal, ...(this.#options.signal ? [this.#options.signal] : [])]);
      return await this.#try('v3', signal);
    } catch (error) {
      if (!echo.signal.aborted || this.#options.signal?.aborted) throw error;
      return this.#foundP5();
    } finally {
      this.#echo = undefined;
    }
  }

  async #foundP5(): Promise<P5Host | undefined> {
    const branch = this.#newBranch();
    const { timers, clock, trace, signal } = this.#options;
    const { P5Host } = await loadP5Host();
    try {
      const host = await P5Host.found(branch, { timers: timers?.p5, clock, trace, signal });
      branch.adopt();
      return host;
    } catch (error) {
      if (error instanceof TimeoutError) return undefined;
      throw error;
    }
  }

  #newBranch(): Branch {
    const branch = new Branch(this.#connection);
    this.#branch = branch;
    if (this.#ended) branch.end(this.#failure);
    return branch;
  }

  /** Nothing when nobody answers. */
  async #try(version: Link['version'], signal = this.#options.signal): Promise<Link | undefined> {
    const branch = this.#newBranch();
    const { v2Ms, attempts } = this.#times;
    const { probe, timers } = this.#options;
    const v3Ms = probe?.v3Ms ?? timers?.v3?.startMs ?? this.#times.v3Ms;
    try {
      const options = { ...this.#options, signal };
      const link =
        version === 'p5'
          ? await openP5(branch, options)
          : version === 'v3'
            ? await openV3(branch, {
                ...options,
                timers: { v3: { ...timers?.v3, startMs: v3Ms, startAttempts: attempts } },
              })
            : await openV2(branch, options, { attempts, ms: v2Ms });
      branch.adopt();
      return link;
    } catch (error) {
      if (error instanceof TimeoutError) return undefined;
      throw error;
    }
  }

  async #read(): Promise<void> {
    const chunks = this.#connection[Symbol.asyncIterator]();
    try {
      for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
        this.#echo?.see(next.value);
        this.#branch?.receive(next.value);
        if (!this.#branch?.adopted) continue;
        // The link was found. For as long as it lives, each chunk would be handed over here once more.
        this.#branch.readOn(chunks);
        return;
      }
    } catch (error) {
      this.#failure = error;
    }
    this.#ended = true;
    this.#branch?.end(this.#failure);
  }
}
