import { randomUUID } from 'node:crypto';
import type { FiscalResult } from 'atol-kkt';
import { afterEach, expect, test } from 'vitest';
import type { Job, LaneKey, NewJob, Store } from '../../src/store/index.js';
import { sale } from '../support/receipts.js';
import { onEveryStore } from '../support/stores.js';

const T0 = 1_800_000_000_000;

function job(externalId: string, change: Partial<NewJob> = {}): NewJob {
  return {
    uuid: randomUUID(),
    group: 'shop',
    externalId,
    origin: 'program',
    receipt: sale(),
    type: 'sell',
    totalKopecks: 10_000,
    vats: [{ vat: 'vat20', sum: 1667 }],
    contact: 'buyer@example.com',
    acceptedAt: T0,
    expiresAt: T0 + 300_000,
    callbackUrl: undefined,
    meta: undefined,
    relatedTo: undefined,
    ...change,
  };
}

const result = (documentNumber: number): FiscalResult => ({
  type: 'sell',
  form: 3,
  documentNumber,
  fiscalSign: 1,
  dateTime: '2027-01-15T10:00',
  shiftNumber: 1,
  receiptNumber: 1,
  fnNumber: '9999078902000001',
  registrationNumber: '0000000001012345',
  totalKopecks: 10_000,
  warnings: [],
  qr: '',
});

async function lane(store: Store, register = 'one', process = 'p', now = T0): Promise<LaneKey> {
  await store.settings.saveRegisters([{ name: register, group: 'shop', origin: 'hand', data: {} }]);
  await store.lanes.beat(process, now, 10_000);
  const [key] = await store.lanes.take(process, now, 1, [register]);
  if (!key) throw new Error('lane not taken');
  return key;
}

onEveryStore('jobs', (open) => {
  let store: Store;
  afterEach(() => store.close());

  test('a job is accepted, claimed, finished; all of it is read back', async () => {
    store = await open('whole');
    const key = await lane(store);
    const meta = { hello: ['мир', 1.5, null] };
    const given = job('a', { meta, callbackUrl: 'https://shop.example/done', relatedTo: 'x' });
    expect(await store.jobs.accept(given)).toEqual({ uuid: given.uuid, created: true, acceptedAt: T0 });
    const claimed = (await store.jobs.claim(key, 'shop', T0 + 5)) as Job;
    expect(claimed).toMatchObject({ ...given, state: 'pinned', register: 'one', fence: 1, pinnedAt: T0 + 5 });
    expect(await store.jobs.pinned('one')).toEqual([claimed]);
    await store.jobs.finish(key, claimed, result(7), T0 + 900);
    expect(await store.jobs.get(given.uuid)).toMatchObject({
      state: 'done',
      result: result(7),
      finishedAt: T0 + 900,
    });
    expect(await store.jobs.byExternalId('shop', 'a')).toMatchObject({ uuid: given.uuid, meta });
    expect((await store.outbox.of(given.uuid))[0]).toMatchObject({ state: 'due', dueAt: T0 + 1900 });
    const [row] = await store.statistics.rows({
      from: T0 - 3_600_000,
      to: T0 + 3_600_000,
      by: ['group', 'type'],
    });
    expect(row).toMatchObject({
      group: 'shop',
      type: 'sell',
      done: 1,
      failed: 0,
      totalKopecks: 10_000,
      vats: { vat20: 1667 },
    });
    expect(row?.waits[0]).toBe(1);
  });

  test('1000 at once with one external_id: one job, and everybody learns its uuid', async () => {
    store = await open('same');
    const all = await Promise.all(Array.from({ length: 1000 }, () => store.jobs.accept(job('same'))));
    expect(all.filter(({ created }) => created)).toHaveLength(1);
    expect(new Set(all.map(({ uuid }) => uuid)).size).toBe(1);
    expect(await store.jobs.count({ group: 'shop' })).toBe(1);
    // What arrives together shares transactions.
    expect(store.commits.transactions).toBeLessThan(20);
  });

  test('the oldest is claimed first, each once, although many ask at the same time', async () => {
    store = await open('order');
    const key = await lane(store);
    for (let n = 0; n < 20; n++) await store.jobs.accept(job(`n${n}`, { acceptedAt: T0 + n }));
    await store.jobs.accept(job('other', { group: 'other' }));
    const claims = await Promise.all(
      Array.from({ length: 25 }, () => store.jobs.claim(key, 'shop', T0 + 100)),
    );
    expect(claims.map((one) => one?.externalId)).toEqual([
      ...Array.from({ length: 20 }, (_, n) => `n${n}`),
      ...Array.from({ length: 5 }, () => undefined),
    ]);
  });

  test('what waits too long fails; what is pinned never does, and its time stands still', async () => {
    store = await open('expiry');
    const key = await lane(store);
    await store.jobs.accept(job('pinned'));
    const claimed = (await store.jobs.claim(key, 'shop', T0 + 1000)) as Job;
    await store.jobs.accept(job('waits', { callbackUrl: 'https://shop.example/' }));
    const expired = await store.jobs.expire(T0 + 300_000);
    expect(expired.map(({ externalId }) => externalId)).toEqual(['waits']);
    expect(expired[0]).toMatchObject({ state: 'fail', failure: { kind: 'timeout', code: 1 } });
    expect(await store.outbox.of(expired[0]?.uuid ?? '')).toHaveLength(1);
    // 600 s on the register are not counted.
    await store.jobs.release(key, claimed, T0 + 601_000, { refused: true });
    expect(await store.jobs.get(claimed.uuid)).toMatchObject({
      state: 'wait',
      attempts: 1,
      expiresAt: T0 + 900_000,
    });
    expect(await store.jobs.expire(T0 + 899_999)).toEqual([]);
    expect(await store.jobs.claim(key, 'shop', T0 + 900_000)).toBeUndefined();
    expect(await store.jobs.expire(T0 + 900_000)).toHaveLength(1);
  });

  test('whoever has lost the lane changes nothing', async () => {
    store = await open('fence');
    const old = await lane(store, 'one', 'first');
    await store.jobs.accept(job('a'));
    const claimed = (await store.jobs.claim(old, 'shop', T0)) as Job;
    const journal = store.lanes.journal(old);
    await journal.append([{ key: claimed.uuid, state: 'intent', at: T0, data: { n: 1 } }]);
    // The first process shows itself no more.
    const fresh = await lane(store, 'one', 'second', T0 + 10_001);
    expect(fresh.fence).toBeGreaterThan(old.fence);
    const lost = { code: 'LANE_LOST' };
    await expect(store.jobs.finish(old, claimed, result(1), T0)).rejects.toMatchObject(lost);
    await expect(
      store.jobs.fail(old, claimed, { kind: 'system', code: 0, name: 'X', ru: '', en: '' }, T0),
    ).rejects.toMatchObject(lost);
    await expect(store.jobs.release(old, claimed, T0)).rejects.toMatchObject(lost);
    await expect(store.jobs.leaveUnknown(old, claimed, [], T0)).rejects.toMatchObject(lost);
    await expect(store.jobs.claim(old, 'shop', T0)).rejects.toMatchObject(lost);
    await expect(store.lanes.saveHealth(old, 'online', {}, T0)).rejects.toMatchObject(lost);
    await expect(
      journal.append([{ key: claimed.uuid, state: 'done', at: T0, data: {} }]),
    ).rejects.toMatchObject({
      code: 'JOURNAL_LOCKED',
    });
    expect(await store.jobs.get(claimed.uuid)).toEqual(claimed);
    // The new one finishes what the old one began.
    await store.jobs.finish(fresh, claimed, result(1), T0);
    await expect(store.jobs.finish(fresh, claimed, result(1), T0)).rejects.toMatchObject({
      code: 'JOB_STATE',
    });
  });

  test('a living process keeps its lanes; a dead one or one that leaves loses them', async () => {
    store = await open('lanes');
    const names = ['a', 'b', 'c', 'd'];
    await store.settings.saveRegisters(
      names.map((name) => ({ name, group: 'shop', origin: 'hand' as const, data: {} })),
    );
    expect(await store.lanes.beat('p', T0, 1000)).toEqual({ alive: 1, lanes: 0 });
    expect(await store.lanes.take('p', T0, 3)).toHaveLength(3);
    expect(await store.lanes.beat('q', T0 + 500, 1000)).toEqual({ alive: 2, lanes: 0 });
    expect(await store.lanes.take('q', T0 + 500, 10)).toHaveLength(1);
    expect(await store.lanes.take('q', T0 + 1000, 1)).toHaveLength(1);
    await store.lanes.leave('p');
    expect(await store.lanes.take('q', T0 + 1100, 10)).toHaveLength(2);
    expect(await store.lanes.beat('q', T0 + 1200, 1000)).toEqual({ alive: 1, lanes: 4 });
    expect(await store.lanes.totals()).toEqual([{ group: 'shop', state: 'starting', count: 4 }]);
    const seen = async (...query: Parameters<typeof store.lanes.inStates>) =>
      (await store.lanes.inStates(...query)).map(({ register }) => register);
    await store.lanes.leave('q');
    expect(await seen(['unheld', 'offline'], ['shop'], 3)).toEqual(['a', 'b', 'c']);
    expect(await seen(['unheld'], undefined, 9)).toHaveLength(4);
    expect(await seen(['unheld'], ['other'], 9)).toEqual([]);
    expect(await seen(['starting'], undefined, 9)).toEqual([]);
    expect(await seen([], [], 9)).toEqual([]);
  });

  test('jobs are found by everything that people search by, page by page', async () => {
    store = await open('search');
    const key = await lane(store);
    const uuids: string[] = [];
    for (let n = 0; n < 7; n++) {
      const one = job(`s${n}`, {
        acceptedAt: T0 + n * 1000,
        totalKopecks: 100 * n,
        contact: `b${n % 2}@example.com`,
      });
      uuids.push(one.uuid);
      await store.jobs.accept(one);
    }
    const claimed = (await store.jobs.claim(key, 'shop', T0 + 10_000)) as Job;
    await store.jobs.finish(key, claimed, result(42), T0 + 11_000);
    const ids = async (query: Parameters<Store['jobs']['find']>[0]) =>
      (await store.jobs.find(query)).jobs.map(({ externalId }) => externalId);
    expect(await ids({})).toEqual(['s6', 's5', 's4', 's3', 's2', 's1', 's0']);
    expect(await ids({ group: ['shop'], contact: 'b1@example.com' })).toEqual(['s5', 's3', 's1']);
    expect(await ids({ totalKopecks: 300 })).toEqual(['s3']);
    expect(await ids({ documentNumber: 42, state: 'done', register: 'one' })).toEqual(['s0']);
    expect(await ids({ from: T0 + 2000, to: T0 + 4000 })).toEqual(['s3', 's2']);
    expect(await ids({ group: [] })).toEqual([]);
    expect(await ids({ uuid: uuids[5] })).toEqual(['s5']);
    const first = await store.jobs.find({ limit: 3 });
    const second = await store.jobs.find({ limit: 3, after: first.next });
    const third = await store.jobs.find({ limit: 3, after: second.next });
    expect([...first.jobs, ...second.jobs, ...third.jobs].map(({ externalId }) => externalId)).toEqual(
      await ids({}),
    );
    expect(third.next).toBeUndefined();
    expect(await store.jobs.queue('shop')).toEqual({
      group: 'shop',
      waiting: 6,
      oldestAt: T0 + 1000,
      pinned: 0,
      unknown: 0,
    });
  });

  test('old jobs are forgotten with all that belongs to them', async () => {
    store = await open('prune');
    const key = await lane(store);
    await store.jobs.accept(job('old', { callbackUrl: 'https://shop.example/' }));
    const claimed = (await store.jobs.claim(key, 'shop', T0)) as Job;
    await store.lanes.journal(key).append([{ key: claimed.uuid, state: 'done', at: T0, data: {} }]);
    await store.jobs.finish(key, claimed, result(1), T0);
    await store.jobs.accept(job('new'));
    expect(await store.jobs.prune(T0)).toBe(0);
    expect(await store.jobs.prune(T0 + 1)).toBe(1);
    expect(await store.jobs.get(claimed.uuid)).toBeUndefined();
    expect(await store.outbox.of(claimed.uuid)).toEqual([]);
    expect(await store.jobs.count({})).toBe(1);
  });

  test('all is there after the store was closed and opened again', async () => {
    store = await open('again');
    const key = await lane(store);
    await store.jobs.accept(job('a'));
    const claimed = (await store.jobs.claim(key, 'shop', T0)) as Job;
    await store.lanes.journal(key).append([{ key: claimed.uuid, state: 'intent', at: T0, data: { n: 1 } }]);
    await store.close();
    store = await open('again');
    expect(await store.jobs.pinned('one')).toEqual([claimed]);
    expect(await store.lanes.journal(key).pending()).toEqual([
      { key: claimed.uuid, state: 'intent', at: T0, data: { n: 1 } },
    ]);
  });
});
