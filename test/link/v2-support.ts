import { expect } from 'vitest';
import { V2Device, type V2DeviceOptions } from '../../src/link/device/v2.js';
import type { ExchangeOptions } from '../../src/link/link.js';
import { V2Host, type V2HostOptions } from '../../src/link/v2/host.js';
import { type FaultPlan, faulty } from '../../src/transport/faults.js';
import { memoryPair } from '../../src/transport/memory.js';
import type { Connection } from '../../src/transport/transport.js';
import { VirtualClock } from '../../src/util/clock.js';
import { fromHex, toHex } from '../../src/util/hex.js';
import { settled } from './raw-peer.js';

export const STATE = '00 00 45';
export const STATE_FRAME = '02 00 00 45 03 46';
/** Register 03 asks for masks: the frame is not the message. */
export const READ = '00 00 91 03 01 10';
export const READ_FRAME = '02 00 00 91 10 03 01 10 10 03 80';
export const DONE_FRAME = '02 55 00 03 56';

export const timeout = (code: string, outcome: string) =>
  expect.objectContaining({ name: 'TimeoutError', code, outcome });

/** The other end of a line, played by the test byte by byte. */
export class Player {
  readonly clock = new VirtualClock();
  /** For the side under test. */
  readonly line: Connection;
  readonly #end: Connection;
  #heard: number[] = [];

  constructor() {
    [this.line, this.#end] = memoryPair();
    void this.#read();
  }

  /**
   * Plays a dialogue, one step a line: `> 05` the side under test has sent this and nothing else since the last step,
   * `< 06` it gets this, `+500` milliseconds pass. A `>` with nothing means silence.
   */
  async play(script: string): Promise<void> {
    for (const step of script.trim().split('\n')) {
      const [, sign, text = ''] = /^\s*([<>+])\s*(.*?)\s*(?:#.*)?$/.exec(step) ?? [];
      if (sign === '<') await this.#end.write(fromHex(text));
      else if (sign === '+') await this.clock.advance(Number(text));
      else if (sign === '>') {
        await settled();
        expect(toHex(Uint8Array.from(this.#heard)), `at ${this.clock.now()} ms, ${step.trim()}`).toBe(text);
        this.#heard = [];
      } else throw new Error(`not a step: ${step}`);
      await settled();
    }
  }

  /** The line dies as seen by the side under test. */
  async hangUp(): Promise<void> {
    await this.#end.close();
    await settled();
  }

  async #read(): Promise<void> {
    try {
      for await (const chunk of this.#end) this.#heard.push(...chunk);
    } catch {
      // The side under test has closed.
    }
  }
}

/** What became of an exchange, as it becomes known. */
export interface Call {
  answer?: string;
  error?: unknown;
}

/** A host past its first ENQ, on a line that the test plays. */
export async function startHost(options: V2HostOptions = {}): Promise<{ host: V2Host; player: Player }> {
  const player = new Player();
  const opening = V2Host.open(player.line, { clock: player.clock, ...options });
  await player.play(`
    > 05
    < 06
    > 04`);
  return { host: await opening, player };
}

export function call(host: V2Host, hex: string, options: Partial<ExchangeOptions> = {}): Call {
  const state: Call = {};
  host.exchange(fromHex(hex), { timeoutMs: 10_000, ...options }).then(
    (answer) => {
      state.answer = toHex(answer);
    },
    (error: unknown) => {
      state.error = error;
    },
  );
  return state;
}

/** A register on a line that the test plays; commands end when the test says so. */
export function startDevice(options: Partial<V2DeviceOptions> = {}): {
  player: Player;
  executed: string[];
  answer: (hex: string) => Promise<void>;
  served: Promise<void>;
} {
  const player = new Player();
  const executed: string[] = [];
  let finish: (answer: Uint8Array) => void = () => undefined;
  const device = new V2Device({
    clock: player.clock,
    execute: async (message) => {
      executed.push(toHex(message));
      const answer = await new Promise<Uint8Array>((resolve) => {
        finish = resolve;
      });
      return { answer, refused: false };
    },
    ...options,
  });
  const answer = async (hex: string): Promise<void> => {
    finish(fromHex(hex));
    await settled();
  };
  return { player, executed, answer, served: device.serve(player.line) };
}

/** A host and a register on one line in memory, on a clock that never waits. */
export interface Pair {
  host: V2Host;
  /** Messages in the order of their execution. */
  executed: string[];
  close(): Promise<void>;
}

/** The register answers `55 00` and the message itself, after `latencyMs`. */
export async function pair(faults: FaultPlan = {}, latencyMs = 0): Promise<Pair> {
  const clock = new VirtualClock({ autoAdvance: true });
  const executed: string[] = [];
  const [near, far] = memoryPair();
  const register = new V2Device({
    clock,
    execute: async (message) => {
      executed.push(toHex(message));
      await clock.sleep(latencyMs);
      return { answer: Uint8Array.of(0x55, 0, ...message), refused: false };
    },
  });
  const served = register.serve(far);
  const host = await V2Host.open(faulty(near, { clock, ...faults }), { clock });
  return {
    host,
    executed,
    async close() {
      await host.close();
      await served;
    },
  };
}
