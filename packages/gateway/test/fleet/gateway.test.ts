import { expect, test } from 'vitest';
import { sale } from '../support/receipts.js';
import { Stand } from '../support/stand.js';

test('a receipt goes through the queue to a register and comes back with its document', async () => {
  await using stand = await Stand.start();
  const { gateway } = stand;
  const { uuid, created } = await gateway.submit('shop', 'order-1', sale(), { meta: { n: 1 } });
  expect(created).toBe(true);
  const job = await gateway.finished(uuid);
  expect(job).toMatchObject({ state: 'done', register: 'r0', meta: { n: 1 } });
  expect(job.result?.documentNumber).toBe(stand.emulators[0]?.lastReceipt && 3);
  expect(stand.receipts()).toBe(1);
  expect(await gateway.submit('shop', 'order-1', sale(5))).toMatchObject({ uuid, created: false });
  expect(stand.receipts()).toBe(1);
});

test('many registers share the work; each receipt is issued once', async () => {
  await using stand = await Stand.start({ registers: 5, emulator: { latency: 900 } });
  const { gateway } = stand;
  const all = await Promise.all(
    Array.from({ length: 50 }, (_, n) => gateway.submit('shop', `o${n}`, sale(n + 1))),
  );
  const jobs = await Promise.all(all.map(({ uuid }) => gateway.finished(uuid)));
  expect(jobs.every(({ state }) => state === 'done')).toBe(true);
  expect(stand.receipts()).toBe(50);
  for (const emulator of stand.emulators) expect(emulator.receipts.length).toBeGreaterThan(5);
  const views = await gateway.registers.list();
  expect(views.map(({ state }) => state)).toEqual(Array.from({ length: 5 }, () => 'online'));
  expect(views[0]?.health?.registration?.owner.inn).toBe('7707083893');
});

test('a gateway can be closed while a register becomes free', async () => {
  await using stand = await Stand.start();
  const { gateway } = stand;
  const closed = new Promise<void>((resolve) => {
    gateway.events.on('register.state', ({ state }) => {
      // Not by giving the register up: it would wait for ever, were it not told.
      if (state === 'online') resolve(gateway.close({ graceMs: 2 ** 31 - 1 }));
    });
  });
  await closed;
  expect((await stand.store.lanes.get('r0'))?.owner).toBeUndefined();
});
