import { expect, test } from 'vitest';
import { Emulator, serveControl, VirtualClock } from '../../src/emulator/index.js';
import { connect, type ReceiptInput } from '../../src/index.js';

const tea: ReceiptInput = {
  type: 'sell',
  taxation: 'osn',
  items: [{ name: 'Чай', price: 50, quantity: 1, vat: 'none' }],
  payments: [{ type: 'cash', sum: 50 }],
};

const made = () =>
  new Emulator({ latency: 0, model: '30F', clock: new VirtualClock({ now: 0, autoAdvance: true }) });

/** All that can be seen of a register from outside. */
const seen = ({ state, fn, registration, paper }: Emulator) =>
  structuredClone({
    state,
    registration,
    fn: fn.state,
    documents: fn.documents().map(({ bytes }) => bytes),
    lines: paper.lines,
    trouble: paper.trouble,
  });

test('reset makes the register as it was made, whatever was done to it', async () => {
  await using emulator = made();
  const before = seen(emulator);
  await using kkt = await connect(emulator.transport());
  for (let round = 0; round < 3; round++) {
    await kkt.settings.set('clicheLine1', 'Другая вывеска');
    await kkt.openShift({ operator: { name: 'Сменщик' } });
    const { documentNumber } = await kkt.issue(tea);
    expect(documentNumber).toBe(3);
    emulator.faults.add({ at: 'closeShift', error: '67', times: 'always' });
    emulator.paper.coverOpen = true;
    await emulator.removeFn();
    await emulator.power.off();
    await emulator.reset();
    expect(seen(emulator)).toEqual(before);
    expect(emulator.faults.list).toEqual([]);
    expect(emulator.power.isOn).toBe(true);
  }
  expect(await kkt.settings.get('clicheLine1')).not.toBe('Другая вывеска');
});

test('a snapshot is put back as often as wanted, and stays what it was', async () => {
  await using emulator = made();
  await using kkt = await connect(emulator.transport());
  await kkt.openShift();
  await kkt.issue(tea, { key: 'one' });
  emulator.fn.accept(1, { dateTime: '2026-11-30T10:00', sign: new Uint8Array(18) });
  const snapshot = emulator.snapshot();
  const documents = emulator.fn.documents().length;
  for (let round = 0; round < 3; round++) {
    expect((await kkt.issue(tea)).documentNumber).toBe(documents + 1);
    await kkt.closeShift();
    emulator.fn.accept(2, { dateTime: '2026-11-30T10:00', sign: new Uint8Array(18) });
    await emulator.restore(snapshot);
    expect(emulator.fn.documents()).toHaveLength(documents);
    expect([emulator.fn.ticket(1) === undefined, emulator.fn.ticket(2) === undefined]).toEqual([false, true]);
    expect(await kkt.status()).toMatchObject({ shift: { state: 'open' }, cashKopecks: 50_00 });
  }
});

test('a receipt that was open is open again', async () => {
  await using emulator = made();
  await using kkt = await connect(emulator.transport());
  await kkt.openShift();
  emulator.override('closeReceipt', async (_request, next) => {
    snapshot ??= emulator.snapshot();
    return next();
  });
  let snapshot: ReturnType<Emulator['snapshot']> | undefined;
  await kkt.issue(tea);
  await emulator.restore(snapshot as NonNullable<typeof snapshot>);
  expect(await kkt.cancelReceipt()).toEqual({ type: 'sell', sumKopecks: 50_00 });
});

test('a snapshot of another register is refused', async () => {
  await using emulator = made();
  await using other = new Emulator({ latency: 0, model: '25F' });
  await expect(emulator.restore(other.snapshot())).rejects.toMatchObject({ name: 'ValidationError' });
  expect(emulator.power.isOn).toBe(true);
});

test('a suite in another language starts over by HTTP', async () => {
  await using emulator = made();
  const control = await serveControl(emulator);
  const post = async (path: string) => {
    const reply = await fetch(`${control.url}${path}`, { method: 'POST', body: '{}' });
    return { status: reply.status, body: (await reply.json()) as { id?: string } };
  };
  await using kkt = await connect(emulator.transport());
  await kkt.openShift();
  const { body } = await post('/snapshots');
  await kkt.issue(tea);
  expect((await post(`/restore/${body.id}`)).status).toBe(200);
  expect(emulator.fn.documents()).toHaveLength(2);
  expect((await post('/reset')).status).toBe(200);
  expect(emulator.fn.documents()).toHaveLength(1);
  expect((await post('/restore/nothing')).status).toBe(404);
  await control.close();
});

test('paper near its end is told until a new roll', async () => {
  await using emulator = made();
  const control = await serveControl(emulator);
  const paper = (state: string) =>
    fetch(`${control.url}/paper`, { method: 'POST', body: JSON.stringify({ state }) });
  await using kkt = await connect(emulator.transport());
  const near = async () => (await kkt.status()).paperNearEnd;
  await kkt.openShift();
  const over = emulator.faults.add({ paper: 'nearEnd' });
  expect(await near()).toBe(true);
  expect((await kkt.issue(tea)).printed).toBeUndefined();
  over();
  expect(await near()).toBe(false);
  expect((await paper('nearEnd')).status).toBe(200);
  expect(await near()).toBe(true);
  await paper('ok');
  expect(await near()).toBe(false);
  emulator.paper.nearEnd = true;
  expect(await near()).toBe(true);
  emulator.paper.load();
  expect(await near()).toBe(false);
  await control.close();
});
