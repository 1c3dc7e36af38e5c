import { afterEach, beforeEach } from 'vitest';
import { V3Device, type V3DeviceOptions } from '../../src/link/device/v3.js';
import { taskOf } from '../../src/link/link.js';
import { V3Host, type V3HostOptions } from '../../src/link/v3/host.js';
import type { V3Timers } from '../../src/link/v3/timers.js';
import { memoryTransport } from '../../src/transport/memory.js';
import { listenTcp, tcp } from '../../src/transport/tcp.js';
import type { Transport } from '../../src/transport/transport.js';
import { toHex } from '../../src/util/hex.js';

/** The same rules with less patience. */
export const QUICK: Partial<V3Timers> = {
  startMs: 40,
  startAttempts: 10,
  probeMs: 15,
  pollMs: 30,
  firstPollMs: 2,
  idleMs: 2,
  overflowMs: 2,
};

/** A command that moves money: the number says which one, the tail shows that it came undamaged. */
export function payment(number: number): Uint8Array {
  const body = [0, 0, 0x99, number >> 8, number & 0xff, 0xfe, 0xfd];
  return Uint8Array.of(...body, ...sum(body));
}

function sum(bytes: Iterable<number>): [number, number] {
  let value = 1;
  for (const byte of bytes) value = (value * 31 + byte) % 65_521;
  return [value >> 8, value & 0xff];
}

function undamaged(bytes: Uint8Array): boolean {
  const body = bytes.subarray(0, -2);
  const [high, low] = sum(body);
  return bytes.at(-2) === high && bytes.at(-1) === low;
}

/** A register that counts how often each payment was executed. */
export class Till {
  readonly device: V3Device;
  readonly paid: string[] = [];
  /** Commands that got through damaged: a checksum of 8 bits lets one of 256 pass. */
  damaged = 0;

  constructor(options: Partial<V3DeviceOptions> = {}) {
    this.device = new V3Device({ execute: (message) => this.#execute(message), ...options });
  }

  async #execute(message: Uint8Array) {
    if (!undamaged(message)) {
      this.damaged++;
      return { answer: Uint8Array.of(0x55, 0x98), refused: true };
    }
    this.paid.push(toHex(message));
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    return { answer: Till.answer(message), refused: false };
  }

  static answer(message: Uint8Array): Uint8Array {
    const body = [0x55, 0, ...message];
    return Uint8Array.of(...body, ...sum(body));
  }

  static isAnswer(answer: Uint8Array): boolean {
    return answer[0] === 0x55 && answer[1] === 0 && undamaged(answer);
  }

  times(message: Uint8Array): number {
    const hex = toHex(message);
    return this.paid.filter((other) => other === hex).length;
  }
}

export interface TillWorld {
  transport: Transport;
  close(): Promise<void>;
}

const WORLDS: Readonly<Record<string, (till: Till) => Promise<TillWorld>>> = {
  async memory(till) {
    return {
      transport: memoryTransport((connection) => void till.device.serve(connection)),
      close: () => till.device.reset(),
    };
  },
  async tcp(till) {
    const listener = await listenTcp({ port: 0 }, (connection) => void till.device.serve(connection));
    return { transport: tcp({ host: '127.0.0.1', port: listener.port }), close: () => listener.close() };
  },
};

export async function openHost(transport: Transport, options: V3HostOptions = {}): Promise<V3Host> {
  return V3Host.open(await transport.connect(), { timers: QUICK, ...options });
}

/** How an exchange ended for a careful caller, who asks for the result again over new lines. */
export type Ending = 'paid' | 'forgotten' | 'not executed';

/**
 * A payment by the rules of a safe host: after a lost line ask for the task, and never send it twice.
 * `reopen` gives the next line when the old one is gone.
 */
export async function payCarefully(
  host: V3Host,
  message: Uint8Array,
  reopen: (old: V3Host) => Promise<V3Host>,
  timeoutMs = 2000,
): Promise<{ host: V3Host; ending: Ending; answer?: Uint8Array }> {
  let link: V3Host = host;
  let task: ReturnType<typeof taskOf>;
  for (;;) {
    try {
      if (task === undefined)
        return { host: link, ending: 'paid', answer: await link.exchange(message, { timeoutMs }) };
      const result = await link.resume(task, { timeoutMs });
      if (result.state === 'answer') return { host: link, ending: 'paid', answer: result.answer };
      return { host: link, ending: result.state === 'forgotten' ? 'forgotten' : 'not executed' };
    } catch (error) {
      const { code, outcome } = error as { code: string; outcome: string };
      if (code === 'TASK_FORGOTTEN')
        return { host: link, ending: outcome === 'unknown' ? 'forgotten' : 'not executed' };
      if (!['LOST', 'NO_LINK', 'NO_ANSWER'].includes(code)) throw error;
      if (outcome === 'unknown') task = taskOf(error);
      if (code !== 'NO_ANSWER') link = await reopen(link);
      else if (outcome !== 'unknown') return { host: link, ending: 'not executed' };
    }
  }
}

/** Where hosts find this register. */
export function placeOf(world: string, till: Till): Promise<TillWorld> {
  return (WORLDS[world] as (till: Till) => Promise<TillWorld>)(till);
}

/** Every world with each way of answering. */
export const worlds = Object.keys(WORLDS).flatMap((world) =>
  (['async', 'sync'] as const).map((answers) => ({ world, answers })),
);

/** A register in its world, new for each test of the file; all hosts are closed behind it. */
export function tillStand({ world, answers }: (typeof worlds)[number]): {
  till: Till;
  place: TillWorld;
  open(transport?: Transport, options?: V3HostOptions): Promise<V3Host>;
} {
  const hosts: V3Host[] = [];
  const stand = {
    async open(transport: Transport = stand.place.transport, options: V3HostOptions = {}): Promise<V3Host> {
      const host = await openHost(transport, options);
      hosts.push(host);
      return host;
    },
  } as ReturnType<typeof tillStand>;
  beforeEach(async () => {
    stand.till = new Till({ answers });
    stand.place = await placeOf(world, stand.till);
  });
  afterEach(async () => {
    await Promise.all(hosts.splice(0).map((host) => host.close()));
    await stand.place.close();
  });
  return stand;
}
