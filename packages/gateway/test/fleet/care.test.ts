import { VirtualClock } from 'atol-kkt/emulator';
import { expect, test } from 'vitest';
import { createGateway } from '../../src/fleet/index.js';
import { sale } from '../support/receipts.js';
import { INN, Stand } from '../support/stand.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test('an FN at its end leaves the pool before the limit and comes back after its replacement', async () => {
  await using stand = await Stand.start({
    registers: 2,
    emulator: (index) => (index === 0 ? { fnCapacity: 40 } : {}),
    register: (index) => (index === 0 ? { fnCapacity: 40 } : {}),
    policy: { fnSpare: 10 },
  });
  const { gateway, clock } = stand;
  const all = await Promise.all(
    Array.from({ length: 80 }, (_, n) => gateway.submit('shop', `o${n}`, sale(n + 1))),
  );
  const first = await stand.ends(all);
  await clock.sleep(2 * MINUTE);
  const sick = await gateway.registers.get('r0');
  expect(sick.state).toBe('blocked');
  expect(sick.health?.problems.map(({ code }) => code)).toContain('fnFull');
  expect(sick.health?.fn?.documents).toBe(30);
  expect(sick.health?.problems[0]?.ru).toMatch(/ФН/);
  // A person replaces it between the jobs of the others.
  await gateway.registers.drain('r0');
  const [emulator] = stand.emulators;
  await gateway.registers.use('r0', async (kkt) => {
    await kkt.closeShift();
    await kkt.registration.closeArchive();
    await emulator?.insertFn({ number: '9999078900007777' });
    await kkt.registration.replaceFn({});
  });
  await gateway.registers.resume('r0');
  await clock.sleep(2 * MINUTE);
  expect((await gateway.registers.get('r0')).state).toBe('online');
  expect(stand.events.find(({ type }) => type === 'register.fn')).toMatchObject({
    fnNumber: '9999078900007777',
  });
  const more = await Promise.all(
    Array.from({ length: 10 }, (_, n) => gateway.submit('shop', `m${n}`, sale(n + 1))),
  );
  const last = await stand.ends(more);
  const registers = last.map(({ register }) => register);
  expect(registers).toContain('r0');
  const documents = [...first, ...last].map(({ result }) => `${result?.fnNumber} ${result?.documentNumber}`);
  expect(new Set(documents).size).toBe(90);
});

test('shifts are closed and opened by themselves, one after another, and never get too old', async () => {
  const clock = new VirtualClock({ now: new Date(2026, 10, 30, 12).getTime(), autoAdvance: true });
  await using stand = await Stand.start({
    clock,
    registers: 3,
    emulator: { dateTime: '2026-11-30T12:00:00' },
    policy: { shiftHour: 4 },
    gateway: { tickMs: 60_000, careMs: 1_800_000, leaseMs: 3_600_000 },
  });
  const { gateway } = stand;
  for (let hour = 0; hour < 20; hour++) {
    const all = await Promise.all(
      Array.from({ length: 3 }, (_, n) => gateway.submit('shop', `${hour}-${n}`, sale(1))),
    );
    await stand.ends(all);
    await clock.sleep(HOUR);
  }
  const closed = stand.events.filter(({ type }) => type === 'shift.closed');
  expect(closed.length).toBeGreaterThanOrEqual(2);
  // In the hour that the group prefers, or the next, because they do not all go at once.
  const hours = closed.map(({ at }) => new Date(at).getHours());
  expect(hours.every((hour) => hour === 4 || hour === 5)).toBe(true);
  expect(
    stand.events.some((event) => event.type === 'register.problem' && event.problem.code === 'shiftExpired'),
  ).toBe(false);
  expect(stand.receipts()).toBe(60);
});

test('a shift that is too old is closed and opened before the receipt', async () => {
  await using stand = await Stand.start({ gateway: { tickMs: 60_000, leaseMs: 3_600_000 } });
  const { gateway, clock } = stand;
  await stand.ends([await gateway.submit('shop', 'a', sale())]);
  await gateway.close();
  await clock.sleep(30 * HOUR);
  await stand.open();
  const [job] = await stand.ends([await stand.gateway.submit('shop', 'b', sale())]);
  expect(job?.result?.shiftNumber).toBe(2);
});

test('the reserve joins when receipts wait, and rests again', async () => {
  await using stand = await Stand.start({
    registers: 3,
    emulator: { latency: 900 },
    register: (index) => ({ reserve: index > 0 }),
    policy: { reserveAfterMs: 5000, reserveQuietMs: 20_000 },
  });
  const { gateway, clock } = stand;
  const all = await Promise.all(
    Array.from({ length: 40 }, (_, n) => gateway.submit('shop', `o${n}`, sale(n + 1))),
  );
  const jobs = await stand.ends(all);
  expect(new Set(jobs.slice(0, 4).map(({ register }) => register))).toEqual(new Set(['r0']));
  expect(new Set(jobs.map(({ register }) => register))).toEqual(new Set(['r0', 'r1', 'r2']));
  await clock.sleep(MINUTE);
  expect((await gateway.registers.list()).map(({ state }) => state)).toEqual([
    'online',
    'reserve',
    'reserve',
  ]);
  const told = stand.events.flatMap((event) => (event.type === 'group.reserve' ? [event.joined] : []));
  expect(told).toEqual([true, false]);
});

test('a dead box is told of as one; the reserve that stands elsewhere is chosen; replacements are planned', async () => {
  const boxes = ['1', '1', '1', '2'];
  await using stand = await Stand.start({
    registers: 4,
    register: (index) => ({ location: { rack: 'A', box: boxes[index] as string }, reserve: index > 1 }),
    policy: { reserveAfterMs: 5000 },
  });
  const { gateway, emulators } = stand;
  await stand.clock.sleep(MINUTE);
  const visits = await gateway.registers.replacements({ batch: 2, horizonDays: 2000 });
  expect(visits.flatMap(({ registers }) => registers).sort()).toEqual(['r0', 'r1', 'r2', 'r3']);
  for (const emulator of emulators.slice(0, 3)) emulator.faults.add({ line: 'cut', downMs: HOUR });
  await stand.clock.sleep(3 * MINUTE);
  const all = await Promise.all(
    Array.from({ length: 5 }, (_, n) => gateway.submit('shop', `o${n}`, sale(n + 1))),
  );
  const jobs = await stand.ends(all);
  expect(new Set(jobs.map(({ register }) => register))).toEqual(new Set(['r3']));
  const warning = stand.events.find((event) => event.type === 'group.warning' && event.code === 'boxDown');
  expect(warning).toMatchObject({ ru: expect.stringContaining('A / 1') });
});

test('a register of another owner, another register at the address, one without paper: not driven, and told why', async () => {
  await using stand = await Stand.start({
    registers: 4,
    emulator: (index) =>
      index === 1 ? { registration: { inn: '7702203276' } } : index === 3 ? { model: '25F' } : {},
    register: (index) => (index === 2 ? { serialNumber: '00106900999999' } : {}),
  });
  const { gateway, clock, emulators } = stand;
  const paper = emulators[3]?.faults.add({ paper: 'out' });
  await clock.sleep(2 * MINUTE);
  const all = await Promise.all(
    Array.from({ length: 6 }, (_, n) => gateway.submit('shop', `o${n}`, sale(n + 1))),
  );
  const jobs = await stand.ends(all);
  expect(new Set(jobs.map(({ register }) => register))).toEqual(new Set(['r0']));
  const views = await gateway.registers.list();
  expect(views.map(({ state }) => state)).toEqual(['online', 'blocked', 'blocked', 'blocked']);
  expect(views.map(({ health }) => health?.problems.find(({ blocking }) => blocking)?.code)).toEqual([
    undefined,
    'otherOwner',
    'otherRegister',
    'noPaper',
  ]);
  if (paper !== undefined) emulators[3]?.faults.remove(typeof paper === 'string' ? paper : '');
  emulators[3]?.faults.clear();
  await clock.sleep(2 * MINUTE);
  expect((await gateway.registers.get('r3')).state).toBe('online');
});

test('a register that is drained takes nothing, can be worked with, and comes back', async () => {
  await using stand = await Stand.start({ registers: 2 });
  const { gateway } = stand;
  await gateway.registers.drain('r0');
  const all = await Promise.all(
    Array.from({ length: 6 }, (_, n) => gateway.submit('shop', `o${n}`, sale(n + 1))),
  );
  const jobs = await stand.ends(all);
  expect(jobs.every(({ register }) => register === 'r1')).toBe(true);
  expect((await gateway.registers.get('r0')).state).toBe('drained');
  expect(await gateway.registers.use('r0', (kkt) => kkt.identify())).toMatchObject({
    serialNumber: '00106900000001',
  });
  await gateway.registers.resume('r0');
  await gateway.registers.drain('r1');
  const { uuid } = await gateway.submit('shop', 'last', sale());
  expect((await gateway.finished(uuid)).register).toBe('r0');
  await expect(gateway.registers.use('nobody', async () => 1)).rejects.toMatchObject({
    code: 'REGISTER_UNKNOWN',
  });
  await gateway.registers.remove('r1');
  expect((await gateway.registers.list()).map(({ name }) => name)).toEqual(['r0']);
});

test('registers in one box are warned about; bad receipts and options are refused with all problems', async () => {
  await using stand = await Stand.start({
    registers: 2,
    register: () => ({ location: { site: 'msk', rack: '1', box: '1' } }),
    policy: { mostWaiting: 1 },
  });
  const { gateway, clock } = stand;
  await clock.sleep(3000);
  expect(stand.events.find(({ type }) => type === 'group.warning')).toMatchObject({ code: 'oneBox' });
  await expect(gateway.submit('shop', '', { ...sale(), items: [] })).rejects.toMatchObject({
    name: 'ValidationError',
  });
  await expect(gateway.submit('shop', 'x', sale(), { inn: '7702203276' })).rejects.toMatchObject({
    problems: [{ path: 'inn', code: 'INN' }],
  });
  const wrong = { callbackURL: 'https://shop.example/', relatedTo: 5 } as object;
  await expect(gateway.submit('shop', 'x', sale(), wrong)).rejects.toMatchObject({
    problems: [
      { path: 'callbackURL', code: 'OPTION', value: 'https://shop.example/' },
      { path: 'relatedTo', code: 'OPTION', value: 5 },
    ],
  });
  await expect(gateway.submit('nobody', 'x', sale())).rejects.toMatchObject({ code: 'GROUP_UNKNOWN' });
  await expect(
    gateway.registers.add({ name: 'r0', group: 'shop', address: 'tcp://a:1' }),
  ).rejects.toMatchObject({ code: 'IN_USE' });
  await gateway.registers.drain('r0');
  await gateway.registers.drain('r1');
  await gateway.submit('shop', 'first', sale());
  await expect(gateway.submit('shop', 'second', sale())).rejects.toMatchObject({
    code: 'QUEUE_FULL',
    retryAfterMs: 10_000,
  });
  expect(INN).toHaveLength(10);
});

test('metrics count', async () => {
  await using stand = await Stand.start();
  const { gateway } = stand;
  await gateway.finished((await gateway.submit('shop', 'a', sale())).uuid);
  const text = await gateway.metrics.metrics();
  expect(text).toMatch(/atol_gateway_done_total\{group="shop"\} 1/);
  expect(text).toMatch(/atol_gateway_registers\{group="shop",state="online"\} 1/);
});

test('that no register works is told by the process that drives them, and by no other', async () => {
  await using stand = await Stand.start({ registers: 2 });
  const { clock, store, gateway } = stand;
  await using other = await createGateway({ store, clock });
  const told: string[] = [];
  other.events.on((event) => event.type === 'group.warning' && told.push(event.code));
  await clock.sleep(30_000);
  for (const name of ['r0', 'r1']) await gateway.registers.drain(name);
  await gateway.submit('shop', 'waits', sale());
  await clock.sleep(30_000);
  const warnings = stand.events.flatMap((event) => (event.type === 'group.warning' ? [event.code] : []));
  expect(warnings).toEqual(['noRegisters']);
  expect(told).toEqual([]);
});

test.each([false, true])(
  'a Z report that broke off is finished, and the receipt comes behind it; signed: %s',
  async (signed) => {
    await using stand = await Stand.start({ registers: 1, emulator: { model: '30F' } });
    const [emulator] = stand.emulators;
    await stand.ends([await stand.gateway.submit('shop', 'order-1', sale())]);
    emulator?.faults.add({ zReport: 'interrupted', signed });
    const [job] = await stand.ends([await stand.gateway.submit('shop', 'order-2', sale())]);
    expect(job).toMatchObject({ state: 'done', result: { shiftNumber: 2 } });
    expect(emulator?.fn.documents().map(({ form }) => form)).toEqual([1, 2, 3, 5, 2, 3]);
  },
);

test('a Z report that broke off is the closing that a person asks for', async () => {
  await using stand = await Stand.start({ registers: 1, emulator: { model: '30F' } });
  const [emulator] = stand.emulators;
  await stand.ends([await stand.gateway.submit('shop', 'order-1', sale())]);
  emulator?.faults.add({ zReport: 'interrupted' });
  expect(await stand.gateway.registers.closeShift('r0')).toMatchObject({
    shiftNumber: 1,
    documentNumber: 4,
  });
  expect(emulator?.fn.documents().map(({ form }) => form)).toEqual([1, 2, 3, 5]);
});
