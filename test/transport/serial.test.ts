import {
  chmodSync,
  closeSync,
  constants,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadOptional } from '../../src/transport/native.js';
import { serial } from '../../src/transport/serial.js';
import { linuxSerialPorts, listSerialPorts } from '../../src/transport/serial-ports.js';
import type { Connection, TunableConnection } from '../../src/transport/transport.js';
import { hasSocat, type PtyCable, ptyCable } from '../support/pty-cable.js';
import { describeTransport, endOf, readBytes } from './contract.js';

const NOBODY = 65_534;

describe('serial options', () => {
  it.each([
    [{ path: '' }, 'SERIAL_PATH'],
    [{ path: 'a\0b' }, 'SERIAL_PATH'],
    [{ path: '/dev/ttyS0', baudRate: 1 }, 'BAUD_RATE'],
    [{ path: '/dev/ttyS0', baudRate: 115_201 }, 'BAUD_RATE'],
    [{ path: '/dev/ttyS0', baudRate: Number.NaN }, 'BAUD_RATE'],
  ])('%j break %s', (options, code) => {
    expect(() => serial(options)).toThrowError(
      expect.objectContaining({ name: 'ValidationError', problems: [expect.objectContaining({ code })] }),
    );
  });

  it('name the port', () => {
    expect(serial({ path: '/dev/ttyACM0' }).name).toBe('serial:///dev/ttyACM0');
    expect(serial({ path: 'COM3' }).name).toBe('serial://COM3');
  });
});

describe('serial port that cannot be opened', () => {
  it.each([
    ['/dev/no-such-port', /такого порта нет/],
    ['/dev/null', /это не последовательный порт/],
  ])('%s', async (path, message) => {
    await expect(serial({ path }).connect()).rejects.toMatchObject({
      name: 'ConnectionError',
      code: 'CONNECT_FAILED',
      outcome: 'not-sent',
      message: expect.stringMatching(new RegExp(`serial://${path}: ${message.source}`)),
      cause: expect.any(Error),
    });
  });
});

describe('optional package', () => {
  it('that is missing is asked for', async () => {
    const name = 'atol-kkt-has-no-such-package';
    await expect(loadOptional('serialport', () => import(name))).rejects.toMatchObject({
      name: 'ConnectionError',
      code: 'CONNECT_FAILED',
      outcome: 'not-sent',
      message: expect.stringContaining('npm install serialport@13'),
    });
  });

  it('that does not load says why', async () => {
    const broken = () => Promise.reject(new Error('wrong ELF class'));
    await expect(loadOptional('usb', broken)).rejects.toMatchObject({
      code: 'CONNECT_FAILED',
      message: expect.stringMatching(/wrong ELF class.*npm install usb@3/),
    });
  });
});

it('lists the ports of the computer', async () => {
  for (const { path, vendorId } of await listSerialPorts()) {
    expect(path).toMatch(/\S/);
    if (vendorId !== undefined) expect(vendorId).toMatch(/^[0-9a-f]{4}$/);
  }
});

it('finds the ports of Linux without udev: real ones, with the ids of their USB device', async () => {
  const root = mkdtempSync(join(tmpdir(), 'sys-'));
  const file = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), `${text}\n`);
  };
  file('devices/usb1/1-1/idVendor', '2912');
  file('devices/usb1/1-1/idProduct', '00FF');
  for (const [name, device, type] of [
    ['ttyACM0', 'usb1/1-1/1-1:1.0'],
    ['ttyUSB0', 'usb1/1-1/1-1:1.1/ttyUSB0'],
    ['ttyS0', 'platform/serial8250', '0'],
    ['ttyS1', 'pnp0/00:05', '4'],
  ] as const) {
    mkdirSync(join(root, 'devices', device), { recursive: true });
    mkdirSync(join(root, 'class/tty', name), { recursive: true });
    symlinkSync(join(root, 'devices', device), join(root, 'class/tty', name, 'device'));
    if (type !== undefined) file(`class/tty/${name}/type`, type);
  }
  mkdirSync(join(root, 'class/tty/tty0'));
  const ids = { vendorId: '2912', productId: '00ff' };
  expect(await linuxSerialPorts(root)).toEqual([
    { path: '/dev/ttyACM0', ...ids },
    { path: '/dev/ttyS1' },
    { path: '/dev/ttyUSB0', ...ids },
  ]);
  await expect(linuxSerialPorts(join(root, 'none'))).rejects.toMatchObject({ code: 'CONNECT_FAILED' });
  rmSync(root, { recursive: true });
});

describe.runIf(hasSocat)('serial over a pty (needs socat)', () => {
  describeTransport(
    'serial',
    async () => {
      const cable = await ptyCable();
      const [ours, theirs] = cable.ends;
      return {
        transport: serial({ path: ours }),
        accept: () => serial({ path: theirs }).connect(),
        close: () => cable.unplug(),
      };
    },
    { noticesClose: false, big: 200_000 },
  );

  describe('serial', () => {
    let cable: PtyCable;
    const lines: Connection[] = [];

    beforeEach(async () => {
      cable = await ptyCable();
    });

    afterEach(async () => {
      await Promise.all(lines.splice(0).map((line) => line.close()));
      await cable.unplug();
    });

    async function open(end: 0 | 1, baudRate?: number | 'auto'): Promise<Connection> {
      const connection = await serial({ path: cable.ends[end], baudRate }).connect();
      lines.push(connection);
      return connection;
    }

    it('carries every byte as it is', async () => {
      const [ours, theirs] = [await open(0), await open(1)];
      const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
      await ours.write(all);
      expect(await readBytes(theirs, 256)).toEqual(all);
    });

    it.each([1200, 4800, 115_200, 921_600])('works at %d baud', async (baudRate) => {
      const [ours, theirs] = [await open(0, baudRate), await open(1, baudRate)];
      const all = new Uint8Array(513).fill(0x55);
      const [read] = await Promise.all([readBytes(theirs, all.length), ours.write(all)]);
      expect(read).toEqual(all);
    });

    it('is busy while somebody has it open', async () => {
      await open(0);
      await expect(serial({ path: cable.ends[0] }).connect()).rejects.toMatchObject({
        code: 'CONNECT_FAILED',
        message: expect.stringContaining(`serial://${cable.ends[0]}: порт занят другой программой`),
      });
      await lines.shift()?.close();
      await open(0);
    });

    it('is waited for while somebody lets go of it, until the caller gives up', async () => {
      const first = await open(0);
      const controller = new AbortController();
      const given = serial({ path: cable.ends[0] }).connect(controller.signal);
      const second = serial({ path: cable.ends[0] }).connect();
      controller.abort();
      await expect(given).rejects.toMatchObject({ name: 'AbortError', outcome: 'not-sent' });
      await first.close();
      lines.push(await second);
    });

    it('is refused without permission', async () => {
      const [path] = cable.ends;
      const isRoot = process.getuid?.() === 0;
      chmodSync(path, isRoot ? 0o600 : 0);
      // Root may open anything, so it steps down.
      if (isRoot) process.seteuid?.(NOBODY);
      try {
        await expect(serial({ path }).connect()).rejects.toMatchObject({
          code: 'CONNECT_FAILED',
          message: expect.stringMatching(`serial://${path}: нет прав на порт.*dialout`),
        });
      } finally {
        if (isRoot) process.seteuid?.(0);
      }
    });

    it('dies with the port: the reader and the writer learn it', async () => {
      const ours = await open(0);
      const end = endOf(ours);
      await cable.unplug();
      expect(await end).toMatchObject({ name: 'ConnectionError', code: 'LOST' });
      await expect(ours.write(Uint8Array.of(1))).rejects.toMatchObject({ code: 'LOST' });
    });

    it('rejects a write that is stuck when it is closed', async () => {
      // Nobody reads: what does not fit the buffers of the system stays with us.
      const ours = await open(0);
      const stuck = ours.write(new Uint8Array(1 << 20));
      const rejected = expect(stuck).rejects.toMatchObject({ code: 'CLOSED' });
      await ours.close();
      await rejected;
    });

    it('forgets what an earlier user of the port left unread', async () => {
      const [first, theirs] = [await open(0), await open(1)];
      await first.close();
      await theirs.write(Uint8Array.of(1, 2, 3));
      // The cable carries both ways in turn: what goes the other way, twice, has met the three on theirs.
      const port = openSync(cable.ends[0], constants.O_WRONLY | constants.O_NOCTTY);
      for (const value of [5, 6]) {
        writeSync(port, Uint8Array.of(value));
        expect(await readBytes(theirs, 1)).toEqual(Uint8Array.of(value));
      }
      closeSync(port);
      await new Promise((resolve) => setTimeout(resolve, 50));
      const second = await open(0);
      await theirs.write(Uint8Array.of(4));
      expect(await readBytes(second, 1)).toEqual(Uint8Array.of(4));
    });

    it('offers the usual speeds where the speed is not known, the last one first', async () => {
      const transport = serial({ path: cable.ends[0], baudRate: 'auto' });
      const first = (await transport.connect()) as TunableConnection;
      lines.push(first);
      expect(first.baudRates).toEqual([115_200, 4800, 57_600, 38_400, 19_200, 9600]);
      await first.setBaudRate(38_400);
      await first.close();
      const second = (await transport.connect()) as TunableConnection;
      lines.push(second);
      expect(second.baudRates).toEqual([38_400, 115_200, 4800, 57_600, 19_200, 9600]);
      const fixed = (await open(1, 9600)) as TunableConnection;
      expect(fixed.baudRates).toEqual([9600]);
      await expect(fixed.setBaudRate(7)).rejects.toMatchObject({ name: 'ValidationError' });
    });

    it('closes the port when the caller loses patience while it opens', async () => {
      const controller = new AbortController();
      const opening = serial({ path: cable.ends[0] }).connect(controller.signal);
      const reason = new Error('enough');
      setImmediate(() => controller.abort(reason));
      const result = await opening.catch((error) => error);
      if (result instanceof Error) expect(result).toMatchObject({ code: 'ABORTED', cause: reason });
      else lines.push(result);
      await Promise.all(lines.splice(0).map((line) => line.close()));
      await expect
        .poll(
          () =>
            open(0).then(
              () => 'open',
              (error) => error.message,
            ),
          { timeout: 240_000 },
        )
        .toBe('open');
    });
  });
});
