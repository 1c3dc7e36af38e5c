import type { FastifyPluginAsync } from 'fastify';
import type { Gateway } from '../fleet/index.js';
import { Gate } from '../people/index.js';
import { documents } from './documents.js';
import { monitoring } from './monitoring.js';
import { openApi } from './openapi.js';
import type { Shared } from './shared.js';
import { Tokens } from './tokens.js';

export interface OnlineOptions {
  readonly gateway: Gateway;
  /** Default: one of its own. */
  readonly gate?: Gate | undefined;
}

const BASE = '/possystem';

/**
 * The ATOL Online API v4 as a face of the server: `possystem/v4` under any prefix, the monitoring API below `/api`, and
 * `/openapi.json`.
 */
export function onlineApi({ gateway, gate }: OnlineOptions): {
  readonly plugin: FastifyPluginAsync;
  readonly rewrite: (url: string) => string | undefined;
} {
  const shared: Shared = {
    gateway,
    gate: gate ?? new Gate({ store: gateway.store, clock: gateway.clock, log: gateway.log }),
    tokens: new Tokens(gateway.store, gateway.clock),
  };
  const plugin: FastifyPluginAsync = async (app) => {
    await app.register(async (v4) => documents(v4, shared), { prefix: BASE });
    await app.register(async (api) => monitoring(api, shared), { prefix: '/api' });
    app.get('/openapi.json', async () => openApi());
  };
  return { plugin, rewrite };
}

/** Clients keep whatever stands before `possystem` in their base address. */
function rewrite(url: string): string | undefined {
  const at = url.search(/\/possystem\/v\d/);
  const query = url.indexOf('?');
  return at > 0 && (query < 0 || at < query) ? url.slice(at) : undefined;
}
