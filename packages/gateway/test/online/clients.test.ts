import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ownCertificate } from '../../src/cli/certificate.js';
import { onlineApi } from '../../src/online/index.js';
import { startServer } from '../../src/server.js';
import {
  company,
  correction,
  envelope,
  item,
  LOGIN,
  nextId,
  OnlineStand,
  PASSWORD,
  sale,
  tagsOf,
} from '../support/online.js';
import type { StandOptions } from '../support/stand.js';
import { onEveryStore } from '../support/stores.js';

const body = () => envelope({ receipt: sale() });

/** What real clients do: one test per habit. */
onEveryStore('clients', (open, kind) => {
  let online: OnlineStand;
  const start = async (name: string, options: StandOptions = {}) =>
    OnlineStand.start({ ...options, store: await open(`clients-${name}-${kind}`) });
  beforeAll(async () => {
    online = await start('all');
  });
  afterAll(() => online[Symbol.asyncDispose]());

  test('1: the token comes in the header, as token= and as tokenid=', async () => {
    for (const name of ['token', 'tokenid']) {
      const path = `shop/sell?${name}=${online.token}`;
      expect((await online.call(path, { method: 'POST', body: JSON.stringify(body()) })).status).toBe(415);
      const sent = await online.call(path, {
        method: 'POST',
        body: JSON.stringify(body()),
        headers: { 'content-type': 'application/json' },
      });
      expect(sent.status, name).toBe(200);
      expect((await online.call(`shop/report/${sent.body.uuid}?${name}=${online.token}`, {})).status).toBe(
        200,
      );
    }
  });

  test('2: JSON comes without any Content-Type', async () => {
    const { status } = await raw(online.url('shop/sell'), 'POST', JSON.stringify(body()), {
      token: online.token,
    });
    expect(status).toBe(200);
  });

  test('3: addresses end with a slash; getToken is a GET with a JSON body', async () => {
    expect((await online.post('shop/sell/', body())).status).toBe(200);
    expect((await online.post('getToken/', { login: LOGIN, pass: PASSWORD })).status).toBe(200);
    const asked = await raw(
      online.url('getToken/'),
      'GET',
      JSON.stringify({ login: LOGIN, pass: PASSWORD }),
      {
        'content-type': 'application/json',
      },
    );
    expect(JSON.parse(asked.text).token).toBeTypeOf('string');
  });

  test('4: in normal life only 200, 400 and 401 are answered', async () => {
    const answers = await Promise.all([
      online.sell(),
      online.sell({}),
      online.get('nowhere'),
      online.get('shop/sell'),
      online.post('shop/nothing', body()),
      online.post('shop/sell', body(), { token: 'x' }),
      online.post('shop/sell', 'x'.repeat(2 * 1024 * 1024)),
      online.call('shop/sell', { method: 'DELETE', headers: { token: online.token } }),
    ]);
    for (const { status } of answers) expect([200, 400, 401]).toContain(status);
  });

  test('5: nothing says fail while the document may exist', async () => {
    await using doubt = await start('doubt', { policy: { queueLimitMs: 10_000 } });
    const { gateway, emulators, clock } = doubt.stand;
    await doubt.ended((await doubt.sell()).body.uuid);
    const [emulator] = emulators;
    // The document is signed, and nobody hears of it for five minutes: far longer than the queue's limit.
    emulator?.faults.add({ line: 'cut', at: 'closeReceipt', when: 'after', downMs: 300_000 });
    const { uuid } = (await doubt.sell()).body;
    await doubt.stand.until(async () => (await gateway.job(uuid))?.unknownSince !== undefined);
    await clock.sleep(60_000);
    expect((await doubt.report(uuid)).body).toMatchObject({
      status: 'wait',
      error: { code: 34 },
      payload: null,
    });
    await doubt.stand.ends([{ uuid }]);
    expect((await doubt.report(uuid)).body).toMatchObject({ status: 'done' });
    expect(doubt.stand.receipts()).toBe(2);
  });

  test('6: payload is there, null while there is none', async () => {
    const { body: answer } = await online.sell();
    for (const told of [(await online.report(answer.uuid)).body, (await online.report('unknown')).body]) {
      expect(Object.hasOwn(told, 'payload')).toBe(true);
    }
  });

  test('8: fields that nobody knows and empty addresses of callbacks do no harm', async () => {
    const answer = await online.sell(sale({ items: [item({ tax: 'vat10', tax_sum: 1 })] }), nextId(), {
      service: { inn: '1', payment_address: 'x', callback_url: '' },
    });
    expect((await online.ended(answer.body.uuid)).body).toMatchObject({ status: 'done', callback_url: '' });
  });

  test('9: times are written in many ways', async () => {
    for (const timestamp of ['2026-11-30T12:00:00+03:00', '30.11.26 12:00:00']) {
      expect((await online.sell(sale(), nextId(), { timestamp })).status).toBe(200);
    }
    const info = { type: 'self', base_date: '10.11.2026 00:00:00', base_number: '1' };
    const answer = await online.post(
      'shop/sell_correction',
      envelope({ correction: correction({ correction_info: info }) }),
    );
    expect(tagsOf(await online.document(answer)).get(1178)).toEqual(['2026-11-10T00:00:00']);
  });

  test('10: a correction that is posted as a refund is refused by 32', async () => {
    const answer = await online.post('shop/sell_refund', envelope({ correction: correction() }));
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 32 } } });
    expect(answer.body.error.text).toContain('receipt: обязательное поле');
  });

  test('11: a sum below price × quantity is refused, or lowers the price where the group wants it', async () => {
    const discounted = sale({
      items: [item({ price: 50, quantity: 3, sum: 100 })],
      payments: [{ type: 1, sum: 100 }],
    });
    const refused = await online.sell(discounted);
    expect(refused.body.error.text).toContain('receipt.items[0].sum: должно быть price × quantity = 150.00');
    await using lowers = await start('lowers', { policy: { sumDifference: 'lowerPrice' } });
    const tags = tagsOf(await lowers.document(await lowers.sell(discounted)));
    expect([tags.get(1079), tags.get(1043), tags.get(1020)]).toEqual([[3333], [10000], [10000]]);
    const above = sale({ items: [item({ price: 50, quantity: 1, sum: 100 })] });
    expect((await lowers.sell(above)).body.error.code).toBe(32);
  });

  test('every operation of the API has its address, and is one document', async () => {
    const operations = ['sell', 'sell_refund', 'buy', 'buy_refund', 'sell_correction', 'buy_correction'];
    const answers = await Promise.all(
      operations.map((operation) =>
        online.post(
          `shop/${operation}`,
          envelope(operation.endsWith('correction') ? { correction: correction() } : { receipt: sale() }),
        ),
      ),
    );
    const signs = await Promise.all(
      answers.map(async (answer) => tagsOf(await online.document(answer)).get(1054)?.[0]),
    );
    expect(signs).toEqual([1, 2, 3, 4, 1, 3]);
  });

  test('12: a repeat has the first uuid, by 400 or, where the group wants it, by 200', async () => {
    const id = nextId();
    const { uuid } = (await online.sell(sale(), id)).body;
    expect(await online.sell(sale(), id)).toMatchObject({ status: 400, body: { uuid, error: { code: 33 } } });
    await using accepts = await start('accepts', { policy: { repeatsAccepted: true } });
    const first = await accepts.sell(sale(), id);
    expect(await accepts.sell(sale(), id)).toMatchObject({
      status: 200,
      body: { uuid: first.body.uuid, status: 'wait', error: null },
    });
  });

  test('13: an error has error_id, code, text and type', async () => {
    for (const { body: told } of [await online.sell({}), await online.report('unknown')]) {
      expect(told.error).toEqual({
        error_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        code: expect.any(Number),
        text: expect.any(String),
        type: 'system',
      });
    }
  });

  test('14: numbers are numbers, times are those of Moscow', async () => {
    const { body: told } = await online.ended((await online.sell()).body.uuid);
    expect(told.payload.fiscal_document_number).toBeTypeOf('number');
    expect(told.payload.fn_number).toBeTypeOf('string');
    expect(told.payload.fiscal_document_attribute).toBeTypeOf('number');
    const [day = '', time = ''] = told.timestamp.split(' ');
    const moscow = Date.parse(`${day.split('.').reverse().join('-')}T${time}+03:00`);
    expect(Math.abs(moscow - online.stand.clock.now())).toBeLessThan(3_600_000);
  });

  test('15: possystem/v4 stands below any prefix', async () => {
    for (const prefix of ['/deep/in/a/proxy', '/https://online.atol.ru']) {
      const url = `${online.server.url}${prefix}/possystem/v4/shop/sell`;
      expect((await online.post(url, body())).status, prefix).toBe(200);
    }
  });

  test('16: all of it goes over TLS as well', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gateway-tls-'));
    const { file, ...tls } = await ownCertificate(folder);
    const ca = readFileSync(file, 'utf8');
    rmSync(folder, { recursive: true });
    const { gateway } = online.stand;
    await using server = await startServer({ gateway, port: 0, tls, faces: [onlineApi({ gateway })] });
    expect(server.url).toMatch(/^https:/);
    const base = `${server.url}/possystem/v4/`;
    const json = { 'content-type': 'application/json' };
    const entry = await raw(
      `${base}getToken`,
      'POST',
      JSON.stringify({ login: LOGIN, pass: PASSWORD }),
      json,
      ca,
    );
    const { token } = JSON.parse(entry.text) as { token: string };
    const sent = await raw(`${base}shop/sell`, 'POST', JSON.stringify(body()), { ...json, token }, ca);
    const { uuid } = JSON.parse(sent.text) as { uuid: string };
    expect((await online.ended(uuid)).body.status).toBe('done');
    const report = await raw(`${base}shop/report/${uuid}`, 'GET', '', { token }, ca);
    expect(JSON.parse(report.text)).toMatchObject({ uuid, status: 'done' });
    await expect(raw(`${base}getToken`, 'GET', '', {}), 'trusts nobody').rejects.toThrow(/certificate/);
    const plain = base.replace('https:', 'http:');
    await expect(raw(`${plain}getToken`, 'GET', '', {}), 'speaks no TLS').rejects.toThrow();
  });

  test('17: uuid, timestamp and error are always there, null where there is nothing to say', async () => {
    for (const { body: told } of [
      await online.sell(),
      await online.sell({}),
      await online.report('unknown'),
    ]) {
      for (const name of ['uuid', 'timestamp', 'error']) expect(Object.hasOwn(told, name), name).toBe(true);
    }
  });

  test('a receipt of another owner is refused by name', async () => {
    const answer = await online.sell(sale({ company: { ...company, inn: '5001007322' } }));
    expect(answer.body.error.text).toContain('receipt.company.inn');
  });
});

/** As it stands, without what `fetch` adds. */
function raw(
  url: string,
  method: string,
  text: string,
  headers: Record<string, string>,
  ca?: string,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const call = (url.startsWith('https:') ? secureRequest : request)(url, {
      method,
      ...(ca !== undefined && { ca }),
      headers: { 'content-length': Buffer.byteLength(text), ...headers },
    });
    call.on('response', (response) => {
      let answer = '';
      response.on('data', (part) => {
        answer += part;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: answer }));
    });
    call.on('error', reject);
    call.end(text);
  });
}
