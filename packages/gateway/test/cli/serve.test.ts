import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Emulator } from 'atol-kkt/emulator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSqlite } from '../../src/store/index.js';
import { sale } from '../support/receipts.js';

const own = fileURLToPath(new URL('../../', import.meta.url));
const builder = join(own, '..', '..', 'scripts', 'build.mjs');
/** As users run it: several processes start here, and sources would be translated for each. */
const main = join(own, 'dist', 'cli.js');
let folder = '';
beforeAll(async () => {
  await promisify(execFile)(process.execPath, [builder, '--if-stale', '--no-declarations', own]);
  folder = mkdtempSync(join(tmpdir(), 'gateway-serve-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function serve(config: string): ChildProcess {
  const file = join(folder, 'gateway.yaml');
  writeFileSync(file, config);
  return spawn(process.execPath, [main, 'serve', '--config', file], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
}

function linesOf(child: ChildProcess) {
  return createInterface({ input: child.stderr as NodeJS.ReadableStream });
}

test('serve refuses a wrong file with the place, and touches nothing', async () => {
  const child = serve(`store: ${join(folder, 'none.db')}\ngroups:\n  - name: shop\n    ihh: "7707083893"\n`);
  const said: string[] = [];
  linesOf(child).on('line', (line) => said.push(line));
  const [code] = await once(child, 'close');
  expect(code).toBe(2);
  expect(said[1]).toMatch(/gateway\.yaml:4:\d+: groups\[0\]\.ihh: неизвестный параметр$/);
});

test('serve drives the registers of its file, and ends gracefully: the receipt under way is finished', async () => {
  await using emulator = await Emulator.listen({ latency: 300 });
  const path = join(folder, 'gateway.db');
  // Accepted by a process of before.
  const store = await openSqlite(path);
  const accept = (externalId: string) =>
    store.jobs.accept({
      uuid: crypto.randomUUID(),
      group: 'shop',
      externalId,
      origin: 'program',
      receipt: sale(1, 'secret-buyer@example.com'),
      type: 'sell',
      totalKopecks: 100,
      vats: [],
      contact: 'secret-buyer@example.com',
      acceptedAt: Date.now(),
      expiresAt: Date.now() + 600_000,
      callbackUrl: undefined,
      meta: undefined,
      relatedTo: undefined,
    });
  for (const id of ['a', 'b', 'c']) await accept(id);
  const child = serve(
    `store: ${path}
log: debug
groups:
  - name: shop
registers:
  - name: r0
    group: shop
    address: ${emulator.url}
`,
  );
  const exit = once(child, 'exit');
  const said: string[] = [];
  let stopping = false;
  for await (const line of linesOf(child)) {
    said.push(line);
    // In the middle of the first receipt.
    if (line.includes('job.pinned') && !stopping) stopping = child.kill('SIGTERM');
  }
  expect(await exit).toEqual([0, null]);
  const types = said.map((line) => JSON.parse(line) as { msg: string; registers?: number });
  expect(types.find(({ msg }) => msg === 'started')?.registers).toBe(1);
  expect(types.at(-1)?.msg).toBe('stopped');
  expect(said.join('')).not.toContain('secret-buyer');
  const jobs = (await store.jobs.find({})).jobs;
  expect(jobs.map(({ state }) => state).sort()).toEqual(
    emulator.receipts
      .map(() => 'done')
      .concat(Array.from({ length: 3 - emulator.receipts.length }, () => 'wait')),
  );
  expect(emulator.receipts.length).toBeGreaterThanOrEqual(1);
  expect((await store.lanes.all()).map(({ owner }) => owner)).toEqual([undefined]);
  await store.close();
});
