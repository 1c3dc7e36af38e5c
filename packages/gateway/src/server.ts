import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Socket } from 'node:net';
import { type FastifyInstance, type FastifyPluginAsync, fastify } from 'fastify';
import type { Gateway } from './fleet/index.js';

/** What people or programs talk to: pages or an API, as a plugin of fastify 5. It has its own errors, bodies and hooks. */
export interface Face {
  /** Paths of the plugin begin with it. Default: none. */
  readonly prefix?: string | undefined;
  readonly plugin: FastifyPluginAsync;
  /** Whether the address of the request is written in another way, and how; the first face that knows has it. */
  readonly rewrite?: ((url: string) => string | undefined) | undefined;
}

export interface ServerOptions {
  readonly gateway: Gateway;
  readonly faces: readonly Face[];
  /** Default `127.0.0.1`. */
  readonly host?: string | undefined;
  /** 0: any that is free. Default 8080. */
  readonly port?: number | undefined;
  /** PEM. Without it plain HTTP. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  /** Proxies whose `X-Forwarded-For` is believed: addresses or networks. Default: none. */
  readonly trustProxy?: readonly string[] | undefined;
  /** Largest body, bytes. Default 1 MiB. */
  readonly bodyLimit?: number | undefined;
  /** Connections at the same time; more are closed at once. Default 10 000. */
  readonly mostConnections?: number | undefined;
}

export interface Server extends AsyncDisposable {
  /** Without a slash at the end. */
  readonly url: string;
  readonly app: FastifyInstance;
  /** Takes no more, ends what it has begun. The gateway is left as it is. */
  close(): Promise<void>;
}

/** Nobody can listen there: another program has the port, or this user must not. */
export class PortError extends Error {
  override name = 'PortError';
}

const PORT = 8080;
const BODY = 1024 * 1024;
const CONNECTIONS = 10_000;
/** Also a thousand connections that come at once to a busy computer are read by then. */
const HEADERS_MS = 20_000;
const REQUEST_MS = 30_000;
const KEEP_ALIVE_MS = 65_000;
/** Connections that wait to be taken: a shop may send all that it has at once. Node's own 511 would turn some away. */
const BACKLOG = 4096;
const HEADER_BYTES = 16 * 1024;
const CLOSE_MS = 5000;

/** One HTTP server with these faces, and `/healthz`, `/readyz`, `/metrics`. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { gateway, faces, host = '127.0.0.1', port = PORT, tls } = options;
  const limits = {
    headersTimeout: HEADERS_MS,
    requestTimeout: REQUEST_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxHeaderSize: HEADER_BYTES,
    connectionsCheckingInterval: 1000,
  };
  const malformed = rarely((count, why) => gateway.log.warn({ count, why }, 'malformed requests'));
  const app = fastify({
    bodyLimit: options.bodyLimit ?? BODY,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    trustProxy: options.trustProxy ? [...options.trustProxy] : false,
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: 256 },
    rewriteUrl: ({ url = '/' }) => rewritten(faces, url),
    clientErrorHandler: (error, socket) => {
      malformed(error.code ?? error.message);
      refuseSocket(error.code, socket);
    },
    serverFactory: (handler) =>
      tls
        ? createSecureServer({ ...limits, ...tls, handshakeTimeout: HEADERS_MS }, handler)
        : createServer(limits, handler),
  });
  app.server.maxConnections = options.mostConnections ?? CONNECTIONS;
  const dropped = rarely((count) =>
    gateway.log.warn({ count, mostConnections: app.server.maxConnections }, 'connections refused'),
  );
  app.server.on('drop', () => dropped());
  app.addHook('onError', async ({ method, url, ip }, _reply, error) => {
    const { statusCode = 500 } = error;
    const fields = { method, path: url.split('?')[0], from: ip, error: error.message };
    gateway.log[statusCode < 500 ? 'debug' : 'error'](fields, 'request failed');
  });
  vitals(app, gateway);
  for (const { prefix = '', plugin } of faces) await app.register(plugin, { prefix });
  try {
    await app.listen({ host, port, backlog: BACKLOG });
  } catch (error) {
    await app.close();
    throw portError(error, host, port);
  }
  const address = app.server.address();
  const actual = typeof address === 'object' && address ? address.port : port;
  const name = host.includes(':') ? `[${host}]` : host === '0.0.0.0' ? '127.0.0.1' : host;
  const close = async (): Promise<void> => {
    const timer = setTimeout(() => app.server.closeAllConnections(), CLOSE_MS);
    await app.close();
    clearTimeout(timer);
  };
  return {
    url: `${tls ? 'https' : 'http'}://${name}:${actual}`,
    app,
    close,
    [Symbol.asyncDispose]: close,
  };
}

const RARELY_MS = 1000;

/** Tells of the first of many strangers at once, of the others once a second. */
function rarely(tell: (count: number, last: string) => void): (what?: unknown) => void {
  let count = 0;
  let timer: NodeJS.Timeout | undefined;
  return (what) => {
    if (timer) {
      count++;
      return;
    }
    tell(1, String(what));
    timer = setTimeout(() => {
      timer = undefined;
      if (count > 0) tell(count, String(what));
      count = 0;
    }, RARELY_MS).unref();
  };
}

/** What is no HTTP, or too slow or too large for it: a last word, and the end of the connection. */
function refuseSocket(code: string | undefined, socket: Socket): void {
  if (code === 'ECONNRESET' || socket.destroyed) return;
  const [status, text] =
    code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? [408, 'Request Timeout']
      : code === 'HPE_HEADER_OVERFLOW'
        ? [431, 'Request Header Fields Too Large']
        : [400, 'Bad Request'];
  if (socket.writable)
    socket.end(`HTTP/1.1 ${status} ${text}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  socket.destroySoon();
}

function portError(error: unknown, host: string, port: number): unknown {
  const { code } = error as NodeJS.ErrnoException;
  const why: Readonly<Record<string, string>> = {
    EADDRINUSE: 'порт занят другой программой',
    EACCES: 'этому пользователю нельзя занять порт',
    EADDRNOTAVAIL: 'такого адреса у этого компьютера нет',
  };
  const ru = why[code ?? ''];
  return ru === undefined ? error : new PortError(`${host}:${port}: ${ru}`, { cause: error });
}

function rewritten(faces: readonly Face[], url: string): string {
  for (const { rewrite } of faces) {
    const other = rewrite?.(url);
    if (other !== undefined) return other;
  }
  return url;
}

/** What watches the gateway asks for. */
function vitals(app: FastifyInstance, gateway: Gateway): void {
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) =>
    gateway.ready ? { status: 'ok' } : reply.code(503).send({ status: 'store' }),
  );
  app.get('/metrics', async (_request, reply) =>
    reply.type(gateway.metrics.contentType).send(await gateway.metrics.metrics()),
  );
}
