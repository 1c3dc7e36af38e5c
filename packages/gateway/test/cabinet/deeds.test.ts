import { randomUUID } from 'node:crypto';
import type { ReceiptInput } from 'atol-kkt';
import { fieldValue } from 'atol-kkt/fiscal';
import { expect, test } from 'vitest';
import type { Job } from '../../src/store/index.js';
import { CabinetStand, type Person } from '../support/cabinet.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

function sold(more: Partial<ReceiptInput> = {}): ReceiptInput {
  return {
    type: 'sell',
    electronic: true,
    taxation: 'osn',
    customer: { contact: 'buyer@example.com' },
    items: [
      { name: 'Хлеб', price: '45.50', quantity: 2, vat: 'vat10' },
      { name: 'Сыр', price: '333.33', quantity: '0.3', total: '100.00', vat: 'vat22' },
    ],
    payments: [{ type: 'electronic', sum: '191.00' }],
    ...more,
  };
}

async function issued({ stand }: CabinetStand, id: string, input: ReceiptInput = sold()): Promise<Job> {
  const { uuid } = await stand.gateway.submit('shop', id, input);
  return (await stand.ends([{ uuid }]))[0] as Job;
}

async function related({ stand }: CabinetStand, { uuid }: Job): Promise<Job[]> {
  const { jobs } = await stand.store.jobs.find({ relatedTo: uuid });
  return stand.ends(jobs);
}

test('returns by lines take back what was sold to the last kopeck, and never more', async () => {
  await using cabinet = await CabinetStand.start();
  const person = await cabinet.person('operator');
  const job = await issued(cabinet, 'order');
  const take = (fields: Record<string, string | string[]>) =>
    person.post(`/receipts/${job.uuid}/return`, { key: randomUUID(), payment: 'electronic', ...fields });
  expect((await take({ line: '1', 'quantity-1': '0.1' })).status).toBe(303);
  expect((await take({ line: ['0', '1'], 'quantity-0': '2', 'quantity-1': '0.3' })).text).toContain(
    'от 0,001 до 0.2',
  );
  expect((await take({ line: ['0', '1'], 'quantity-0': '2', 'quantity-1': '0.2' })).status).toBe(303);
  expect((await take({ line: '0', 'quantity-0': '1' })).text).toContain('уже возвращено');
  const jobs = await related(cabinet, job);
  expect(jobs.map(({ state, type }) => `${state} ${type}`)).toEqual(['done sellReturn', 'done sellReturn']);
  expect(jobs.reduce((sum, { totalKopecks }) => sum + totalKopecks, 0)).toBe(19_100);
});

test('a return as a whole is paid back as it was paid, without the change', async () => {
  await using cabinet = await CabinetStand.start();
  const person = await cabinet.person('operator');
  const payments = [
    { type: 'electronic', sum: '100.00' },
    { type: 'cash', sum: '100.00' },
  ] as const;
  const job = await issued(cabinet, 'order', sold({ payments }));
  const key = randomUUID();
  const fields = { key, line: ['0', '1'], 'quantity-0': '2', 'quantity-1': '0.3', payment: 'electronic' };
  const replies = await Promise.all(
    Array.from({ length: 5 }, () => person.post(`/receipts/${job.uuid}/return`, fields)),
  );
  expect(new Set(replies.map(({ location }) => location.split('?')[0])).size).toBe(1);
  const [back, ...more] = await related(cabinet, job);
  expect([back?.state, more]).toEqual(['done', []]);
  const [, document] = cabinet.stand.emulators[0]?.receipts ?? [];
  expect(document && [fieldValue(document, 'cashSum'), fieldValue(document, 'cashlessSum')]).toEqual([
    9100, 10_000,
  ]);
});

test('of two people who return the same at the same moment one does', async () => {
  await using cabinet = await CabinetStand.start();
  const job = await issued(cabinet, 'order');
  const people = [await cabinet.person('operator'), await cabinet.person('operator', undefined, 'other')];
  const fields = { line: ['0', '1'], 'quantity-0': '2', 'quantity-1': '0.3' };
  const replies = await Promise.all(
    people.map((one) => one.post(`/receipts/${job.uuid}/return`, { key: randomUUID(), ...fields })),
  );
  expect(replies.map(({ status }) => status).toSorted()).toEqual([200, 303]);
  expect(await related(cabinet, job)).toHaveLength(1);
});

const correction = {
  group: 'shop',
  type: 'sellCorrection',
  taxation: 'osn',
  basis: 'self',
  date: '2026-11-02',
  description: 'Пропущен чек',
  'pay-cash': '1 000,00',
  'vat-vat10': '90,91',
};

async function sealed(person: Person, fields: Record<string, string>): Promise<string> {
  const { text } = await person.post('/corrections/preview', fields);
  return /name="seen" value="([^"]+)"/.exec(text)?.[1] ?? '';
}

test('a correction is issued once under its key, and only as it was seen', async () => {
  await using cabinet = await CabinetStand.start();
  const person = await cabinet.person('operator');
  const fields = { key: randomUUID(), ...correction };
  const seen = await sealed(person, fields);
  expect(seen).not.toBe('');
  const other = await person.post('/corrections', {
    ...fields,
    seen,
    'pay-cash': '10,00',
    'vat-vat10': '0,91',
  });
  expect([other.status, other.text]).toEqual([200, expect.stringContaining('name="seen"')]);
  const replies = await Promise.all(
    Array.from({ length: 5 }, () => person.post('/corrections', { ...fields, seen })),
  );
  expect(replies.filter(({ location }) => location.endsWith('done=queued'))).toHaveLength(1);
  const { jobs } = await cabinet.stand.store.jobs.find({ type: 'sellCorrection' });
  expect(await cabinet.stand.ends(jobs)).toMatchObject([
    { state: 'done', totalKopecks: 100_000, origin: 'cabinet' },
  ]);
  expect(cabinet.stand.receipts()).toBe(1);
  // Of no zone today.
  const later = new Date(cabinet.stand.clock.now() + 2 * DAY).toISOString().slice(0, 10);
  expect((await person.post('/corrections/check', { ...fields, date: later })).text).toMatch(
    /data-problem="date"/,
  );
  expect((await person.post('/corrections/check', { ...fields, basis: 'order' })).text).toMatch(
    /data-problem="number"/,
  );
  expect((await person.post('/corrections/check', { ...fields, 'vat-vat10': '500' })).text).toMatch(
    /data-problem="vat-vat10"/,
  );
  expect(await cabinet.audit()).toEqual(['job.correction shop', 'session.open operator']);
});

test('a decision waits for a second person when that is the rule', async () => {
  await using cabinet = await CabinetStand.start();
  const { stand } = cabinet;
  const [emulator] = stand.emulators;
  const owner = await cabinet.person('administrator');
  const [anna, boris] = [
    await cabinet.person('operator', undefined, 'anna'),
    await cabinet.person('operator', undefined, 'boris'),
  ];
  await owner.post('/settings/second-person', { on: 'on' });
  emulator?.faults.add({ line: 'cut', at: 'closeReceipt', when: 'after', downMs: 2 * MINUTE });
  const { uuid } = await stand.gateway.submit('shop', 'doubt', sold());
  await stand.clock.sleep(MINUTE);
  await emulator?.removeFn();
  await emulator?.insertFn({ number: '9999078900009999' });
  await emulator?.register({});
  await stand.clock.sleep(5 * MINUTE);
  const page = await anna.get(`/unknown/${uuid}`);
  expect(page.text).toMatch(/касса r0 получила чек doubt/);
  expect((await anna.post(`/unknown/${uuid}`, { decision: 'none', next: 'none' })).location).toMatch(
    /proposed$/,
  );
  expect((await anna.post(`/unknown/${uuid}/confirm`)).status).toBe(403);
  expect(await stand.gateway.job(uuid)).toMatchObject({ state: 'pinned' });
  expect((await boris.get(`/unknown/${uuid}`)).text).toMatch(/anna.*документа нет, не оформлять/s);
  expect((await boris.post(`/unknown/${uuid}/confirm`)).location).toMatch(/decided$/);
  expect(await stand.gateway.job(uuid)).toMatchObject({ state: 'fail', failure: { kind: 'person' } });
  expect((await cabinet.audit()).slice(0, 3)).toEqual(
    [`job.decide ${uuid}`, `session.open boris`, `session.open anna`].toSpliced(
      1,
      2,
      `job.decide ${uuid}`,
      'settings.secondPerson ',
    ),
  );
});

test('people: the last administrator stays, whoever is shut out is out at once', async () => {
  await using cabinet = await CabinetStand.start({ registers: 0 });
  const owner = await cabinet.person('administrator');
  expect((await owner.post('/people/administrator/remove')).status).toBe(409);
  expect(
    (await owner.post('/people/administrator', { name: 'x', role: 'viewer', everywhere: 'on' })).status,
  ).toBe(409);
  const added = await owner.post('/people', {
    login: 'anna',
    name: 'Анна',
    role: 'operator',
    groups: 'shop',
  });
  const password = /id="password">([^<]+)</.exec(added.text)?.[1] ?? '';
  const anna = await cabinet.person('viewer', undefined, 'visitor');
  const real = new (anna.constructor as new (url: string, login: string) => Person)(
    cabinet.server.url,
    'anna',
  );
  expect((await real.signIn(password)).status).toBe(303);
  expect((await real.get('/people')).status).toBe(403);
  await owner.post('/people/anna', { name: 'Анна', role: 'operator', groups: 'shop', disabled: 'on' });
  expect((await real.get('/')).location).toMatch(/^\/sign-in/);
  expect((await real.signIn(password)).status).toBe(429);
});

test('exports open in a Russian Excel, and hold no formulas', async () => {
  await using cabinet = await CabinetStand.start();
  const { stand } = cabinet;
  const person = await cabinet.person('viewer');
  await issued(cabinet, '=HYPERLINK("http://evil.example";"x")');
  await issued(cabinet, '@order;2');
  const day = new Date(stand.clock.now() - new Date(stand.clock.now()).getTimezoneOffset() * MINUTE)
    .toISOString()
    .slice(0, 10);
  const { text, headers } = await person.get(`/export/receipts.csv?group=shop&day=${day}`);
  expect(headers.get('content-disposition')).toBe(`attachment; filename="receipts-shop-${day}.csv"`);
  const response = await fetch(`${cabinet.server.url}/export/receipts.csv?group=shop&day=${day}`, {
    headers: { cookie: person.cookie },
  });
  expect([...new Uint8Array(await response.arrayBuffer()).slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  const [titles, newest, oldest, end] = text.split('\r\n');
  expect(titles?.split(';').slice(0, 5).at(-1)).toBe('Сумма');
  expect(newest).toMatch(/;"'@order;2";/);
  expect(oldest).toMatch(/;"'=HYPERLINK\(""http:\/\/evil.example"";""x""\)";.*;191,00;оформлен;/);
  expect(end).toBe('');
  const statistics = await person.get('/export/statistics.csv?by=register');
  expect(statistics.text.split('\r\n')[1]).toMatch(/^r0;2;0;0;382,00;/);
  expect((await person.get('/export/receipts.csv?group=shop&day=31.12.2026')).status).toBe(400);
});
