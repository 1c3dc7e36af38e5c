import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Emulator } from 'atol-kkt/emulator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { curlLine, DEV_GROUP, type DevOptions, startDev } from '../../src/cli/dev.js';
import { DEV_INN } from '../../src/cli/dev-registers.js';
import { PortError } from '../../src/server.js';

let folder = '';
const before = process.env['TMPDIR'];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-dev-'));
  const own = join(folder, 'tmp');
  mkdirSync(own);
  process.env['TMPDIR'] = own;
});
afterAll(() => {
  if (before === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = before;
  rmSync(folder, { recursive: true, force: true });
});

const options: DevOptions = { registers: 1, latencyMs: 0, port: 0 };
const left = () => readdirSync(process.env['TMPDIR'] ?? '');

const noCurl = spawnSync('curl', ['--version']).error !== undefined;

test.skipIf(noCurl).each([
  ['http', {}],
  ['https', { https: true }],
])(
  `the line to paste makes a receipt by %s${noCurl ? ' (SKIPPED: no curl here)' : ''}`,
  async (_scheme, more) => {
    const dev = await startDev({ ...options, ...more });
    const line = await curlLine(dev);
    const { stdout } = await promisify(execFile)('sh', ['-c', line]);
    const { uuid, error } = JSON.parse(stdout) as { uuid: string; error: unknown };
    expect(error).toBeNull();
    expect((await dev.gateway.finished(uuid)).state).toBe('done');
    await dev.close();
    expect(left()).toEqual([]);
  },
);

test('--https: who trusts the authority that dev has made may talk to it by any of its names', async () => {
  const dev = await startDev({ ...options, https: true });
  const ca = readFileSync(dev.certificate ?? '', 'utf8');
  const { port } = new URL(dev.front.url);
  for (const host of ['localhost', '127.0.0.1']) {
    const status = await new Promise((resolve, reject) => {
      const call = request({ host, port, path: '/healthz', ca }, (response) => resolve(response.statusCode));
      call.on('error', reject).end();
    });
    expect(status, host).toBe(200);
  }
  await dev.close();
});

test('a port that another program has is told, and nothing is left behind', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const starting = startDev({ ...options, port });
  await expect(starting).rejects.toThrow(PortError);
  await expect(starting).rejects.toThrow(`127.0.0.1:${port}: порт занят другой программой`);
  expect(left()).toEqual([]);
  other.close();
});

test('registers and receipts of a file are there again after a restart', async () => {
  const db = join(folder, 'kept.db');
  const first = await startDev({ ...options, db });
  const submit = (id: string) =>
    first.gateway.submit(DEV_GROUP, id, {
      type: 'sell',
      electronic: true,
      taxation: 'osn',
      customer: { contact: 'buyer@example.com' },
      items: [{ name: 'Хлеб', price: 45.5, vat: 'vat10' }],
      payments: [{ type: 'electronic', sum: 45.5 }],
    });
  const { uuid } = await submit('order');
  const { result } = await first.gateway.finished(uuid);
  await first.close();
  const second = await startDev({ ...options, db });
  expect((await second.gateway.job(uuid))?.result).toEqual(result);
  expect(second.registers.emulators[0]?.receipts).toHaveLength(1);
  await second.close();
});

test('a register that was added by hand is there after a restart, though it listens on another port', async () => {
  const db = join(folder, 'added.db');
  const first = await startDev({ ...options, db });
  const [fresh] = first.registers.unregistered;
  const before = fresh?.url;
  await first.gateway.registers.add({
    name: 'mine',
    group: DEV_GROUP,
    address: before ?? '',
    serialNumber: fresh?.serialNumber,
  });
  await fresh?.register({});
  await first.registers.changeFn(first.registers.emulators[0] as Emulator);
  const spare = first.registers.emulators[0]?.fn.number;
  await first.close();
  // Somebody else has the port by now.
  const other = createServer();
  await new Promise<void>((resolve) =>
    other.listen(Number(new URL(before ?? '').port), '127.0.0.1', resolve),
  );
  const second = await startDev({ ...options, db });
  const { address } = (await second.gateway.registers.get('mine')).options;
  expect(address).toBe(second.registers.unregistered[0]?.url);
  expect(address).not.toBe(before);
  const registered = await second.gateway.registers.use('mine', (kkt) => kkt.fn.registration());
  expect(registered?.owner.inn).toBe(DEV_INN);
  await second.registers.changeFn(second.registers.emulators[0] as Emulator);
  expect(second.registers.emulators[0]?.fn.number, 'of no other FN').not.toBe(spare);
  await second.close();
  other.close();
});
