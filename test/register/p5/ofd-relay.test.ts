import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConnectionError } from '../../../src/errors.js';
import type { P5HostState } from '../../../src/link/p5/counters.js';
import { P5Host } from '../../../src/link/p5/index.js';
import { P5Line } from '../../../src/link/p5/line.js';
import { P5_REGISTER, p5Flag } from '../../../src/protocol/p5/frame.js';
import { p5Channel } from '../../../src/protocol/p5/message.js';
import {
  decodeTunnel,
  encodeTunnel,
  encodeTunnelText,
  TUNNEL_VERSION,
  type TunnelElement,
  tunnelToDevice,
  tunnelToHost,
} from '../../../src/protocol/p5/tunnel.js';
import type { OfdEvent } from '../../../src/register/p5/index.js';
import { OfdRelay } from '../../../src/register/p5/ofd/relay.js';
import { memoryPair } from '../../../src/transport/memory.js';
import type { Connection } from '../../../src/transport/transport.js';
import { VirtualClock } from '../../../src/util/clock.js';

/** Nothing was asked yet, and nobody tests the line. */
const STATE: P5HostState = { version: 'p5', seq: 0x20, tids: [], ours: [], open: [], limit: 1024 };

/** A register that says of channel C4 whatever the test wants, at the other end of a host's line; the OFD is an end of a line, too. */
class Register {
  readonly clock = new VirtualClock();
  readonly heard: TunnelElement[] = [];
  readonly events: OfdEvent[] = [];
  /** Ends of the OFD, as they are opened. */
  readonly ofd: Connection[] = [];
  /** While this is set, an opening waits for it. */
  opening: Promise<void> | undefined;
  readonly host: Promise<P5Host>;
  readonly #line: P5Line;
  #seq = 0;

  constructor() {
    const [ours, theirs] = memoryPair();
    this.#line = new P5Line(theirs, undefined);
    void this.#listen();
    this.host = this.#attach(ours);
  }

  async #attach(line: Connection): Promise<P5Host> {
    const host = await P5Host.open(line, {
      state: STATE,
      clock: this.clock,
    });
    new OfdRelay(host, {
      clock: this.clock,
      idleMs: 60_000,
      tell: (event) => this.events.push(event),
      mayConnect: async ({ host: name }) => name === 'ofd.example',
      connect: async () => {
        await this.opening;
        const [near, far] = memoryPair();
        this.ofd.push(far);
        return near;
      },
    });
    return host;
  }

  async #listen(): Promise<void> {
    try {
      for await (const chunk of this.#line.chunks)
        for (const { dst, src, data } of this.#line.receive(chunk).frames)
          if (dst === P5_REGISTER && src === p5Channel.ofd) this.heard.push(...decodeTunnel(data));
    } catch {
      // The host has gone.
    }
  }

  say(tag: number, ...value: number[]): Promise<void> {
    const data = encodeTunnel([{ tag, value: Uint8Array.from(value) }]);
    const frame = { seq: this.#seq++ & 0xff, dst: p5Channel.ofd, src: P5_REGISTER, flags: p5Flag.data, data };
    return this.#line.write(frame);
  }

  async connect(name = 'ofd.example'): Promise<void> {
    await this.say(tunnelToHost.port, 0x61, 0x1e);
    await this.say(tunnelToHost.connect, ...encodeTunnelText(name));
  }

  /** Elements of one kind, as numbers. */
  told(tag: number): number[][] {
    return this.heard.filter((element) => element.tag === tag).map(({ value }) => [...value]);
  }

  async close(): Promise<void> {
    await (await this.host).close();
  }
}

let register: Register;

beforeEach(async () => {
  register = new Register();
  await register.host;
});
afterEach(() => register.close());

/** All that goes through memory has arrived. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

/** What the OFD got, all of it, when so many bytes are there. */
async function read(line: Connection | undefined, length: number): Promise<number[]> {
  const bytes: number[] = [];
  for await (const chunk of line ?? []) {
    bytes.push(...chunk);
    if (bytes.length >= length) break;
  }
  return bytes;
}

test('is asked for its version until it has told it, rarely after a while, and tells its own', async () => {
  for (let second = 0; second < 9; second++) await register.clock.advance(1000);
  await until(() => register.told(tunnelToDevice.askVersion).length === 10);
  await register.clock.advance(60_000);
  await until(() => register.told(tunnelToDevice.askVersion).length === 16);
  await register.say(tunnelToHost.askVersion);
  await until(() => register.told(tunnelToDevice.version).length === 1);
  expect(register.told(tunnelToDevice.version)).toEqual([[TUNNEL_VERSION]]);
  await register.say(tunnelToHost.version, 3);
  await until(() => register.events.length === 1);
  expect(register.events).toEqual([{ type: 'version', version: 3 }]);
  await register.say(tunnelToHost.version, TUNNEL_VERSION);
  await register.say(tunnelToHost.askVersion);
  await until(() => register.told(tunnelToDevice.version).length === 2);
  const asked = register.told(tunnelToDevice.askVersion).length;
  await register.clock.advance(600_000);
  expect(register.told(tunnelToDevice.askVersion).length - asked).toBeLessThan(2);
});

test('hears that a connection is closed which it never asked for', async () => {
  await register.say(tunnelToHost.data, 1, 2, 3);
  await until(() => register.told(tunnelToDevice.state).length === 1);
  await register.say(tunnelToHost.close + 1);
  await until(() => register.told(tunnelToDevice.state + 1).length === 1);
  expect([...register.told(tunnelToDevice.state), ...register.told(tunnelToDevice.state + 1)]).toEqual([
    [0],
    [0],
  ]);
});

test('may speak before the OFD is there: nothing is lost', async () => {
  let open = () => undefined as void;
  register.opening = new Promise((resolve) => {
    open = resolve;
  });
  await register.connect();
  await register.say(tunnelToHost.data, 1, 2, 3);
  await register.say(tunnelToHost.data, 4);
  await until(() => register.events.length === 1);
  open();
  await until(() => register.told(tunnelToDevice.state).length === 1);
  expect(await read(register.ofd[0], 4)).toEqual([1, 2, 3, 4]);
  await register.say(tunnelToHost.close);
  await until(() => register.events.at(-1)?.type === 'closed');
  expect(register.events.at(-1)).toMatchObject({ by: 'register', toOfd: 4, toRegister: 0, port: 7777 });
});

test('gets an answer in pieces, each as long as it has allowed', async () => {
  await register.connect();
  await until(() => register.ofd.length === 1);
  await register.ofd[0]?.write(Uint8Array.of(1, 2, 3, 4, 5));
  await until(() => register.told(tunnelToDevice.state).length === 1);
  expect(register.told(tunnelToDevice.data)).toEqual([]);
  await register.say(tunnelToHost.permission, 2, 0);
  await until(() => register.told(tunnelToDevice.data).length === 1);
  await register.say(tunnelToHost.permission, 0xff, 0x01);
  await until(() => register.told(tunnelToDevice.data).length === 2);
  expect(register.told(tunnelToDevice.data)).toEqual([
    [1, 2],
    [3, 4, 5],
  ]);
});

test('hears that the OFD has closed, also when that is noticed by what it sends', async () => {
  await register.connect();
  await until(() => register.told(tunnelToDevice.state).length === 1);
  await register.ofd[0]?.close();
  await register.say(tunnelToHost.data, 1);
  await until(() => register.events.at(-1)?.type === 'closed');
  expect(register.events.at(-1)).toMatchObject({ by: 'ofd' });
  await until(() => register.told(tunnelToDevice.state).length === 2);
  expect(register.told(tunnelToDevice.state)).toEqual([[1], [0]]);
});

test('loses a connection over which nothing goes, and one that takes nothing', async () => {
  await register.connect();
  await until(() => register.told(tunnelToDevice.state).length === 1);
  await register.clock.advance(59_000);
  await register.say(tunnelToHost.data, 1);
  expect(await read(register.ofd[0], 1)).toEqual([1]);
  await register.clock.advance(59_000);
  expect(register.events.at(-1)?.type).toBe('connected');
  await register.clock.advance(2000);
  await until(() => register.events.at(-1)?.type === 'closed');
  expect(register.events.at(-1)).toMatchObject({ by: 'limit', toOfd: 1 });
  register.opening = new Promise(() => undefined);
  await register.connect();
  const block = Array.from({ length: 255 }, () => 0);
  for (let kilobytes = 0; kilobytes < 65; kilobytes++)
    for (let part = 0; part < 4; part++) await register.say(tunnelToHost.data, ...block);
  await register.say(tunnelToHost.data, ...block);
  await until(() => register.told(tunnelToDevice.state).at(-1)?.[0] === 0);
});

test('is refused an address that is not in its settings', async () => {
  await register.connect('elsewhere.example');
  await until(() => register.told(tunnelToDevice.state).length === 1);
  expect(register.told(tunnelToDevice.state)).toEqual([[0]]);
  expect(register.events).toEqual([{ type: 'refused', host: 'elsewhere.example', port: 7777 }]);
  expect(register.ofd).toEqual([]);
});

test('ends with its line', async () => {
  await register.connect();
  await until(() => register.told(tunnelToDevice.state).length === 1);
  await register.close();
  await until(() => register.events.at(-1)?.type === 'closed');
  expect(register.events.at(-1)).toMatchObject({ by: 'line' });
  await expect(read(register.ofd[0], 1)).rejects.toBeInstanceOf(ConnectionError);
});
