import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { forbidden } from '../../src/online/callbacks/addresses.js';
import { post } from '../../src/online/callbacks/post.js';
import { callbackMask } from '../../src/online/schema/envelope.js';
import { nextId, OnlineStand, sale } from '../support/online.js';
import type { StandOptions } from '../support/stand.js';
import { onEveryStore } from '../support/stores.js';

interface Heard {
  readonly body: string;
  readonly signature: string | undefined;
}

/** Somebody who waits for callbacks. `answer`: statuses, the last one for ever. */
async function listener(answer: (response: ServerResponse, request: IncomingMessage) => void) {
  const heard: Heard[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      heard.push({ body, signature: request.headers['x-signature'] as string | undefined });
      answer(response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    heard,
    url: `http://127.0.0.1:${port}/told`,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

onEveryStore('callbacks', (open, kind) => {
  const start = async (name: string, options: StandOptions = {}) =>
    OnlineStand.start({ ...options, store: await open(`callbacks-${name}-${kind}`) });

  test('7: the end is told by the body of the report, later than the uuid, signed, until somebody says 2xx', async () => {
    const statuses = [500, 302, 204];
    await using shop = await listener((response) => {
      response.writeHead(statuses.shift() ?? 200, { location: '/elsewhere' }).end('whatever');
    });
    await using online = await start('told', {
      policy: { privateCallbacks: true, callbackKey: 'a key of the shop!' },
    });
    const { uuid } = (await online.sell(sale(), nextId(), { service: { callback_url: shop.url } })).body;
    await online.stand.gateway.finished(uuid);
    const { store } = online.stand;
    expect((await store.outbox.of(uuid))[0]?.dueAt).toBeGreaterThanOrEqual(
      ((await online.stand.gateway.job(uuid))?.finishedAt ?? 0) + 1000,
    );
    await online.stand.until(async () => (await store.outbox.of(uuid))[0]?.state === 'sent');
    expect(shop.heard).toHaveLength(3);
    const report = (await online.report(uuid)).body;
    for (const { body, signature } of shop.heard) {
      expect(JSON.parse(body)).toEqual(report);
      expect(signature).toBe(
        `sha256=${createHmac('sha256', 'a key of the shop!').update(body).digest('hex')}`,
      );
    }
  });

  test('a callback survives a restart of the gateway', async () => {
    await using shop = await listener((response) => void response.end());
    await using online = await start('restart', { policy: { privateCallbacks: true } });
    await online.sender.close();
    const { uuid } = (await online.sell(sale(), nextId(), { service: { callback_url: shop.url } })).body;
    await online.stand.gateway.finished(uuid);
    await online.shut();
    await online.stand.open();
    await online.open();
    await online.stand.until(async () => (await online.stand.store.outbox.of(uuid))[0]?.state === 'sent');
    expect(shop.heard).toHaveLength(1);
  });

  test('an address that does not suit the mask is told in the warnings, and nobody is called', async () => {
    await using online = await start('mask');
    for (const callback_url of ['ftp://example.com', 'http://user@example.com/', 'nonsense']) {
      const answer = await online.sell(sale(), nextId(), { service: { callback_url } });
      expect((await online.ended(answer.body.uuid)).body).toMatchObject({
        status: 'done',
        callback_url,
        warnings: { callback_url: expect.any(String) },
      });
      expect(await online.stand.store.outbox.of(answer.body.uuid)).toEqual([]);
    }
  });

  test('loopback, private networks and metadata are not called unless the group allows what may be allowed', async () => {
    await using shop = await listener((response) => void response.end());
    await using online = await start('inside');
    const { uuid } = (await online.sell(sale(), nextId(), { service: { callback_url: shop.url } })).body;
    await online.stand.gateway.finished(uuid);
    await online.stand.until(async () => (await online.stand.store.outbox.of(uuid))[0]?.error !== undefined);
    expect((await online.stand.store.outbox.of(uuid))[0]?.error).toContain('внутренний адрес');
    const name = shop.url.replace('127.0.0.1', 'localhost');
    const call = (url: string, allowInside = false) =>
      post({ url, body: '{}', allowInside, timeoutMs: 240_000 }).catch((error: Error) => error.message);
    expect(await call(name), 'a name that resolves to loopback').toContain('адрес запрещён');
    expect(await call(shop.url.replace('127.0.0.1', '[::ffff:7f00:1]'))).toContain('адрес запрещён');
    expect(await call(shop.url.replace('127.0.0.1', '2130706433'))).toContain('адрес запрещён');
    expect(await call(name, true)).toBe(200);
    expect(await call('http://169.254.169.254/latest/meta-data/', true)).toContain('служебный адрес');
    expect(await call('file:///etc/passwd', true)).toContain('не http');
    expect(shop.heard).toHaveLength(1);
  });
});

test('a redirect is not followed', async () => {
  await using inside = await listener((response) => void response.end());
  await using shop = await listener(
    (response) => void response.writeHead(302, { location: inside.url }).end(),
  );
  expect(await post({ url: shop.url, body: '{}', allowInside: true, timeoutMs: 240_000 })).toBe(302);
  expect(inside.heard).toHaveLength(0);
});

test('whoever never ends an answer, or never begins one, holds nobody up', async () => {
  await using endless = await listener((response) => {
    response.writeHead(200);
    response.write('x'.repeat(1000));
  });
  await using silent = await listener(() => undefined);
  expect(await post({ url: endless.url, body: '{}', allowInside: true, timeoutMs: 240_000 })).toBe(200);
  await expect(post({ url: silent.url, body: '{}', allowInside: true, timeoutMs: 100 })).rejects.toThrow(
    '100 мс',
  );
});

test.each([
  ['8.8.8.8', false, true],
  ['2001:4860:4860::8888', false, true],
  ['10.1.2.3', false, false],
  ['10.1.2.3', true, true],
  ['172.31.255.255', false, false],
  ['172.32.0.1', false, true],
  ['192.168.0.1', false, false],
  ['127.0.0.1', true, true],
  ['169.254.169.254', true, false],
  ['100.100.100.200', true, false],
  ['0.0.0.0', true, false],
  ['224.0.0.1', true, false],
  ['255.255.255.255', true, false],
  ['::1', false, false],
  ['::', true, false],
  ['fe80::1', true, false],
  ['fe80::1%eth0', true, false],
  ['fd00:ec2::254', true, false],
  ['fd12::1', false, false],
  ['fd12::1', true, true],
  ['::ffff:10.0.0.1', false, false],
  ['::ffff:169.254.169.254', true, false],
  ['::ffff:8.8.8.8', false, true],
  ['64:ff9b::a9fe:a9fe', true, false],
  ['2002:7f00:1::', false, false],
  ['nonsense', true, false],
])('%s, inside allowed %s: called %s', (address, allowInside, called) => {
  expect(forbidden(address, allowInside) === undefined).toBe(called);
});

test('the mask takes what the API takes, in linear time', () => {
  for (const url of ['http://example.com', 'https://магазин.рф:8443/cb?id=1&x=%20', 'http://a/b']) {
    expect(callbackMask.test(url), url).toBe(true);
  }
  for (const url of ['', 'ftp://a', 'http://', 'http://-a', 'http://a b', 'http://u@h/']) {
    expect(callbackMask.test(url), url).toBe(false);
  }
  // In exponential time this would not end.
  expect(callbackMask.test(`http://${'a-'.repeat(120)}!`)).toBe(false);
});
