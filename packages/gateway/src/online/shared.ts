import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Gateway, GatewayError } from '../fleet/index.js';
import type { Gate } from '../people/index.js';
import { StoreError, type User } from '../store/index.js';
import { moscowTime, Refusal } from './errors.js';
import type { Tokens } from './tokens.js';

/** What the routes share. */
export interface Shared {
  readonly gateway: Gateway;
  readonly gate: Gate;
  readonly tokens: Tokens;
}

/** Types are checked by the handlers: their errors are the API's. */
export function acceptAnyBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

export function answerErrors(app: FastifyInstance, gateway: Gateway): void {
  app.setErrorHandler(async (error: Error & { statusCode?: number }, _request, reply) =>
    answer(gateway, refusalOf(gateway, error), reply),
  );
}

function answer(gateway: Gateway, refusal: Refusal, reply: FastifyReply): FastifyReply {
  const timestamp = moscowTime(gateway.clock.now());
  if (refusal.retryAfterMs !== undefined) {
    void reply.header('retry-after', Math.ceil(refusal.retryAfterMs / 1000));
  }
  // What is certainly not registered has failed; of what the server could not do nobody says so: the same id is sent again.
  const status = refusal.code === 50 ? {} : { status: 'fail' };
  return reply
    .code(refusal.http)
    .send({ uuid: null, timestamp, error: refusal.error, ...status, payload: null });
}

function refusalOf(gateway: Gateway, error: Error & { statusCode?: number }): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof StoreError || error instanceof GatewayError) return new Refusal(50);
  const { statusCode = 500 } = error;
  if (statusCode === 413) return new Refusal(40, { text: 'Слишком длинный запрос' });
  if (statusCode < 500) return new Refusal(40);
  gateway.log.error({ error: error.message, stack: error.stack }, 'online api');
  return new Refusal(50);
}

/** In the header, or in the address by either name. */
export function tokenOf({ headers, query }: FastifyRequest): string | undefined {
  const { token, tokenid } = query as Record<string, unknown>;
  const found = headers['token'] ?? token ?? tokenid;
  return typeof found === 'string' ? found : undefined;
}

export function sees({ groups }: User, group: string): boolean {
  return groups === undefined || groups.includes(group);
}
