import { TimeoutError } from '../errors.js';
import type { Connection, TunableConnection } from '../transport/transport.js';
import type { Clock } from '../util/clock.js';
import { layerLog } from '../util/debug.js';
import { Branch } from './branch.js';
import type { Link, Trace } from './link.js';
import { V2Host } from './v2-host.js';
import type { V2Timers } from './v2-timers.js';
import { V3Host } from './v3-host.js';
import type { V3HostState } from './v3-ledger.js';
import type { V3Timers } from './v3-timers.js';

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
  /** `auto` (default): v3, or v2 where nobody answers that. `link.version` says which one it is. */
  link?: LinkChoice | undefined;
  /** What an earlier connection to the same register left (v3). The register is not looked for then. */
  state?: V3HostState | undefined;
  timers?: { v2?: Partial<V2Timers> | undefined; v3?: Partial<V3Timers> | undefined } | undefined;
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
  const link = options.state === undefined ? (options.link ?? 'auto') : 'v3';
  const rates = baudRatesOf(connection);
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

function openV3(connection: Connection, options: OpenLinkOptions): Promise<V3Host> {
  const { state, clock, trace, signal } = options;
  return V3Host.open(connection, { state, timers: options.timers?.v3, clock, trace, signal });
}

function openV2(
  connection: Connection,
  { timers, clock, trace, signal }: OpenLinkOptions,
  probe?: { attempts: number; ms: number },
): Promise<V2Host> {
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
  #ended = false;
  #failure: unknown;

  constructor(connection: Connection, options: OpenLinkOptions) {
    this.#connection = connection;
    this.#options = options;
    this.#times = { ...PROBE_TIMES, ...options.probe };
    void this.#read();
  }

  async find(versions: ReadonlyArray<Link['version']>, rates: readonly number[]): Promise<Link> {
    for (let round = 0; round < this.#times.rounds; round++) {
      for (const rate of rates.length > 1 ? rates : [undefined]) {
        if (rate !== undefined) await (this.#connection as TunableConnection).setBaudRate(rate);
        for (const version of versions) {
          const link = await this.#try(version);
          if (link === undefined) continue;
          log('link %s%s', version, rate === undefined ? '' : ` at ${rate} baud`);
          return link;
        }
      }
    }
    throw new TimeoutError('NO_LINK', 'ККТ не отвечает', { outcome: 'not-sent' });
  }

  /** Nothing when nobody answers. */
  async #try(version: Link['version']): Promise<Link | undefined> {
    const branch = new Branch(this.#connection);
    this.#branch = branch;
    if (this.#ended) branch.end(this.#failure);
    const { v2Ms, attempts } = this.#times;
    const { probe, timers } = this.#options;
    const v3Ms = probe?.v3Ms ?? timers?.v3?.startMs ?? this.#times.v3Ms;
    try {
      const link =
        version === 'v3'
          ? await openV3(branch, {
              ...this.#options,
              timers: { v3: { ...timers?.v3, startMs: v3Ms, startAttempts: attempts } },
            })
          : await openV2(branch, this.#options, { attempts, ms: v2Ms });
      branch.adopt();
      return link;
    } catch (error) {
      if (error instanceof TimeoutError) return undefined;
      throw error;
    }
  }

  async #read(): Promise<void> {
    try {
      for await (const chunk of this.#connection) this.#branch?.receive(chunk);
    } catch (error) {
      this.#failure = error;
    }
    this.#ended = true;
    this.#branch?.end(this.#failure);
  }
}
