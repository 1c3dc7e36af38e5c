import { expect, test } from 'vitest';
import { hashPassword } from '../../src/people/index.js';
import { type Server, startServer } from '../../src/server.js';
import { webRequests } from '../../src/web-requests/index.js';
import { Stand, type StandOptions } from '../support/stand.js';
import { onEveryStore } from '../support/stores.js';

// Every test comes in by it: how long guessing takes is not what they are about.
const password = hashPassword('secret', 4);

/** A till program in front of a gateway. */
class Till implements AsyncDisposable {
  readonly stand: Stand;
  server!: Server;
  face!: ReturnType<typeof webRequests>;

  constructor(stand: Stand) {
    this.stand = stand;
  }

  static async start(options: StandOptions = {}): Promise<Till> {
    const till = new Till(await Stand.start(options));
    const user = { login: 'till', name: '', role: 'operator', groups: undefined } as const;
    const rest = { passwordHash: await password, disabled: false, createdAt: 0 };
    await till.stand.store.people.saveUser({ ...user, ...rest });
    await till.open();
    return till;
  }

  async open(): Promise<void> {
    const { gateway } = this.stand;
    await this.stand.until(async () =>
      (await gateway.registers.list()).every(({ state }) => state === 'online'),
    );
    this.face = webRequests({ gateway });
    this.server = await startServer({ gateway, port: 0, faces: [this.face] });
  }

  async shut(): Promise<void> {
    await this.server.close();
    await this.face.close();
    await this.stand.gateway.close();
  }

  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(this.server.url + path, {
      method,
      headers: {
        authorization: `Basic ${btoa('till:secret')}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    // biome-ignore lint/suspicious/noExplicitAny: what the server says is what is tested
    return { status: response.status, headers: response.headers, body: (text && JSON.parse(text)) as any };
  }

  async results(uuid: string, done: (results: readonly { status: string }[]) => boolean) {
    // biome-ignore lint/suspicious/noExplicitAny: what the server says is what is tested
    let results: any[] = [];
    await this.stand.until(async () => {
      results = (await this.call('GET', `/api/v2/requests/${uuid}`)).body.results;
      return done(results);
    });
    return results;
  }

  ended(uuid: string) {
    return this.results(uuid, (all) => all.every(({ status }) => !/wait|inProgress|blocked/.test(status)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.close();
    await this.face.close();
    await this.stand[Symbol.asyncDispose]();
  }
}

const sell = {
  type: 'sell',
  taxationType: 'osn',
  items: [{ type: 'position', name: 'Чай', price: 100, quantity: 1, amount: 100, tax: { type: 'vat10' } }],
  payments: [{ type: 'cash', sum: 100 }],
};

onEveryStore('Web Requests', (open, kind) => {
  test('a lost answer blocks the queue; a restart keeps the block; the whole result comes of the FN', async () => {
    await using till = await Till.start({ store: await open(`till-${kind}`) });
    const { emulators } = till.stand;
    expect((await till.call('POST', '/api/v2/requests', { uuid: 'a', request: [sell] })).status).toBe(201);
    await till.ended('a');
    emulators[0]?.faults.add({ line: 'cut', at: 'closeReceipt', when: 'after', downMs: 600_000 });
    const request = [sell, { type: 'reportX' }];
    await till.call('POST', '/api/v2/requests', { uuid: 'b', request });
    await till.call('POST', '/api/v2/requests', { uuid: 'c', request: [{ type: 'getShiftStatus' }] });
    const [blocked] = await till.results('b', ([one]) => one?.status === 'blocked');
    expect(blocked.error.code).toBeGreaterThan(0);
    const queue = (await till.call('GET', '/api/v2/getRequestsQueueStatus')).body;
    expect(queue).toMatchObject({
      number: 2,
      isBlocked: true,
      blockedUUID: 'b',
      blockReason: 'connectionError',
    });
    await till.shut();
    emulators[0]?.faults.clear();
    await till.stand.open();
    await till.open();
    const [result, report] = await till.ended('b');
    expect(result).toMatchObject({
      status: 'ready',
      error: { code: 0 },
      result: { fiscalParams: { total: 100 } },
    });
    expect(report.status).toBe('ready');
    expect((await till.ended('c'))[0].status).toBe('ready');
    expect(till.stand.receipts()).toBe(2);
  });
});

test('both shapes, repeats, what is wrong, who may', async () => {
  await using till = await Till.start();
  const v1 = await till.call('POST', '/requests', { uuid: 'one', request: sell });
  expect(v1).toMatchObject({ status: 201, body: { uuid: 'one', number: 1, isBlocked: false } });
  await till.ended('one');
  expect((await till.call('GET', '/requests/one')).body.results[0]).toMatchObject({
    status: 'ready',
    errorCode: 0,
    errorDescription: 'Ошибок нет',
    result: { fiscalParams: { total: 100 } },
  });
  const status = async (method: string, path: string, body?: unknown) =>
    (await till.call(method, `/api/v2${path}`, body)).status;
  expect(await status('POST', '/requests', { uuid: 'one', request: sell })).toBe(409);
  expect(await status('POST', '/requests', { request: sell })).toBe(400);
  expect(await status('POST', '/requests', { uuid: 'two', request: [] })).toBe(400);
  expect(await status('POST', '/requests?deviceID=nothing', { uuid: 'two', request: sell })).toBe(404);
  expect(await status('GET', '/requests/nothing')).toBe(404);
  expect(await status('DELETE', '/requests/one')).toBe(409);
  await till.call('POST', '/api/v2/requests', { uuid: 'bad', request: [{ type: 'nonsense' }, sell] });
  expect((await till.ended('bad')).map((one) => one.status)).toEqual(['error', 'interrupted']);
  expect(till.stand.receipts()).toBe(1);
  expect((await till.call('GET', '/stat/requests')).body).toMatchObject({ number: 0, ready: 2 });
  expect((await till.call('GET', '/api/v2/devices', undefined, { authorization: '' })).status).toBe(401);
  expect((await till.call('GET', '/api/v2/serverInfo', undefined, { authorization: '' })).status).toBe(200);
  const device = await till.call('POST', '/api/v2/operations/queryDeviceInfo');
  expect(device.body.deviceInfo.serial).toBe('00106900000001');
});

test('what an Electron till does, and a page of another origin', async () => {
  await using till = await Till.start();
  expect((await till.call('GET', '/')).status).toBeLessThan(500);
  const line = { model: 93, port: 'tcp', ipAddress: '10.255.255.1', ipPort: 5555 };
  const device = { id: 'second', name: 'second', connectionSettings: line };
  expect((await till.call('POST', '/devices', device)).status).toBe(201);
  expect((await till.call('POST', '/devices', device)).status).toBe(409);
  expect((await till.call('PUT', '/devices/second', device)).body).toMatchObject({
    id: 'second',
    connectionSettings: { port: 'tcp', ipAddress: '10.255.255.1', ipPort: 5555 },
  });
  expect((await till.call('POST', '/deactivateDevice?deviceID=r0')).status).toBe(200);
  expect((await till.call('POST', '/requests?deviceID=r0', { uuid: 'x', request: sell })).status).toBe(409);
  expect((await till.call('POST', '/activateDevice?deviceID=r0')).status).toBe(200);
  expect((await till.call('POST', '/requests?deviceID=r0', { uuid: 'x', request: sell })).status).toBe(201);
  const { results } = { results: await till.ended('x') };
  expect(results[0].status).toBe('ready');
  expect((await till.call('DELETE', '/devices/second')).status).toBe(200);
  const asked = await till.call('OPTIONS', '/api/v2/requests', undefined, {
    authorization: '',
    origin: 'https://till.example.com',
    'access-control-request-method': 'POST',
    'access-control-request-private-network': 'true',
  });
  expect(asked.status).toBe(204);
  expect(asked.headers.get('access-control-allow-origin')).toBe('https://till.example.com');
  expect(asked.headers.get('access-control-allow-private-network')).toBe('true');
});

test('no paper: the queue stands until there is some, or goes on, as the settings say', async () => {
  await using till = await Till.start({ emulator: { model: '30F' } });
  const [emulator] = till.stand.emulators;
  const post = (uuid: string, request: unknown[]) => till.call('POST', '/api/v2/requests', { uuid, request });
  const queue = async () => (await till.call('GET', '/api/v2/getRequestsQueueStatus')).body;
  const stands = async (uuid: string) => {
    await till.stand.until(async () => (await queue()).isBlocked);
    await till.stand.clock.sleep(10_000);
    expect(await queue()).toMatchObject({ isBlocked: true, blockedUUID: uuid, blockReason: 'paperError' });
  };
  const statuses = async (uuid: string) => (await till.ended(uuid)).map(({ status }) => status);
  await post('first', [sell]);
  await till.ended('first');

  emulator?.faults.add({ paper: 'out' });
  await post('refused', [sell, { type: 'reportX' }]);
  await post('behind', [sell]);
  await stands('refused');
  emulator?.faults.clear();
  expect(await statuses('refused')).toEqual(['error', 'interrupted']);
  expect(await statuses('behind')).toEqual(['ready']);
  expect(till.stand.receipts()).toBe(2);

  emulator?.faults.add({ at: 'payment', paper: 'out' });
  await post('signed', [sell, { type: 'reportX' }]);
  await stands('signed');
  expect((await till.call('GET', '/api/v2/requests/signed')).body.results[0]).toMatchObject({
    status: 'ready',
    result: { fiscalParams: { total: 100 }, warnings: { notPrinted: true } },
  });
  emulator?.faults.clear();
  expect(await statuses('signed')).toEqual(['ready', 'ready']);
  expect(emulator?.state.printed).toBe(true);
  expect(till.stand.receipts()).toBe(3);
  expect(await queue()).toMatchObject({ number: 0, isBlocked: false, blockedUUID: '', blockReason: '' });

  const settings = (body: object) => till.call('PUT', '/api/v2/settings', body);
  expect((await settings({ blockQueueOnPrintErrors: false, nonsense: 1 })).body).toMatchObject({
    blockQueueOnPrintErrors: false,
    deleteRequestsAfter: 43_200,
  });
  emulator?.faults.add({ paper: 'out' });
  await post('fails', [sell, { type: 'getShiftStatus' }]);
  await post('asks', [{ type: 'getShiftStatus' }]);
  expect(await statuses('fails')).toEqual(['error', 'interrupted']);
  expect(await statuses('asks')).toEqual(['ready']);
  expect((await queue()).isBlocked).toBe(false);
  expect(till.stand.receipts()).toBe(3);
  for (const wrong of [{ deleteRequestsAfter: 'soon' }, { validateRequestsOnAdd: 1 }, [], null]) {
    expect((await settings(wrong as object)).status).toBe(400);
  }
});

test('tasks that no register could carry out are refused when they come, if the settings say so', async () => {
  await using till = await Till.start();
  const post = (uuid: string, request: unknown[]) => till.call('POST', '/api/v2/requests', { uuid, request });
  const wrong = { ...sell, items: [{ ...sell.items[0], tax: { type: 'vat99' } }] };
  expect((await post('late', [wrong])).status).toBe(201);
  expect((await till.ended('late'))[0].status).toBe('error');
  await till.call('PUT', '/api/v2/settings', { validateRequestsOnAdd: true });
  for (const task of [wrong, { type: 'nonsense' }, { type: 'pingIsm' }, { ...sell, payments: [] }, {}]) {
    const { status, body } = await post('early', [{ type: 'getShiftStatus' }, task]);
    expect([status, body.error.code], JSON.stringify(task)).toEqual([400, expect.any(Number)]);
    expect(body.error.description).not.toBe('');
  }
  expect((await till.call('GET', '/api/v2/requests/early')).status).toBe(404);
  expect((await post('early', [{ type: 'getShiftStatus' }, sell])).status).toBe(201);
  expect((await till.ended('early')).map(({ status }) => status)).toEqual(['ready', 'ready']);
});

test('what settings may be is told to anybody', async () => {
  await using till = await Till.start();
  const get = async (path: string) => (await till.call('GET', path, undefined, { authorization: '' })).body;
  const choices = await get('/api/v2/utils/mapping');
  expect(choices.model).toContainEqual({ key: '93', description: 'АТОЛ 1Ф' });
  expect(choices.model).toContainEqual({ key: '77', description: 'АТОЛ 42ФС' });
  expect(choices.model).toContainEqual({ key: '86', description: 'Sigma 10' });
  expect(choices.port.map(({ key }: { key: string }) => key)).toEqual(['com', 'usb', 'tcp']);
  expect(await get('/api/v2/utils/deviceParametersStruct')).toMatchObject({
    id: '',
    connectionSettings: { model: 500, port: 'usb' },
    hasLicense: false,
  });
});
