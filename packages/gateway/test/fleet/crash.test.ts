import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createGateway, type Gateway } from '../../src/fleet/index.js';
import { CallbackSender } from '../../src/online/index.js';
import { randomNumbers } from '../../src/planner/simulate.js';
import { type Store, StoreError } from '../../src/store/index.js';
import { deaths, mortal, nameOf } from '../support/mortal-store.js';
import { Power } from '../support/power.js';
import { sale } from '../support/receipts.js';
import { openFastSqlite, openSqliteWith } from '../support/sqlite-engine.js';
import { INN, Stand } from '../support/stand.js';

/** All of them in `npm run test:exhaustive`; a plain `npm test` takes a part. */
const thorough = process.env['ONCE_EVERY'] !== undefined;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-crash-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function open({ clock, emulators }: Stand, store: Store): Promise<Gateway> {
  return createGateway({
    store,
    clock,
    groups: [{ name: 'shop', inn: INN, policy: { privateCallbacks: true, queueLimitMs: 3_600_000 } }],
    registers: emulators.map((one, index) => ({
      name: `r${index}`,
      group: 'shop',
      address: one.transport(),
    })),
  });
}

/** Lets virtual time pass, and real sockets speak. */
async function until({ clock }: Stand, done: () => boolean | Promise<boolean>): Promise<void> {
  for (let n = 0; !(await done()); n++) {
    if (n > 5000) throw new Error('never');
    await clock.sleep(200);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Every receipt of the shop has its document, and one only. */
async function check(stand: Stand, store: Store, ids: ReadonlySet<string>): Promise<void> {
  const { jobs } = store;
  await until(stand, async () => (await jobs.count({ state: 'done' })) === ids.size);
  const all = (await jobs.find({ limit: 1000 })).jobs;
  expect(new Set(all.map(({ externalId }) => externalId))).toEqual(ids);
  expect(stand.receipts()).toBe(ids.size);
  expect(new Set(all.map(({ result }) => `${result?.fnNumber} ${result?.documentNumber}`)).size).toBe(
    ids.size,
  );
}

test('a process that ends before or after any step of a receipt: one document, and its callback', async () => {
  const told = new Set<string>();
  const shop = createServer((request, response) => {
    told.add(request.url ?? '');
    request.resume().on('end', () => response.end());
  });
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
  const store = await openFastSqlite(join(folder, 'steps.db'));
  await using stand = await Stand.start({ registers: 2, emulator: { latency: 100 }, store });
  await stand.gateway.close();
  const ids = new Set<string>();
  for (const death of deaths) {
    let died = false;
    const dying = mortal(store, death, () => {
      died = true;
      throw new StoreError('STORE_LOST', 'dead');
    });
    const first = await open(stand, dying);
    const sender = new CallbackSender(first);
    const sent = ['a', 'b', 'c'].map((name) => `${nameOf(death)} ${name}`);
    const submit = (to: Gateway, id: string) =>
      to.submit('shop', id, sale(7), { callbackUrl: `${url}/${encodeURIComponent(id)}` });
    const answers = await Promise.allSettled(sent.map((id) => submit(first, id)));
    await until(stand, () => died);
    await sender.close();
    await first.close({ graceMs: 0 });
    // Who got an answer does not ask again.
    await using next = await open(stand, store);
    await using _sender = new CallbackSender(next);
    for (const [index, id] of sent.entries()) {
      ids.add(id);
      if (answers[index]?.status === 'rejected') await submit(next, id);
    }
    await check(stand, store, ids);
    await until(stand, () => sent.every((id) => told.has(`/${encodeURIComponent(id)}`)));
  }
  shop.close();
  shop.closeAllConnections();
});

test('power cuts in the middle of commits: nothing that was acknowledged is lost, nothing is doubled', async () => {
  const random = randomNumbers(15);
  const ids = new Set<string>();
  let path = join(folder, 'power-0.db');
  let power = new Power(path, random);
  let store = await openSqliteWith(path, power.exec);
  await using stand = await Stand.start({ registers: 2, emulator: { latency: 100 }, store });
  await stand.gateway.close();
  expect(power.asked).toContain('pragma synchronous = full');
  for (let round = 1; round <= (thorough ? 24 : 6); round++) {
    const gateway = await open(stand, store);
    power.left = 1 + Math.floor(random() * 40);
    const acknowledged: string[] = [];
    for (let n = 0; !power.failed; n++) {
      const id = `${round}-${n}`;
      const answer = gateway.submit('shop', id, sale(1 + n));
      await answer.then(
        () => acknowledged.push(id),
        () => undefined,
      );
      await stand.clock.sleep(40);
    }
    await gateway.close({ graceMs: 0 });
    const dead = store;
    path = join(folder, `power-${round}.db`);
    power.save(path);
    power = new Power(path, random);
    store = await openSqliteWith(path, power.exec);
    if (round > 1) await dead.close();
    for (const id of acknowledged) expect(await store.jobs.byExternalId('shop', id)).toBeDefined();
    // What was not acknowledged may be there all the same; it counts then.
    for (const { externalId } of (await store.jobs.find({ limit: 1000 })).jobs) ids.add(externalId);
  }
  await using gateway = await open(stand, store);
  await check(stand, store, ids);
  await gateway.close();
  await store.close();
});

test('a full disk: receipts are refused with an error, nothing accepted is lost, and it goes on by itself', async () => {
  let exec: (text: string) => void = () => undefined;
  const store = await openSqliteWith(join(folder, 'full.db'), (text, real) => {
    exec = real;
    real(text);
  });
  await using stand = await Stand.start({ registers: 2, emulator: { latency: 100 }, store });
  const { gateway } = stand;
  const ids = new Set<string>();
  let refused = 0;
  const submit = async (id: string): Promise<void> => {
    const many = { ...sale(9), items: Array.from({ length: 9 }, () => sale(1).items?.[0]) };
    try {
      await gateway.submit('shop', id, many as ReturnType<typeof sale>);
      ids.add(id);
    } catch (error) {
      expect(error).toMatchObject({ name: 'StoreError', code: 'STORE_IO' });
      expect(String(error)).toMatch(/full/);
      refused++;
    }
  };
  for (let n = 0; n < 5; n++) await submit(`before-${n}`);
  // As large as it is now, and not a page more.
  exec('pragma max_page_count = 1');
  for (let n = 0; n < 100; n++) await submit(`full-${n}`);
  await stand.clock.sleep(60_000);
  expect(refused).toBeGreaterThan(50);
  expect(stand.events.some(({ type }) => type === 'store.lost')).toBe(true);
  exec('pragma max_page_count = 1000000');
  await submit('after');
  expect(ids).toContain('after');
  await check(stand, store, ids);
  await until(stand, () => gateway.ready);
});

const TIMES = { leaseMs: 6000, tickMs: 1000 };
const LOST = new Error('database is locked');

test('a commit that fails, or whose answer is lost, whichever it is: registers are driven, every receipt is issued once', async () => {
  for (const when of ['before', 'after'] as const) {
    for (let nth = 1; ; nth += thorough ? 1 : 5) {
      let left = Number.POSITIVE_INFINITY;
      const store = await openSqliteWith(join(folder, `answer-${when}-${nth}.db`), (text, real) => {
        const fatal = text === 'commit' && --left === 0;
        if (fatal && when === 'before') throw LOST;
        real(text.replace('synchronous = full', 'synchronous = off'));
        if (fatal) throw LOST;
      });
      await using stand = await Stand.start({ registers: 2, store, gateway: TIMES });
      left = nth;
      // Registers move to another process and back; receipts come in the meantime.
      const ids = Array.from({ length: 2 }, (_, n) => `${nth}-${n}`);
      const submit = async (gateway: Gateway, id: string): Promise<void> => {
        const again = () => gateway.submit('shop', id, sale(3));
        await again().catch(again);
      };
      const begin = () => createGateway({ store, clock: stand.clock, ...TIMES });
      const other = await begin().catch(begin);
      for (const id of ids) await submit(stand.gateway, id);
      await stand.clock.sleep(5000);
      await other.close();
      await stand.until(async () => (await stand.gateway.registers.list()).every(({ here }) => here), 60_000);
      await check(stand, store, new Set(ids));
      // All commits of it have had their turn.
      if (left > 0) break;
    }
  }
});

test('a gateway that cannot begin leaves no register behind', async () => {
  let failures = 0;
  for (let nth = 1; ; nth++) {
    let left = Number.POSITIVE_INFINITY;
    const store = await openSqliteWith(join(folder, `begin-${nth}.db`), (text, real) => {
      real(text.replace('synchronous = full', 'synchronous = off'));
      if (text === 'commit' && --left === 0) throw LOST;
    });
    await using stand = await Stand.start({ registers: 2, store });
    await stand.gateway.close();
    left = nth;
    const failed = await open(stand, store).then(
      async (gateway) => gateway.close().then(() => false),
      () => true,
    );
    left = Number.POSITIVE_INFINITY;
    await using next = await open(stand, store);
    const views = await next.registers.list();
    expect(
      views.map(({ here }) => here),
      `commit ${nth}`,
    ).toEqual([true, true]);
    if (!failed) break;
    failures++;
  }
  expect(failures).toBeGreaterThan(2);
});
