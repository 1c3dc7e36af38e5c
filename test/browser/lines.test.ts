import { afterEach, describe, expect, test, vi } from 'vitest';
import { connect, knownRegisters, requestRegister, webSerial, webUsb } from '../../src/browser/index.js';
import { WebSerialConnection } from '../../src/browser/web-serial-connection.js';
import { EmulatorCore } from '../../src/emulator/emulator-core.js';
import { fixed } from '../support/identity.js';
import { Cable } from './stage/cable.js';
import { PlayedPort, PlayedSerial } from './stage/serial-port.js';
import { PlayedDevice, PlayedUsb } from './stage/usb-device.js';

afterEach(() => {
  vi.unstubAllGlobals();
});

const emulator = (serialNumber?: string): EmulatorCore =>
  new EmulatorCore(fixed({ latency: 0, ...(serialNumber !== undefined && { serialNumber }) }));

const denied = (): Promise<never> =>
  Promise.reject(
    new DOMException('Access to the feature is disallowed by permissions policy.', 'SecurityError'),
  );

describe('a port of Web Serial', () => {
  const opened = (port: PlayedPort): Promise<WebSerialConnection> =>
    WebSerialConnection.open(port, { name: 'port', rates: [115_200], onBaudRate: () => undefined });

  test('is free when it was closed while its speed was being changed', async () => {
    const port = new PlayedPort(emulator().transport());
    const line = await opened(port);
    const changing = line.setBaudRate(9600);
    const closing = line.close();
    await expect(changing).rejects.toMatchObject({ code: 'LOST' });
    await closing;
    expect(port.readable).toBeNull();
    expect(port.speeds).toEqual([115_200]);
    await (await opened(port)).close();
  });

  test('is free when it was closed while it was being opened at another speed', async () => {
    const port = new PlayedPort(emulator().transport());
    const line = await opened(port);
    const open = port.open.bind(port);
    let closing: Promise<void> | undefined;
    port.open = (options) => {
      closing = line.close();
      return open(options);
    };
    await line.setBaudRate(9600);
    await closing;
    expect(port.readable).toBeNull();
    port.open = open;
    await (await opened(port)).close();
  });

  test('is never taken for one that was unplugged before the first connection', async () => {
    const [ours, neighbour] = [emulator(), emulator('00106700000077')];
    const serial = new PlayedSerial();
    const port = serial.plug(ours.transport());
    serial.plug(neighbour.transport());
    const transport = webSerial(port, { serial });
    port.unplug();
    for (let tries = 0; tries < 2; tries++)
      await expect(transport.connect()).rejects.toMatchObject({ code: 'CONNECT_FAILED' });
    serial.plug(ours.transport());
    await (await transport.connect()).close();
  });
});

describe('a device of WebUSB', () => {
  test('belongs to one connection of a page, and the second is told', async () => {
    const usb = new PlayedUsb();
    const device = usb.plug(emulator(), new Cable());
    const first = await webUsb(device, { usb }).connect();
    const second = webUsb(device, { usb });
    await expect(second.connect()).rejects.toMatchObject({
      code: 'CONNECT_FAILED',
      outcome: 'not-sent',
      message: expect.stringContaining('устройство уже открыто на этой странице'),
      english: expect.stringContaining('this page has already opened the device'),
    });
    expect(device.opened).toBe(true);
    await first.close();
    await (await second.connect()).close();
  });

  test('is free again when it could not be opened', async () => {
    const usb = new PlayedUsb();
    const device = usb.plug(emulator(), new Cable());
    const transport = webUsb(device, { usb });
    const claim = device.claimInterface.bind(device);
    device.claimInterface = denied;
    for (let tries = 0; tries < 2; tries++)
      await expect(transport.connect()).rejects.toMatchObject({
        message: expect.stringContaining('нет прав'),
      });
    device.claimInterface = claim;
    await (await transport.connect()).close();
  });
});

describe('where a page may not have registers', () => {
  test('none is known over the line that is forbidden, and those over the other are', async () => {
    const usb = new PlayedUsb();
    usb.devices.push(new PlayedDevice(emulator(), new Cable()));
    vi.stubGlobal('navigator', { serial: { getPorts: denied }, usb });
    expect((await knownRegisters()).map(({ name }) => name)).toEqual([
      'usb://2912:0005?serial=00106900000001',
    ]);
    vi.stubGlobal('navigator', { usb: { getDevices: () => Promise.reject(new Error('oops')) } });
    await expect(knownRegisters()).rejects.toMatchObject({ code: 'CONNECT_FAILED', outcome: 'not-sent' });
  });

  test('the chooser says what may be the reason', async () => {
    vi.stubGlobal('navigator', { serial: { requestPort: denied } });
    await expect(requestRegister()).rejects.toMatchObject({
      code: 'CONNECT_FAILED',
      message: expect.stringMatching(/после нажатия.*Permissions-Policy.*disallowed by permissions policy/),
      english: expect.stringMatching(/after a click.*Permissions-Policy.*disallowed by permissions policy/),
    });
  });

  test.each([
    ['without https', undefined],
    ['in a frame of no origin', { request: denied }],
  ])('connect() tells that it cannot keep other pages away: %s', async (_, locks) => {
    vi.stubGlobal('navigator', { locks });
    const port = new PlayedPort(emulator().transport());
    await expect(connect(webSerial(port))).rejects.toMatchObject({
      code: 'CONNECT_FAILED',
      outcome: 'not-sent',
      message: expect.stringMatching(/https или с localhost/),
      english: expect.stringMatching(/https or from localhost/),
    });
    expect(port.readable).toBeNull();
  });
});
