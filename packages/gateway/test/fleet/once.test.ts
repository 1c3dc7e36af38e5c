import type { Emulator } from 'atol-kkt/emulator';
import { deviceError, deviceStatus } from 'atol-kkt/protocol';
import { expect, test } from 'vitest';
import { createGateway } from '../../src/fleet/index.js';
import { sale } from '../support/receipts.js';
import { INN, Stand } from '../support/stand.js';

const MINUTE = 60_000;

test('a register lost behind the closing command keeps its own job waiting, others go on, one document in the end', async () => {
  await using stand = await Stand.start({ registers: 3, emulator: { latency: 900 } });
  const { gateway, emulators } = stand;
  for (const emulator of emulators) {
    emulator.faults.add({ line: 'cut', at: 'closeReceipt', when: 'after', downMs: 5 * MINUTE });
  }
  // The others are well.
  emulators[1]?.faults.clear();
  emulators[2]?.faults.clear();
  const all = await Promise.all(
    Array.from({ length: 12 }, (_, n) => gateway.submit('shop', `o${n}`, sale(n + 1))),
  );
  await stand.until(async () => (await gateway.store.jobs.count({ state: 'unknown' })) === 1);
  await stand.until(async () => (await gateway.store.jobs.count({ state: 'done' })) === 11);
  const [unknown] = (await gateway.store.jobs.find({ state: 'unknown' })).jobs;
  expect(unknown).toMatchObject({ register: 'r0', state: 'pinned' });
  expect(unknown?.story?.length).toBeGreaterThan(0);
  // Its time limit does not count while nobody knows.
  await stand.clock.sleep(6 * MINUTE);
  await stand.until(async () => (await gateway.store.jobs.count({ state: 'done' })) === 12);
  expect(stand.receipts()).toBe(12);
  expect((await gateway.job(all[0]?.uuid ?? ''))?.state).toBe('done');
  expect(stand.events.filter(({ type }) => type === 'job.unknown')).toHaveLength(1);
  expect((await gateway.registers.get('r0')).state).toBe('online');
});

test('a gateway that ends in the middle leaves nothing behind: the next one finds out', async () => {
  await using stand = await Stand.start({ registers: 2, emulator: { latency: 900 } });
  for (let round = 0; round < 6; round++) {
    for (let n = 0; n < 3; n++) await stand.gateway.submit('shop', `${round}-${n}`, sale(round + n + 1));
    await stand.clock.sleep(300 * round);
    // As a crash: what has begun is left as it is.
    await stand.gateway.close({ graceMs: 0 });
    await stand.open();
  }
  const jobs = (await stand.store.jobs.find({})).jobs;
  const ended = await stand.ends(jobs);
  expect(ended.map(({ state }) => state)).toEqual(Array.from({ length: 18 }, () => 'done'));
  expect(stand.receipts()).toBe(18);
  const documents = ended.map(({ result }) => `${result?.fnNumber} ${result?.documentNumber}`);
  expect(new Set(documents).size).toBe(18);
});

test('the same external_id a thousand times at once: one document', async () => {
  await using stand = await Stand.start({ registers: 3 });
  const all = await Promise.all(
    Array.from({ length: 1000 }, () => stand.gateway.submit('shop', 'same', sale())),
  );
  expect(all.filter(({ created }) => created)).toHaveLength(1);
  const [first] = new Set(all.map(({ uuid }) => uuid));
  await stand.gateway.finished(first ?? '');
  expect(stand.receipts()).toBe(1);
});

test('no register in time: the receipt fails and is not printed later', async () => {
  await using stand = await Stand.start({ emulator: { latency: 900 } });
  const [emulator] = stand.emulators;
  emulator?.faults.add({ line: 'cut', downMs: 10 * MINUTE });
  const { uuid } = await stand.gateway.submit('shop', 'late', sale());
  await stand.clock.sleep(4 * MINUTE + 50_000);
  expect((await stand.gateway.job(uuid))?.state).toBe('wait');
  await stand.clock.sleep(15_000);
  expect(await stand.gateway.job(uuid)).toMatchObject({
    state: 'fail',
    failure: { kind: 'timeout', code: 1 },
  });
  await stand.clock.sleep(10 * MINUTE);
  expect(stand.receipts()).toBe(0);
  expect((await stand.gateway.registers.get('r0')).state).toBe('online');
});

test('a receipt that registers refuses for good fails; one that one register refuses goes to another', async () => {
  await using stand = await Stand.start({ registers: 2 });
  stand.emulators[0]?.override('closeReceipt', () => {
    throw deviceError(deviceStatus.fnExchange);
  });
  const { gateway } = stand;
  const all = await Promise.all(
    Array.from({ length: 4 }, (_, n) => gateway.submit('shop', `o${n}`, sale(n + 1))),
  );
  const jobs = await stand.ends(all);
  expect(jobs.every(({ state, register }) => state === 'done' && register === 'r1')).toBe(true);
  expect(stand.receipts()).toBe(4);
});

test('what no register can tell is decided by a person', async () => {
  await using stand = await Stand.start({ emulator: { latency: 900 } });
  const { gateway, emulators, clock } = stand;
  const [emulator] = emulators as [Emulator];
  emulator.faults.add({ line: 'cut', at: 'closeReceipt', when: 'after', downMs: 2 * MINUTE });
  const { uuid } = await gateway.submit('shop', 'doubt', sale(77));
  await clock.sleep(MINUTE);
  // The FN that knows is gone for good.
  await emulator.removeFn();
  await emulator.insertFn({ number: '9999078900009999' });
  await emulator.register({});
  await clock.sleep(5 * MINUTE);
  expect(await gateway.job(uuid)).toMatchObject({ state: 'pinned' });
  await expect(gateway.decide('00000000-0000-4000-8000-000000000000', 'none')).rejects.toMatchObject({
    code: 'JOB_UNKNOWN',
  });
  await gateway.decide(uuid, 'none');
  expect(await gateway.job(uuid)).toMatchObject({ state: 'fail', failure: { kind: 'person' } });
  await expect(gateway.decide(uuid, 'none')).rejects.toMatchObject({ code: 'NOT_UNKNOWN' });
  await clock.sleep(MINUTE);
  const next = await gateway.submit('shop', 'after', sale(5));
  expect((await stand.ends([next]))[0]?.state).toBe('done');
});

test('two processes over one store share the registers; one that leaves loses them', async () => {
  await using stand = await Stand.start({ registers: 4, gateway: { leaseMs: 3000 } });
  const { clock, store, emulators } = stand;
  const second = await createGateway({
    store,
    clock,
    leaseMs: 3000,
    registers: [],
    groups: [],
  });
  // Its lines are those of the first, because emulators live in this process.
  await second.close();
  const other = await createGateway({
    store,
    clock,
    leaseMs: 3000,
    groups: [{ name: 'shop', inn: INN }],
    registers: emulators.map((emulator, index) => ({
      name: `r${index}`,
      group: 'shop',
      address: emulator.transport(),
    })),
  });
  await clock.sleep(10_000);
  const owners = (await other.registers.list()).map(({ owner }) => owner);
  expect(owners.filter((owner) => owner === other.process)).toHaveLength(2);
  expect(owners.filter((owner) => owner === stand.gateway.process)).toHaveLength(2);
  const all = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      (n % 2 ? other : stand.gateway).submit('shop', `o${n}`, sale(n + 1)),
    ),
  );
  await stand.ends(all);
  expect(stand.receipts()).toBe(20);
  await other.close();
  await clock.sleep(5000);
  const views = await stand.gateway.registers.list();
  expect(views.every(({ owner }) => owner === stand.gateway.process)).toBe(true);
});
