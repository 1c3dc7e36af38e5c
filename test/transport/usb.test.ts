import { afterEach, describe, expect, expectTypeOf, it } from 'vitest';
import type { Connection } from '../../src/transport/transport.js';
import { usb } from '../../src/transport/usb.js';
import type { UsbDevice } from '../../src/transport/usb-device.js';
import { acmChannel, FakeUsbDevice } from '../support/fake-usb.js';
import { describeTransport, endOf, readBytes } from './contract.js';

for (const [flavour, packetSize] of [
  ['node', 64],
  ['browser', 512],
] as const) {
  describeTransport(
    `usb, ${flavour}`,
    async () => {
      const device = new FakeUsbDevice({ flavour, packetSize });
      return {
        transport: usb(device),
        accept: async () => {
          // The line is there when the device has been opened.
          while (!device.opened) await new Promise((resolve) => setImmediate(resolve));
          return device.line;
        },
        close: async () => undefined,
      };
    },
    // Nothing tells the host that the register does not read any more.
    { noticesClose: false, big: 300_000 },
  );
}

describe('usb', () => {
  const lines: Connection[] = [];

  afterEach(async () => {
    await Promise.all(lines.splice(0).map((line) => line.close()));
  });

  async function open(device: UsbDevice, options = {}): Promise<Connection> {
    const connection = await usb(device, options).connect();
    lines.push(connection);
    return connection;
  }

  it('takes the command channel from the system and gives it back', async () => {
    const device = new FakeUsbDevice();
    const connection = await open(device);
    expect(device.calls).toEqual([
      'open',
      'detach 0',
      'detach 1',
      'claim 0',
      'claim 1',
      // 115200 8N1, then DTR and RTS.
      'control 20 0 0 [0,194,1,0,0,0,8]',
      'control 22 3 0 []',
    ]);
    device.calls.length = 0;
    await connection.close();
    expect(device.calls).toEqual(['release 0', 'release 1', 'attach 0', 'close']);
  });

  it('can take the second channel', async () => {
    const device = new FakeUsbDevice();
    const connection = await open(device, { interface: 2 });
    expect(device.calls).toContain('claim 3');
    expect(device.calls).not.toContain('claim 1');
    await connection.write(Uint8Array.of(1));
    expect(await readBytes(device.line, 1)).toEqual(Uint8Array.of(1));
  });

  it('selects a configuration where none is', async () => {
    const device = new FakeUsbDevice({ unconfigured: true });
    await open(device);
    expect(device.calls.slice(0, 2)).toEqual(['open', 'configuration 1']);
  });

  it('works with a data interface alone', async () => {
    const [, data] = acmChannel(0);
    const device = new FakeUsbDevice({ interfaces: data ? [data] : [] });
    const connection = await open(device);
    expect(device.calls).toEqual(['open', 'detach 1', 'claim 1']);
    await device.line.write(Uint8Array.of(5));
    expect(await readBytes(connection, 1)).toEqual(Uint8Array.of(5));
  });

  it('does without the requests that a device may refuse', async () => {
    const device = new FakeUsbDevice({ stallsControl: true });
    const connection = await open(device);
    await device.line.write(Uint8Array.of(5));
    expect(await readBytes(connection, 1)).toEqual(Uint8Array.of(5));
  });

  it('loses nothing while reads end without data', async () => {
    const device = new FakeUsbDevice();
    const connection = await open(device);
    for (const value of [1, 2, 3]) {
      await new Promise((resolve) => setTimeout(resolve, 300));
      await device.line.write(Uint8Array.of(value));
      expect(await readBytes(connection, 1)).toEqual(Uint8Array.of(value));
    }
  });

  it.each(['node', 'browser'] as const)('dies when it is unplugged, %s', async (flavour) => {
    const device = new FakeUsbDevice({ flavour });
    const connection = await open(device);
    const end = endOf(connection);
    device.unplug();
    expect(await end).toMatchObject({
      name: 'ConnectionError',
      code: 'LOST',
      message: expect.stringContaining('usb://2912:0005?serial=00106900000001'),
    });
    await expect(connection.write(Uint8Array.of(1))).rejects.toMatchObject({ code: 'LOST' });
    await connection.close();
    await expect(usb(device).connect()).rejects.toMatchObject({ code: 'CONNECT_FAILED' });
  });

  it('dies when a write finds it unplugged', async () => {
    const device = new FakeUsbDevice();
    const connection = await open(device);
    device.transferOut = () => Promise.reject(new Error('transferOut error: Disconnected'));
    await expect(connection.write(Uint8Array.of(1))).rejects.toMatchObject({ code: 'LOST' });
    expect(await endOf(connection)).toMatchObject({ code: 'LOST' });
  });

  it.each([
    [{ interfaces: [] }, /нет канала CDC-ACM/],
    [
      { claimFails: new Error('claimInterface error: interface is busy (errno 16)') },
      /занято другой программой/,
    ],
    [{ claimFails: new DOMException('Access denied.', 'SecurityError') }, /нет прав/],
    [{ claimFails: new Error('strange') }, /strange/],
  ])('is closed again when it cannot be opened: %#', async (options, message) => {
    const device = new FakeUsbDevice(options);
    await expect(usb(device).connect()).rejects.toMatchObject({
      name: 'ConnectionError',
      code: 'CONNECT_FAILED',
      outcome: 'not-sent',
      message: expect.stringMatching(message),
    });
    expect(device.opened).toBe(false);
  });

  it('is closed again when the caller loses patience', async () => {
    const device = new FakeUsbDevice();
    const controller = new AbortController();
    const claim = device.claimInterface.bind(device);
    device.claimInterface = (number) => {
      controller.abort(new Error('enough'));
      return claim(number);
    };
    await expect(usb(device).connect(controller.signal)).rejects.toMatchObject({ code: 'ABORTED' });
    expect(device.opened).toBe(false);
  });

  it('says so when no such device is connected', async () => {
    await expect(usb({ vendorId: 0xffff, productId: 0xfffe }).connect()).rejects.toMatchObject({
      code: 'CONNECT_FAILED',
      message: expect.stringMatching(/usb:\/\/ffff:fffe: такого устройства USB нет/),
    });
  });

  it.each([{ vendorId: -1 }, { productId: 0x10000 }, { vendorId: 1.5 }])('%j are no ids', (selector) => {
    expect(() => usb(selector)).toThrowError(expect.objectContaining({ name: 'ValidationError' }));
  });

  it('takes what WebUSB gives, in browsers and in Node', async () => {
    expectTypeOf<USBDevice>().toExtend<UsbDevice>();
    const { usb: webusb } = await import('usb');
    expectTypeOf<Awaited<ReturnType<typeof webusb.getDevices>>[number]>().toExtend<UsbDevice>();
  });
});
