import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import type { Gateway } from '../fleet/index.js';
import { Gate } from '../people/index.js';
import { Sessions } from './access/sessions.js';
import { assetFiles, styleHash } from './assets/index.js';
import type { Cabinet, DevTools } from './cabinet.js';
import { Desk } from './desk.js';
import { Changes } from './live/changes.js';
import { Pulse } from './live/pulse.js';
import { routes } from './routes.js';
import { signIn } from './sign-in.js';
import { Turns } from './turns.js';

export interface CabinetOptions {
  readonly gateway: Gateway;
  /** Default: one of its own. */
  readonly gate?: Gate | undefined;
  /** Hosts that the search for registers begins with, such as `10.0.0.7:5555`. */
  readonly searchHosts?: readonly string[] | undefined;
  /** Only over emulated registers. */
  readonly dev?: DevTools | undefined;
}

/** Pages for people at `/`, as a face of the server. */
export interface CabinetFace {
  readonly plugin: FastifyPluginAsync;
  /** Ends what open pages wait for. */
  close(): void;
}

const LARGEST_FORM = 256 * 1024;

/** Everything of the page is ours, and nothing in it runs but the file of the script. */
const headers = {
  'content-security-policy': `default-src 'none'; script-src 'self'; style-src '${styleHash}'; img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

export function cabinet({ gateway, gate, searchHosts = [], dev }: CabinetOptions): CabinetFace {
  const shared: Cabinet = {
    gateway,
    gate: gate ?? new Gate({ store: gateway.store, clock: gateway.clock, log: gateway.log }),
    sessions: new Sessions(gateway.store, gateway.clock),
    pulse: new Pulse(gateway),
    changes: new Changes(gateway),
    turns: new Turns(),
    searchHosts,
    dev,
  };
  return {
    plugin: async (app) => serve(app, shared),
    close() {
      shared.changes.close();
      shared.pulse.close();
    },
  };
}

function serve(app: FastifyInstance, shared: Cabinet): void {
  const desk = new Desk(shared);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: LARGEST_FORM },
    (_request, body, done) => done(null, body),
  );
  app.addHook('onSend', async (_request, reply) => {
    for (const [name, value] of Object.entries(headers)) reply.header(name, value);
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  });
  app.setNotFoundHandler(async (request, reply) => desk.notFound(request, reply));
  app.setErrorHandler(async (error: Error, request, reply) => desk.sendError(request, reply, error));
  for (const [path, { text, type }] of assetFiles) {
    app.get(path, async (_request, reply) =>
      reply.type(type).header('cache-control', 'public, max-age=31536000, immutable').send(text),
    );
  }
  signIn(app, shared, desk);
  app.get('/live', async (request, reply) => desk.live(request, reply));
  for (const route of routes) {
    app.route({
      method: route.method,
      url: route.path,
      handler: async (request, reply) => desk.answer(route, request, reply),
    });
  }
}
