import { afterEach, beforeEach, expect } from 'vitest';
import type { ExchangeOptions } from '../../src/link/link.js';
import { V3Host, type V3HostOptions } from '../../src/link/v3/host.js';
import { V3_TIMERS } from '../../src/link/v3/timers.js';
import { VirtualClock } from '../../src/util/clock.js';
import { fromHex, toHex } from '../../src/util/hex.js';
import { RawPeer } from './raw-peer.js';

/** Scripts play by the second; how long a dead line is put up with is tested by itself. */
export const PATIENT = { ...V3_TIMERS, probeMs: 1500, pollMs: 5000, deadMs: Number.POSITIVE_INFINITY };

/** Answer of the last exchange, as it becomes known. */
export interface Call {
  answer?: string;
  error?: unknown;
}

/** Of the test that runs. */
export let clock = new VirtualClock();
export const open: V3Host[] = [];

/** For the top of a file: each of its tests has a clock of its own, and leaves no host behind. */
export function scripted(): void {
  beforeEach(() => {
    clock = new VirtualClock();
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((host) => host.close()));
  });
}

/** A host on a line to a scripted register, past its C4. */
export async function start(options: V3HostOptions = {}): Promise<{ host: V3Host; peer: RawPeer }> {
  const [connection, peer] = RawPeer.pair();
  const opening = V3Host.open(connection, {
    clock,
    ...options,
    timers: { ...PATIENT, ...options.timers },
  });
  if (options.state === undefined) await peer.send(await peer.next('C4'), 'A3');
  const host = await opening;
  open.push(host);
  return { host, peer };
}

export function call(host: V3Host, hex: string, options: Partial<ExchangeOptions> = {}): Call {
  const state: Call = {};
  host.exchange(fromHex(hex), { timeoutMs: 60_000, ...options }).then(
    (answer) => {
      state.answer = toHex(answer);
    },
    (error: unknown) => {
      state.error = error;
    },
  );
  return state;
}

/** One complete exchange, so that the register has a result to remember. */
export async function warmUp(host: V3Host, peer: RawPeer, tid = '00'): Promise<void> {
  const state = call(host, '00 00 3F');
  await peer.send(await peer.next(`C1 01 ${tid} 00 00 3F`), 'A3 44 00');
  expect(state).toEqual({ answer: '44 00' });
}
