import { realClock } from 'atol-kkt';
import { expect, test } from 'vitest';
import { openApi } from '../../src/online/index.js';
import { Tokens } from '../../src/online/tokens.js';
import type { Job, User } from '../../src/store/index.js';
import { company, envelope, item, LOGIN, nextId, OnlineStand, PASSWORD, sale } from '../support/online.js';
import { onEveryStore } from '../support/stores.js';

/** A thousand in the exhaustive run. */
const TOGETHER = process.env['ONCE_EVERY'] === undefined ? 200 : 1000;

onEveryStore('the API', (open, kind) => {
  const start = async (name: string, options: Parameters<typeof OnlineStand.start>[0] = {}) =>
    OnlineStand.start({ ...options, store: await open(`online-${name}-${kind}`) });

  test('tokens: by POST and GET, in header and address; wrong ones, old ones, those of others', async () => {
    await using online = await start('tokens');
    const { clock } = online.stand;
    const good = await online.post('getToken', { login: LOGIN, pass: PASSWORD, source: 'test' });
    expect(good).toMatchObject({ status: 200, body: { error: null, token: expect.any(String) } });
    expect(good.body.timestamp).toMatch(/^\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d$/);
    const query = `login=${LOGIN}&pass=${encodeURIComponent(PASSWORD)}`;
    expect((await online.get(`getToken?${query}`)).body.token).toBeTypeOf('string');
    expect(await online.post('getToken', { login: LOGIN, pass: 'wrong' })).toMatchObject({
      status: 401,
      body: { error: { code: 12, type: 'system' } },
    });
    expect(await online.post('getToken', { login: 'viewer', pass: PASSWORD })).toMatchObject({ status: 401 });
    for (const body of ['{', '[]', { login: LOGIN }, { login: 'x'.repeat(101), pass: 'y' }]) {
      expect(await online.post('getToken', body)).toMatchObject({
        status: 400,
        body: { error: { code: 13 } },
      });
    }
    const code = async (path: string, token: string) =>
      (await online.post(path, envelope({ receipt: sale() }), { token })).body.error?.code;
    expect(await code('shop/sell', 'nonsense')).toBe(10);
    expect(await code('shop/sell', `${good.body.token}x`)).toBe(10);
    expect(await code('other/sell', good.body.token)).toBe(20);
    expect(await code('nowhere/sell', good.body.token)).toBe(20);
    expect(await code('shop/sell_everything', good.body.token)).toBe(31);
    const v5 = `${online.server.url}/possystem/v5/shop/sell`;
    expect((await online.post(v5, envelope({ receipt: sale() }))).body.error.code).toBe(21);
    const { people } = online.stand.store;
    const user = (await people.user(LOGIN)) as User;
    const day = { sleep: realClock.sleep, now: () => clock.now() - 24 * 3_600_000 };
    expect(await code('shop/sell', await new Tokens(online.stand.store, day).issue(user))).toBe(11);
    await people.saveUser({ ...user, passwordHash: 'another' });
    await clock.sleep(6000);
    expect(await code('shop/sell', good.body.token), 'a new password ends old tokens').toBe(10);
    await people.saveUser({ ...user, disabled: true });
    const closed = await online.post('getToken', { login: LOGIN, pass: PASSWORD });
    expect([closed.status, closed.body.error.code], 'the login is closed').toEqual([403, 14]);
  });

  test('a document waits, is done, and is told with the types of the API', async () => {
    await using online = await start('life');
    await online.stand.gateway.registers.drain('r0');
    const { status, body } = await online.sell(sale(), 'first');
    expect([status, Object.keys(body).sort()]).toEqual([200, ['error', 'status', 'timestamp', 'uuid']]);
    expect(body).toMatchObject({ status: 'wait', error: null });
    const wait = await online.report(body.uuid);
    expect(wait).toMatchObject({
      status: 200,
      body: { status: 'wait', payload: null, error: { code: 34, type: 'system' }, external_id: 'first' },
    });
    await online.stand.gateway.registers.resume('r0');
    const done = (await online.ended(body.uuid)).body;
    expect(done).toMatchObject({
      uuid: body.uuid,
      status: 'done',
      error: null,
      group_code: 'shop',
      device_code: 'r0',
      external_id: 'first',
      payload: { total: 100, fn_number: expect.stringMatching(/^\d{16}$/), ofd_inn: expect.any(String) },
    });
    const { payload } = done;
    for (const name of [
      'shift_number',
      'fiscal_receipt_number',
      'fiscal_document_number',
      'fiscal_document_attribute',
    ]) {
      expect(Number.isInteger(payload[name]), name).toBe(true);
    }
    expect(payload.receipt_datetime).toMatch(/^\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d$/);
    expect(await online.report('nonsense')).toMatchObject({
      status: 400,
      body: { status: 'fail', error: { code: 30 }, payload: null },
    });
    const { store, clock, gateway } = online.stand;
    const job = (await gateway.job(body.uuid)) as Job;
    const old = { ...job, uuid: 'old', externalId: 'old', acceptedAt: clock.now() - 32 * 86_400_000 - 1 };
    await gateway.registers.drain('r0');
    await store.jobs.accept({ ...old, expiresAt: clock.now() + 1000 });
    await gateway.cancel('old');
    expect((await online.report('old')).body.error.code, 'after 32 days').toBe(30);
  });

  test(`one external_id is one document: ${TOGETHER} at once, and after a restart`, async () => {
    await using online = await start('once', { registers: 3 });
    const many = (length: number) =>
      online.postTogether(
        'shop/sell',
        Array.from({ length }, (_, index) => envelope({ receipt: sale({ cashier: `К${index}` }) }, 'same')),
      );
    const repeats = (answers: Awaited<ReturnType<typeof many>>, uuid: string): void => {
      for (const { status, body } of answers) {
        expect(status).toBe(400);
        expect(body).toMatchObject({ uuid, status: 'wait', error: { code: 33, type: 'system' } });
      }
    };
    const answers = await many(TOGETHER);
    const first = answers.filter(({ status }) => status === 200);
    expect(first).toHaveLength(1);
    const uuid = first[0]?.body.uuid;
    repeats(
      answers.filter((answer) => answer !== first[0]),
      uuid,
    );
    await online.ended(uuid);
    expect(online.stand.receipts()).toBe(1);
    await online.shut();
    await online.stand.open();
    await online.open();
    repeats(await many(TOGETHER / 10), uuid);
    expect((await online.sell(sale(), 'same')).body).toMatchObject({ uuid, error: { code: 33 } });
    expect((await online.sell({}, 'same')).body, 'whatever is in it').toMatchObject({
      uuid,
      error: { code: 33 },
    });
    expect((await online.report(uuid)).body.status).toBe('done');
    expect(online.stand.receipts()).toBe(1);
  });

  test('what waits too long fails as a timeout', async () => {
    await using online = await start('timeout', { policy: { queueLimitMs: 300_000 } });
    const { gateway } = online.stand;
    await gateway.registers.drain('r0');
    const { uuid } = (await online.sell()).body;
    await online.stand.until(async () => (await gateway.job(uuid))?.state === 'fail');
    expect((await online.report(uuid)).body).toMatchObject({
      status: 'fail',
      payload: null,
      error: { code: 1, type: 'timeout', error_id: expect.any(String) },
    });
  });

  test('other types of content are refused, JSON without a type is taken', async () => {
    await using online = await start('types');
    const body = envelope({ receipt: sale() });
    expect(await online.post('shop/sell', body, { 'content-type': 'text/plain' })).toMatchObject({
      status: 415,
      body: { error: { code: 41 } },
    });
    expect(await online.post('shop/sell', '{', {})).toMatchObject({
      status: 400,
      body: { error: { code: 40 } },
    });
    expect(await online.get('shop/sell')).toMatchObject({ status: 400, body: { error: { code: 40 } } });
    const untyped = await online.call('shop/sell', {
      method: 'POST',
      body: new TextEncoder().encode(JSON.stringify(body)),
      headers: { token: online.token },
    });
    expect(untyped.status).toBe(200);
  });

  test('limits of the fields are those of the API', async () => {
    await using online = await start('limits');
    const many = (count: number) => Array.from({ length: count }, () => item());
    const wrong: readonly (readonly [string, object])[] = [
      ['receipt.client', sale({ client: {} })],
      ['receipt.items', sale({ items: [] })],
      ['receipt.items', sale({ items: many(101), total: 10100 })],
      ['receipt.payments', sale({ payments: Array.from({ length: 11 }, () => ({ type: 1, sum: 1 })) })],
      ['receipt.vats', sale({ vats: Array.from({ length: 7 }, () => ({ type: 'vat10' })) })],
      ['receipt.items[0].price', sale({ items: [item({ price: 42_949_672.96 })] })],
      ['receipt.items[0].quantity', sale({ items: [item({ quantity: 0 })] })],
      ['receipt.items[0].vat.type', sale({ items: [item({ vat: { type: 'vat99' } })] })],
      ['receipt.total', sale({ total: 98, payments: [{ type: 1, sum: 98 }] })],
      ['receipt.items[0].name', sale({ items: [item({ name: 'x'.repeat(129) })] })],
      ['receipt.items[0].price', sale({ items: [item({ price: '100' })] })],
      ['receipt.company.payment_address', sale({ company: { ...company, payment_address: '' } })],
    ];
    for (const [field, receipt] of wrong) {
      const { body } = await online.sell(receipt as never);
      expect([body.error?.code, body.status, body.uuid], field).toEqual([32, 'fail', null]);
      expect(body.error.text).toContain(field);
    }
    const id = nextId();
    expect((await online.sell(sale({ items: [] }), id)).body.error.code).toBe(32);
    expect((await online.sell(sale(), id)).status, 'the id is free after a refusal').toBe(200);
    expect((await online.sell(sale(), 'x'.repeat(129))).body.error.text).toContain('external_id');
  });

  test('the monitoring API tells of the registers of its groups', async () => {
    await using online = await start('monitoring', { registers: 2 });
    const { gateway } = online.stand;
    await online.stand.until(async () => (await gateway.registers.list()).every(({ health }) => health?.fn));
    const api = `${online.server.url}/api`;
    const { body: entry } = await online.post(`${api}/auth/v1/gettoken`, { login: LOGIN, pass: PASSWORD });
    const all = await online.get(`${api}/kkt/v1/cash-registers?limit=1&offset=1`, { token: entry.token });
    expect(all.body).toHaveLength(1);
    const serial = all.body[0].serialNumber;
    const one = await online.get(`${api}/kkt/v1/cash-registers/${serial}`, {
      accept: 'application/hal+json',
    });
    expect(one.body.data).toMatchObject({
      serialNumber: serial,
      groupCode: 'shop',
      fiscalStorageINN: '7707083893',
      networkErrorCode: 0,
    });
    expect((await online.get(`${api}/kkt/v1/cash-registers`, { token: 'x' })).status).toBe(401);
  });

  test('reports are limited where the group wants it', async () => {
    await using online = await start('reports', { policy: { reportLimit: true } });
    const { uuid } = (await online.sell()).body;
    await online.stand.gateway.finished(uuid);
    const answers = await Promise.all(Array.from({ length: 20 }, () => online.report(uuid)));
    expect(answers.some(({ status }) => status === 429)).toBe(true);
    expect(answers.some(({ status }) => status === 200)).toBe(true);
  });

  test('the description of the API is served, and its schemas are those that validate', async () => {
    await using online = await start('description');
    const served = (await online.get(`${online.server.url}/openapi.json`)).body;
    expect(served).toEqual(JSON.parse(JSON.stringify(openApi())));
    const schema = (await online.get('schema/sell')).body;
    expect(schema.properties).toEqual(served.components.schemas.ReceiptRequest.properties);
  });
});
