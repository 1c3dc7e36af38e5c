import { afterEach, describe, expect, it } from 'vitest';
import { Emulator } from '../../src/emulator/index.js';
import { encodeFrameV3 } from '../../src/protocol/classic/frame-v3.js';
import { discover } from '../../src/register/discover.js';
import { search } from '../../src/register/search.js';
import { listenPty } from '../../src/transport/pty.js';
import { listenTcp } from '../../src/transport/tcp.js';
import type { Connection } from '../../src/transport/transport.js';
import { VirtualClock } from '../../src/util/clock.js';
import { toHex } from '../../src/util/hex.js';
import { hasSocat, ownPort } from '../support/pty-cable.js';

const open: Array<{ close(): Promise<void> }> = [];
/** Nothing of this computer, whatever is plugged in. */
const NOTHING_LOCAL = { usb: false, serial: false } as const;

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

async function emulator(options: ConstructorParameters<typeof Emulator>[0] = {}): Promise<Emulator> {
  const one = new Emulator({ latency: 0, ...options });
  open.push(one);
  return one;
}

/** Something on TCP that is no register; what it hears is collected. */
async function stranger(
  behave: (connection: Connection, chunk: Uint8Array) => void = () => undefined,
): Promise<{ host: string; heard: number[] }> {
  const heard: number[] = [];
  const listen = async (connection: Connection): Promise<void> => {
    try {
      for await (const chunk of connection) {
        heard.push(...chunk);
        behave(connection, chunk);
      }
    } catch {
      // The searcher has gone.
    }
  };
  const listener = await listenTcp({ port: 0 }, (connection) => void listen(connection));
  open.push(listener);
  return { host: `127.0.0.1:${listener.port}`, heard };
}

/** The test frame of the second protocol. */
const TEST = '24 40 0D 00 20 01 F7 40 74 65 73 74 65';

describe('discover', () => {
  it('finds registers on hosts, by both links', async () => {
    const first = await emulator({ serialNumber: '00106900000001', model: '30F' });
    const second = await emulator({ serialNumber: '00106900000002', link: 'v2' });
    const { url, host, port } = await first.listen();
    const other = await second.listen();
    const { registers, errors } = await discover({ ...NOTHING_LOCAL, tcp: [`${host}:${port}`, other.url] });
    const expected = [
      { url, link: 'v3', model: 61, modelName: '30F', serialNumber: '00106900000001' },
      { url: other.url, link: 'v2', model: 77, modelName: '42FS', serialNumber: '00106900000002' },
    ];
    expect(registers).toEqual(
      expected
        .sort((left, right) => left.url.localeCompare(right.url))
        .map((one) =>
          expect.objectContaining({ ...one, firmware: expect.stringMatching(/^\d+\.\d+\.\d+$/) }),
        ),
    );
    expect(errors).toEqual([]);
  });

  it('finds a register of the second protocol', async () => {
    const { url } = await (await emulator({ link: 'p5', model: '30F' })).listen();
    const { registers, errors } = await discover({ ...NOTHING_LOCAL, tcp: [url] });
    expect(registers).toEqual([expect.objectContaining({ url, link: 'p5', model: 61, firmware: '5.7.13' })]);
    expect(errors).toEqual([]);
  });

  it('sends a test frame, C4 and ENQ to what is no register, and nothing else', async () => {
    const silent = await stranger();
    const echo = await stranger((connection, chunk) => void connection.write(chunk));
    const chatty = await stranger((connection) => void connection.write(Buffer.from('+++ login: ')));
    const { registers, errors } = await discover({
      ...NOTHING_LOCAL,
      tcp: [silent.host, echo.host, chatty.host],
      // Only against one that hangs: a busy machine needs longer than the usual five seconds.
      timeoutMs: 240_000,
    });
    expect(registers).toEqual([]);
    expect(errors).toHaveLength(3);
    for (const { error } of errors) expect(error).toMatchObject({ name: 'TimeoutError', code: 'NO_LINK' });
    const c4 = toHex(encodeFrameV3(0, Uint8Array.of(0xc4)));
    for (const { heard } of [silent, chatty]) expect(toHex(Uint8Array.from(heard))).toBe(`${TEST} ${c4} 05`);
    // Who sends the test frame back is asked how much it takes; a number of the task that is drawn by lot may want the sum escaped.
    expect(toHex(Uint8Array.from(echo.heard))).toMatch(
      new RegExp(`^${TEST} ${c4} 24 40 .* 40 A9 A9 31 39 35 (?:26 )?.. 05$`),
    );
  });

  it('says why a place could not be asked', async () => {
    const listener = await listenTcp({ port: 0 }, () => undefined);
    await listener.close();
    const { registers, errors } = await discover({
      usb: false,
      serial: ['/dev/no-such-port'],
      tcp: [`127.0.0.1:${listener.port}`],
    });
    expect(registers).toEqual([]);
    expect(errors.map(({ url, error }) => [url, error.code])).toEqual([
      ['serial:///dev/no-such-port', 'CONNECT_FAILED'],
      [`tcp://127.0.0.1:${listener.port}`, 'CONNECT_FAILED'],
    ]);
  });

  it('is bounded in time, also where nobody refuses', async () => {
    const found = await emulator();
    const { url } = await found.listen();
    const silent = await stranger();
    // Its clock stands still until the register is found, however long this takes.
    const clock = new VirtualClock();
    const asked = found.events.once('line', { wanted: ({ state }) => state === 'closed' });
    const searching = search({ ...NOTHING_LOCAL, tcp: [url, silent.host], timeoutMs: 300 }, clock);
    await asked;
    await clock.advance(300);
    const { registers, errors } = await searching;
    expect(registers.map((one) => one.url)).toEqual([url]);
    expect(errors).toEqual([
      {
        url: `tcp://${silent.host}`,
        error: expect.objectContaining({ code: 'NO_LINK', message: 'Время поиска вышло' }),
      },
    ]);
  });

  it('ends when the caller has enough', async () => {
    const silent = await stranger();
    const reason = new Error('enough');
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 50);
    await expect(
      discover({ ...NOTHING_LOCAL, tcp: [silent.host], signal: controller.signal }),
    ).rejects.toMatchObject({ code: 'ABORTED', cause: reason });
  });

  it('refuses a wrong host before it asks anybody', async () => {
    const silent = await stranger();
    await expect(discover({ ...NOTHING_LOCAL, tcp: [silent.host, 'a b'] })).rejects.toMatchObject({
      name: 'ValidationError',
    });
    expect(silent.heard).toEqual([]);
  });

  it('looks at this computer without failing, whatever it has', async () => {
    const { errors } = await discover({ timeoutMs: 2000 });
    for (const { url, error } of errors) {
      expect(url).toMatch(/^(usb|serial):\/\//);
      expect(error.message).toMatch(/\S/);
    }
  });

  describe.runIf(hasSocat)('on serial ports (needs socat)', () => {
    it('finds registers by both links, at a speed that it has to find', async () => {
      const v3 = await (await emulator({ serialNumber: '00106900000003' })).listenPty(ownPort());
      const v2 = await (await emulator({ serialNumber: '00106900000004', link: 'v2' })).listenPty(ownPort());
      for (const baudRate of [undefined, 'auto'] as const) {
        const { registers } = await discover({ usb: false, serial: [v3.path, v2.path], baudRate });
        const speed = baudRate === undefined ? '' : '?baudRate=auto';
        expect(Object.fromEntries(registers.map((one) => [one.url, [one.link, one.serialNumber]]))).toEqual({
          [`${v3.url}${speed}`]: ['v3', '00106900000003'],
          [`${v2.url}${speed}`]: ['v2', '00106900000004'],
        });
      }
    });

    it('leaves a port alone that somebody uses or that does not answer', async () => {
      const register = await emulator();
      const { path } = await register.listenPty(ownPort());
      const heard: number[] = [];
      const listen = async (connection: Connection): Promise<void> => {
        for await (const chunk of connection) heard.push(...chunk);
      };
      const silent = await listenPty({}, (connection) => void listen(connection));
      open.push(silent);
      const { serial } = await import('../../src/transport/serial.js');
      const user = await serial({ path }).connect();
      const { registers, errors } = await discover({ usb: false, serial: [path, silent.path] });
      await user.close();
      expect(registers).toEqual([]);
      expect(Object.fromEntries(errors.map(({ url, error }) => [url, error.code]))).toEqual({
        [`serial://${path}`]: 'CONNECT_FAILED',
        [`serial://${silent.path}`]: 'NO_LINK',
      });
      expect(toHex(Uint8Array.from(heard))).toBe(`${TEST} FE 01 00 00 C4 02 05`);
    });
  });
});
