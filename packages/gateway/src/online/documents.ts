import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Gateway, Group } from '../fleet/index.js';
import type { User } from '../store/index.js';
import { moscowTime, Refusal, type ServiceCode } from './errors.js';
import { bodyOfGet, jsonOf } from './read-body.js';
import { register } from './register.js';
import { reportOf } from './report.js';
import { ReportLimit } from './report-limit.js';
import { type Operation, operations, schemaOf, tokenRequest } from './schema/envelope.js';
import { faultsOf } from './schema/validate.js';
import { acceptAnyBody, answerErrors, type Shared, sees, tokenOf } from './shared.js';

const MAX_TOKEN_BODY = 64 * 1024;
/** Reports of documents are told so long after their acceptance, ms. */
const REPORTED_MS = 32 * 86_400_000;

/** Documents of the API: tokens, registration, reports. */
export function documents(app: FastifyInstance, shared: Shared): void {
  acceptAnyBody(app);
  answerErrors(app, shared.gateway);
  const { gateway, gate, tokens } = shared;
  const limit = new ReportLimit(gateway);

  const token = async (request: FastifyRequest, given: unknown): Promise<object> => {
    const faults = faultsOf(tokenRequest, given);
    if (faults.length > 0) throw new Refusal(13, { faults });
    const { login, pass } = given as { login: string; pass: string };
    const entry = await gate.enter(login, pass, request.ip);
    if ('refused' in entry) throw new Refusal(entry.refused === 'blocked' ? 14 : 12);
    if (entry.user.role !== 'shop') throw new Refusal(12);
    return { error: null, token: await tokens.issue(entry.user), timestamp: moscowTime(gateway.clock.now()) };
  };
  app.post('/:version/getToken', async (request) =>
    token(
      request,
      wrongJsonIs(13, () => jsonOf(request)),
    ),
  );
  app.get('/:version/getToken', async (request) => {
    const body = await bodyOfGet(request, MAX_TOKEN_BODY);
    return token(request, body ?? request.query);
  });

  app.get<{ Params: { operation: string } }>('/:version/schema/:operation', async ({ params }) => {
    if (!isOperation(params.operation)) throw new Refusal(31);
    return { $schema: 'http://json-schema.org/draft-07/schema#', ...schemaOf(params.operation) };
  });

  app.post<{ Params: Record<'version' | 'group' | 'operation', string> }>(
    '/:version/:group/:operation',
    async (request, reply) => {
      const { version, operation } = request.params;
      const user = await tokens.userOf(tokenOf(request));
      if (!isOperation(operation) && version === 'v4') throw new Refusal(31);
      const group = groupOf(gateway, user, request.params.group);
      if (version !== 'v4' || !isOperation(operation)) throw new Refusal(21);
      const body = jsonOf(request);
      const { uuid, acceptedAt, created } = await register(gateway, group, operation, body);
      const answer = { uuid, timestamp: moscowTime(acceptedAt), status: 'wait' };
      if (created || group.policy.repeatsAccepted) return { ...answer, error: null };
      const repeat = new Refusal(33);
      return reply.code(repeat.http).send({ ...answer, error: repeat.error });
    },
  );

  app.get<{ Params: Record<'version' | 'group' | 'uuid', string> }>(
    '/:version/:group/report/:uuid',
    async (request) => {
      const user = await tokens.userOf(tokenOf(request));
      const group = groupOf(gateway, user, request.params.group);
      if (request.params.version !== 'v4') throw new Refusal(21);
      await limit.check(group.name);
      const job = await gateway.job(request.params.uuid);
      if (!job || job.group !== group.name) throw new Refusal(30);
      const ended = job.state === 'done' || job.state === 'fail';
      if (ended && gateway.clock.now() - job.acceptedAt > REPORTED_MS) throw new Refusal(30);
      return reportOf(gateway, job);
    },
  );
  app.setNotFoundHandler(async () => {
    throw new Refusal(40, { text: 'Такого метода в API нет' });
  });
}

function wrongJsonIs<T>(code: ServiceCode, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refusal && error.code === 40) throw new Refusal(code, { text: error.message });
    throw error;
  }
}

function groupOf(gateway: Gateway, user: User, name: string): Group {
  const group = gateway.groups.list().find((one) => one.name === name);
  if (!group || !sees(user, name)) throw new Refusal(20);
  return group;
}

function isOperation(name: string): name is Operation {
  return Object.hasOwn(operations, name);
}
