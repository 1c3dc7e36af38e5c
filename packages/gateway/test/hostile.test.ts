import { connect, type Socket } from 'node:net';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { startServer } from '../src/server.js';
import { badBodies, rawCall, smuggling, statusesOf } from './support/hostile.js';
import { LOGIN, nextId, OnlineStand } from './support/online.js';

/** A sample; all of it, with slow and with ten thousand connections, is `npm run exhaustive -- hostile`. */
test('requests that two servers would read differently bring nothing in', async () => {
  await using online = await OnlineStand.start();
  const port = Number(new URL(online.server.url).port);
  const ids: string[] = [];
  const shapes = smuggling('shop', online.token, (name) => {
    ids.push(name);
    return name;
  });
  const answers = await Promise.all(
    shapes.map(async ([name, bytes]) => [name, statusesOf(await rawCall(port, bytes))] as const),
  );
  for (const [name, statuses] of answers)
    expect(
      statuses.filter((one) => one === 200),
      name,
    ).toEqual([]);
  const { jobs } = online.stand.store;
  for (const id of ids) expect(await jobs.byExternalId('shop', id), id).toBeUndefined();
  expect((await online.sell()).status).toBe(200);
});

test('bodies that are no receipts are refused as such, and a receipt gets in behind each of them', async () => {
  await using online = await OnlineStand.start();
  const port = Number(new URL(online.server.url).port);
  for (const [name, bytes] of badBodies('shop', online.token)) {
    const heard = await rawCall(port, bytes, 20_000);
    expect(statusesOf(heard), name).toEqual([400]);
    expect(heard, name).toMatch(/"code":(32|40)/);
  }
  const long = await online.post('shop/sell', 'x'.repeat(3_000_000)).catch(() => undefined);
  if (long) expect(long).toMatchObject({ status: 400, body: { error: { code: 40 } } });
  const headers = `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`;
  expect(statusesOf(await rawCall(port, headers))).toEqual([431]);
  expect((await online.sell(undefined, nextId())).status).toBe(200);
});

test('passwords are not guessed, connections are counted; both are logged', async () => {
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line) => void lines.push(line) });
  await using online = await OnlineStand.start({ gateway: { log } });
  const codes: number[] = [];
  for (let n = 0; n < 13; n++) {
    codes.push((await online.post('getToken', { login: LOGIN, pass: `guess ${n}` })).body.error.code);
  }
  expect(codes).toEqual([...Array<number>(10).fill(12), 14, 14, 14]);
  const said = lines.join('');
  expect(said).toContain('wrong password');
  expect(said).toContain('passwords guessed');
  expect(said).not.toContain('guess 1');
  expect(said, 'none of it is a fault of the server').not.toContain('"level":50');
  const { gateway } = online.stand;
  await using few = await startServer({ gateway, port: 0, faces: [], mostConnections: 2 });
  const port = Number(new URL(few.url).port);
  const sockets = await Promise.all([0, 1].map(() => opened(port)));
  expect(await rawCall(port, 'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n')).toBe('');
  for (const socket of sockets) socket.destroy();
  expect(lines.join('')).toContain('connections refused');
  await rawCall(Number(new URL(online.server.url).port), 'nonsense\r\n\r\n');
  expect(lines.join('')).toContain('malformed requests');
});

function opened(port: number): Promise<Socket> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket));
  });
}
