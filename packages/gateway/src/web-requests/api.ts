import { release, type as systemType } from 'node:os';
import { ValidationError } from 'atol-kkt';
import { validateTask } from 'atol-kkt/json';
import type {
  FastifyInstance,
  FastifyPluginAsync,
  FastifyPluginCallback,
  FastifyReply,
  FastifyRequest,
} from 'fastify';
import { type Gateway, GatewayError } from '../fleet/index.js';
import { Gate } from '../people/index.js';
import type { TillRequest } from '../store/index.js';
import { DeviceError, Devices } from './devices.js';
import { emptyDevice, mapping } from './dictionaries.js';
import { canceled, failureOf, type TaskResult, waiting } from './outcome.js';
import { changeSettings, tillSettings } from './settings.js';
import { TillQueue } from './till-queue.js';

/** Port of the original. */
export const WEB_REQUESTS_PORT = 16_732;

export interface WebRequestsOptions {
  readonly gateway: Gateway;
  /** Devices that till programs add join it. Default: the first group. */
  readonly group?: string | undefined;
  readonly gate?: Gate | undefined;
}

const MINUTE_MS = 60_000;

/** Web Requests, v2 below `/api/v2` and the older v1 at the root, as a face of a server. */
export function webRequests({ gateway, group, gate }: WebRequestsOptions): {
  readonly plugin: FastifyPluginAsync;
  close(): Promise<void>;
} {
  const face = new WebRequests(gateway, group ?? gateway.groups.list()[0]?.name ?? '', gate);
  return { plugin: (app) => face.mount(app), close: () => face.close() };
}

type Query = {
  readonly Querystring: { readonly deviceID?: string };
  readonly Params: Record<string, string>;
};

class WebRequests {
  readonly #gateway: Gateway;
  readonly #devices: Devices;
  readonly #gate: Gate;
  readonly #queues = new Map<string, TillQueue>();

  constructor(gateway: Gateway, group: string, gate: Gate | undefined) {
    this.#gateway = gateway;
    this.#devices = new Devices(gateway, group);
    this.#gate = gate ?? new Gate({ store: gateway.store, clock: gateway.clock, log: gateway.log });
  }

  async mount(app: FastifyInstance): Promise<void> {
    app.addHook('onRequest', async (request, reply) => {
      crossOrigin(request, reply);
    });
    app.setErrorHandler(async (error: Error, _request, reply) => refuse(error, reply));
    app.options('/*', async (_request, reply) => reply.code(204).send());
    app.get('/', async () => ({ server: 'atol-gateway' }));
    const version =
      (flat: boolean): FastifyPluginCallback =>
      (inside, _options, done) => {
        this.#routes(inside, flat);
        done();
      };
    await app.register(version(false), { prefix: '/api/v2' });
    await app.register(version(true));
    // What was left by the process before goes on.
    for (const register of await this.#gateway.store.requests.registers()) this.#queue(register);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()));
  }

  #queue(register: string): TillQueue {
    let queue = this.#queues.get(register);
    if (!queue) {
      queue = new TillQueue(this.#gateway, register);
      this.#queues.set(register, queue);
    }
    return queue;
  }

  #routes(app: FastifyInstance, flat: boolean): void {
    app.get('/serverInfo', async () => ({
      serverVersion: '2.0',
      driverVersion: '10.10',
      os: `${systemType()} ${release()}`,
      currentDateTime: new Date(this.#gateway.clock.now()).toISOString(),
    }));
    app.get('/utils/mapping', async () => mapping());
    app.get('/utils/deviceParametersStruct', async () => emptyDevice);
    const own: FastifyPluginCallback = (inside, _options, done) => {
      inside.addHook('onRequest', async (request, reply) => this.#enter(request, reply));
      this.#deviceRoutes(inside);
      this.#requestRoutes(inside, flat);
      done();
    };
    void app.register(own);
  }

  async #enter(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    if (request.method === 'OPTIONS') return undefined;
    const [, encoded = ''] = /^Basic (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
    const [login = '', ...password] = Buffer.from(encoded, 'base64').toString().split(':');
    const entry = await this.#gate.enter(login, password.join(':'), request.ip);
    if ('user' in entry) return undefined;
    void reply.header('www-authenticate', 'Basic realm="Web Requests", charset="UTF-8"');
    return reply.code(401).send(errorBody('Неверный логин или пароль'));
  }

  #deviceRoutes(app: FastifyInstance): void {
    const { settings } = this.#gateway.store;
    app.get('/settings', () => tillSettings(settings));
    app.put('/settings', ({ body }) => changeSettings(settings, body));
    app.get('/devices', () => this.#devices.list());
    app.post('/devices', async ({ body }, reply) => reply.code(201).send(await this.#devices.add(body)));
    app.get<Query>('/devices/:id', ({ params }) => this.#devices.get(params['id'] ?? ''));
    app.put<Query>('/devices/:id', ({ params, body }) => this.#devices.change(params['id'] ?? '', body));
    app.delete<Query>('/devices/:id', async ({ params }) => {
      await this.#devices.remove(params['id'] ?? '');
      return {};
    });
    app.post('/setDefaultDevice', async ({ body }) => {
      await this.#devices.setDefault(String((body as { id?: unknown } | undefined)?.id));
      return {};
    });
    // Older programs name the device in the body.
    const named = ({ query, body }: FastifyRequest<Query>): string | undefined => {
      const { deviceID } = (body ?? {}) as { deviceID?: unknown };
      return query.deviceID ?? (typeof deviceID === 'string' ? deviceID : undefined);
    };
    for (const [path, active] of [
      ['/activateDevice', true],
      ['/deactivateDevice', false],
    ] as const) {
      app.post<Query>(path, async (request) => {
        await this.#devices.activate(named(request), active);
        return {};
      });
    }
    app.post<Query>('/operations/:name', async ({ query, params }) => {
      const type = (params['name'] ?? '').replace(/^query/, 'get');
      if (!/^get[A-Z]\w+$/.test(type)) throw new DeviceError(404, 'Такой операции нет');
      const register = await this.#devices.resolve(query.deviceID, true);
      return (await this.#queue(register).now({ type: OPERATIONS[type] ?? type })) ?? {};
    });
  }

  #requestRoutes(app: FastifyInstance, flat: boolean): void {
    const { store, clock } = this.#gateway;
    app.post<Query>('/requests', async ({ query, body }, reply) => {
      const { uuid, request } = (body ?? {}) as { uuid?: unknown; request?: unknown };
      const tasks = Array.isArray(request) ? (request as unknown[]) : request === undefined ? [] : [request];
      if (typeof uuid !== 'string' || uuid === '' || uuid.length > 128)
        throw new DeviceError(400, 'Нужен uuid');
      if (tasks.length === 0 || tasks.some((task) => typeof task !== 'object' || task === null)) {
        throw new DeviceError(400, 'Нужен request: задание или непустой список заданий');
      }
      const register = await this.#devices.resolve(query.deviceID, true);
      const { deleteRequestsAfter, validateRequestsOnAdd } = await tillSettings(store.settings);
      if (validateRequestsOnAdd) for (const task of tasks) validateTask(task);
      const results = tasks.map(() => waiting);
      if (!(await store.requests.add({ uuid, register, tasks, results, createdAt: clock.now() }))) {
        throw new DeviceError(409, `Задание с uuid ${uuid} уже есть`);
      }
      const queue = this.#queue(register);
      queue.wake();
      await store.requests.prune(clock.now() - deleteRequestsAfter * MINUTE_MS);
      const open = await store.requests.open(register);
      return reply.code(201).send({ number: open.length, uuid, ...blockOf(queue) });
    });
    app.get<Query>('/requests/:uuid', async ({ params }) => {
      const request = await this.#request(params['uuid']);
      return { results: (request.results as TaskResult[]).map((one) => shape(one, flat)) };
    });
    app.delete<Query>('/requests/:uuid', async ({ params }) => {
      const { uuid, tasks } = await this.#request(params['uuid']);
      const cancelled = await store.requests.cancel(
        uuid,
        tasks.map(() => canceled),
        clock.now(),
      );
      if (!cancelled) throw new DeviceError(409, 'Задание уже выполняется или выполнено');
      return {};
    });
    const statistics = async ({ query }: FastifyRequest<Query>) => {
      const register = await this.#devices.resolve(query.deviceID);
      const {
        wait = 0,
        inProgress = 0,
        blocked = 0,
        ended = 0,
        canceled: gone = 0,
      } = await store.requests.count(register);
      const number = wait + inProgress + blocked;
      return { number, ready: ended, canceled: gone, ...blockOf(this.#queue(register)) };
    };
    app.get<Query>('/getRequestsQueueStatus', statistics);
    app.get<Query>('/stat/requests', statistics);
  }

  async #request(uuid = ''): Promise<TillRequest> {
    const request = await this.#gateway.store.requests.get(uuid);
    if (!request) throw new DeviceError(404, `Задание не найдено: ${uuid}`);
    return request;
  }
}

/** Where the task has another name than the operation. */
const OPERATIONS: Readonly<Record<string, string>> = { getOfdExchangeStatus: 'ofdExchangeStatus' };

function blockOf({ block }: TillQueue): object {
  return {
    isBlocked: block !== undefined,
    blockedUUID: block?.uuid ?? '',
    blockReason: block?.reason ?? '',
  };
}

function shape({ status, error, result }: TaskResult, flat: boolean): object {
  const given = result === undefined ? {} : { result };
  return flat
    ? { status, errorCode: error.code, errorDescription: error.description, result: result ?? null }
    : { status, error, ...given };
}

/** Pages of other origins, also public ones that call into a private network. */
function crossOrigin({ headers }: FastifyRequest, reply: FastifyReply): void {
  const { origin } = headers;
  if (origin === undefined) return;
  void reply.headers({
    'access-control-allow-origin': origin,
    vary: 'Origin',
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': 'GET, POST, PUT, DELETE, OPTIONS',
    'access-control-allow-headers':
      headers['access-control-request-headers'] ?? 'Authorization, Content-Type, Accept',
    'access-control-max-age': '600',
    ...(headers['access-control-request-private-network'] && {
      'access-control-allow-private-network': 'true',
    }),
  });
}

function errorBody(description: string, code = 505): object {
  return { error: { code, description } };
}

function refuse(error: Error & { statusCode?: number }, reply: FastifyReply): FastifyReply {
  if (error instanceof DeviceError) return reply.code(error.http).send(errorBody(error.message));
  if (error instanceof ValidationError) return reply.code(400).send(errorBody(error.message));
  if (error instanceof GatewayError && error.code === 'IN_USE') {
    return reply.code(409).send(errorBody(error.message));
  }
  if (error.statusCode !== undefined && error.statusCode < 500) {
    return reply.code(400).send(errorBody('Неверный запрос'));
  }
  const { code, description } = failureOf(error);
  return reply.code(400).send(errorBody(description, code));
}
