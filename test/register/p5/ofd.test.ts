import { expect, test } from 'vitest';
import { Emulator, type EmulatorOptions, OfdServer } from '../../../src/emulator/index.js';
import { connect } from '../../../src/index.js';
import type { OfdEvent } from '../../../src/register/p5/index.js';
import { VirtualClock } from '../../../src/util/clock.js';
import { atol } from '../../cli/cli.js';
import { fixed } from '../../support/identity.js';
import { yardstick } from '../../support/receipts.js';

const register = (options: EmulatorOptions) =>
  new Emulator(fixed({ latency: 0, link: 'p5', ofdThrough: 'host', ...options }));

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}

test('documents of a till that sells arrive at the OFD', async () => {
  await using server = await OfdServer.listen();
  await using emulator = register({ ofd: server.url });
  const events: OfdEvent[] = [];
  await using kkt = await connect(emulator.transport(), { ofd: 'host' });
  kkt.onOfd((event) => events.push(event));
  await kkt.openShift();
  await kkt.issue(yardstick);
  await kkt.closeShift();
  await emulator.ofd.drained();
  const numbers = emulator.fn.documents().map(({ number }) => number);
  expect(server.messages.map(({ documentNumber }) => documentNumber)).toEqual(numbers);
  expect((await kkt.status()).ofd?.unsentCount).toBe(0);
  await until(() => events.some(({ type }) => type === 'closed'));
  const { hostname: host, port } = new URL(server.url);
  expect(events[0]).toEqual({ type: 'ready', host, port: Number(port) });
  expect(events[1]).toEqual({ type: 'connecting', host, port: Number(port) });
  const sent = events.find((event) => event.type === 'closed');
  expect(sent).toMatchObject({ by: 'register', host });
  expect(sent?.toOfd).toBeGreaterThan(100);
});

test('many exchanges leave nobody behind who listens', async () => {
  const warnings: string[] = [];
  const warned = (warning: Error): void => void warnings.push(warning.name);
  process.on('warning', warned);
  await using server = await OfdServer.listen();
  await using emulator = register({ ofd: server.url });
  await using kkt = await connect(emulator.transport(), { ofd: 'host' });
  for (let times = 0; times < 3; times++) {
    await kkt.openShift();
    for (let receipts = 0; receipts < 6; receipts++) await kkt.issue(yardstick);
    await kkt.closeShift();
    await emulator.ofd.drained();
  }
  expect(server.messages).toHaveLength(25);
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', warned);
  expect(warnings).toEqual([]);
});

test('nothing of it without the option, and an OFD that is not there delays no receipt', async () => {
  const closed = await OfdServer.listen();
  const { url } = closed;
  await closed.close();
  await using emulator = register({ ofd: url });
  await using plain = await connect(emulator.transport());
  await plain.openShift();
  await plain.close();
  const events: OfdEvent[] = [];
  await using kkt = await connect(emulator.transport(), { ofd: 'host' });
  kkt.onOfd((event) => events.push(event));
  await until(() => events.some(({ type }) => type === 'closed'));
  expect(events.at(-1)).toMatchObject({ by: 'unreachable', toOfd: 0 });
  expect((await kkt.issue(yardstick)).documentNumber).toBe(emulator.fn.documents().length);
});

test('only the OFD of the settings is reached; settings that changed are read again', async () => {
  await using first = await OfdServer.listen();
  await using second = await OfdServer.listen();
  await using emulator = register({ ofd: first.url });
  const events: OfdEvent[] = [];
  const clock = new VirtualClock();
  await using kkt = await connect(emulator.transport(), { ofd: 'host', clock });
  kkt.onOfd((event) => events.push(event));
  await until(() => first.messages.length === 1);
  // The register now wants to go where its settings did not point when they were read.
  const port = Number(new URL(second.url).port);
  await kkt.settings.set('ofdPort', port);
  await kkt.openShift();
  await until(() => events.some(({ type }) => type === 'refused'));
  expect(events.find(({ type }) => type === 'refused')).toEqual({ type: 'refused', host: '127.0.0.1', port });
  await clock.advance(30_000);
  await emulator.ofd.drained();
  expect(first.messages).toHaveLength(1);
  expect(second.messages).toHaveLength(emulator.fn.documents().length - 1);
});

test('settings that name another channel: nothing is carried; the older protocol: an error', async () => {
  await using own = register({ ofd: 'tcp://127.0.0.1:9', ofdThrough: 'network' });
  const events: OfdEvent[] = [];
  await using kkt = await connect(own.transport(), { ofd: 'host' });
  const stop = kkt.onOfd((event) => events.push(event));
  stop();
  expect(events).toEqual([{ type: 'elsewhere', channel: 2 }]);
  expect(kkt.linkVersion).toBe('p5');
  await using old = new Emulator(fixed({ latency: 0 }));
  await expect(connect(old.transport(), { ofd: 'host' })).rejects.toMatchObject({ code: 'OFD_UNAVAILABLE' });
});

test('a line that was lost is opened again although nobody calls, until the handle is closed', async () => {
  await using server = await OfdServer.listen();
  await using emulator = register({ ofd: server.url });
  const clock = new VirtualClock();
  const kkt = await connect(emulator.transport(), { ofd: 'host', clock });
  const states: string[] = [];
  kkt.connection.onState((state) => states.push(state));
  await emulator.power.off();
  await until(() => kkt.connection.state === 'lost');
  await clock.advance(3000);
  await until(() => states.filter((state) => state === 'lost').length > 1);
  expect(kkt.connection.lines).toBe(1);
  await emulator.power.on();
  while (kkt.connection.state !== 'online') await clock.advance(3000);
  expect(kkt.connection.lines).toBe(2);
  await kkt.close();
  await clock.advance(10_000);
  expect(states.at(-1)).toBe('closed');
});

test('a line that dies in the middle of an exchange: its document goes over the next one, no pause of the register is waited for', async () => {
  await using silent = await OfdServer.listen({ vanish: 'silent' });
  const clock = new VirtualClock();
  await using emulator = register({ ofd: silent.url, clock });
  for (const at of [1, 2]) {
    await using kkt = await connect(emulator.transport(), { ofd: 'host', clock });
    await until(() => silent.messages.length === at);
    expect(emulator.ofd.line).toMatchObject({ connected: true, waiting: true });
    expect(silent.messages.at(-1)?.documentNumber).toBe(1);
    expect(kkt.linkVersion).toBe('p5');
  }
  expect(clock.now()).toBe(0);
});

test('atol ofd-proxy carries without a till', {
  timeout: 240_000,
}, async () => {
  await using server = await OfdServer.listen();
  await using emulator = register({ ofd: server.url });
  await emulator.listen();
  {
    await using kkt = await connect(emulator.url);
    await kkt.openShift();
  }
  const stop = new AbortController();
  const ran = atol(['ofd-proxy', emulator.url], { signal: stop.signal });
  await emulator.ofd.drained();
  await until(() => server.messages.length === emulator.fn.documents().length);
  stop.abort();
  const { code, stdout } = await ran;
  expect(stdout).toMatch(/^готово: ОФД 127\.0\.0\.1:\d+\nсоединение с/);
  expect(code).toBe(0);
});
