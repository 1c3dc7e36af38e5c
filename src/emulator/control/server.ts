import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';
import { AtolError, ConnectionError, DeviceError } from '../../errors.js';
import { hostRule, portRule } from '../../transport/tcp.js';
import { layerLog } from '../../util/debug.js';
import { toHex } from '../../util/hex.js';
import { checkOptions, type OptionRules } from '../../util/options.js';
import type { Emulator } from '../emulator.js';
import { type Reply, routes } from './routes.js';

const log = layerLog('emulator');
const BODY_LIMIT = 1_000_000;
/** Lists and objects inside each other: nothing here needs more than six. */
const DEPTH_LIMIT = 32;

export interface ControlOptions {
  /** Default 127.0.0.1. Whoever can reach it commands the emulator. */
  readonly host?: string | undefined;
  /** Default 0: any free port. */
  readonly port?: number | undefined;
}

const controlRules: OptionRules<ControlOptions> = { host: hostRule, port: portRule(0) };

/** An emulator's control endpoint; closing it leaves the emulator alone. */
export interface ControlServer extends AsyncDisposable {
  /** `http://127.0.0.1:5080` */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Lets programs in other languages see and trouble an emulator: JSON over HTTP, see `docs/faults.md`.
 *
 * @throws ConnectionError `CONNECT_FAILED` when the port is taken; ValidationError for impossible options
 */
export async function serveControl(emulator: Emulator, options: ControlOptions = {}): Promise<ControlServer> {
  checkOptions(options, controlRules);
  const { host = '127.0.0.1', port = 0 } = options;
  const server = createServer((request, response) => {
    answer(emulator, host, request)
      .then((reply) => send(response, reply))
      .catch((error: unknown) => {
        log('control: %s', error);
        response.destroy();
      });
  });
  const address = await listen(server, host, port);
  const name = host.includes(':') ? `[${host}]` : host;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://${name}:${address.port}`, close, [Symbol.asyncDispose]: close };
}

async function answer(emulator: Emulator, host: string, request: IncomingMessage): Promise<Reply> {
  // A page in a browser sends its origin with whatever it sends to others; it has no business here. Nor has one whose own name
  // was made to point here (DNS rebinding), which is seen by that name.
  if (request.headers.origin !== undefined) return problem(403, 'FORBIDDEN', 'Не для страниц в браузере');
  if (!isOurs(request.headers.host, host))
    return problem(403, 'FORBIDDEN', `Чужое имя узла: ${request.headers.host ?? 'нет'}`);
  try {
    const { pathname, searchParams } = addressOf(request.url);
    const [, first = '', second] = pathname.split('/');
    const methods = Object.hasOwn(routes, first) ? routes[first] : undefined;
    const method = request.method ?? '';
    const route = methods && Object.hasOwn(methods, method) ? methods[method] : undefined;
    if (!methods) return problem(404, 'NOT_FOUND', `Нет такого адреса: ${pathname}`);
    if (!route) return problem(405, 'METHOD', `Здесь можно: ${Object.keys(methods).join(', ')}`);
    const body = method === 'POST' ? await bodyOf(request) : undefined;
    const key = second === undefined ? undefined : decodeURIComponent(second);
    return await route(emulator, { body, key, search: searchParams });
  } catch (error) {
    if (error instanceof BadRequest) return problem(400, 'BODY', error.message);
    if (error instanceof URIError) return problem(400, 'BODY', 'Неверный адрес');
    if (error instanceof AtolError)
      return { status: error instanceof DeviceError ? 409 : 400, body: { error: error.toJSON() } };
    log('control: %s', error);
    return problem(500, 'INTERNAL', error instanceof Error ? error.message : String(error));
  }
}

/** An address of numbers, `localhost`, or the name that we listen on. */
function isOurs(header: string | undefined, host: string): boolean {
  const name = header?.replace(/:\d*$/, '').replace(/^\[(.*)\]$/, '$1') ?? '';
  return name.toLowerCase() === host.toLowerCase() || name.toLowerCase() === 'localhost' || isIP(name) !== 0;
}

function addressOf(path: string | undefined): URL {
  // Two slashes in front would name another host.
  const address = (path ?? '/').replace(/^\/+/, '/');
  if (!URL.canParse(address, 'http://emulator')) throw new BadRequest('Неверный адрес');
  return new URL(address, 'http://emulator');
}

function problem(status: number, code: string, message: string): Reply {
  return { status, body: { error: { name: 'ControlError', code, message } } };
}

class BadRequest extends Error {}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > BODY_LIMIT) throw new BadRequest('Слишком длинный запрос');
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  if (text.trim() === '') return {};
  if (depthOf(text) > DEPTH_LIMIT) throw new BadRequest('Слишком глубокий JSON');
  try {
    return JSON.parse(text);
  } catch {
    throw new BadRequest('Тело запроса — не JSON');
  }
}

/** How deep the brackets of a JSON text go, those in strings aside. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (inString) {
      if (char === '\\') at++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '[' || char === '{') deepest = Math.max(deepest, ++depth);
    else if (char === ']' || char === '}') depth--;
  }
  return deepest;
}

function send(response: ServerResponse, { status = 200, body, text }: Reply): void {
  const json = text === undefined;
  response.writeHead(status, {
    'content-type': json ? 'application/json; charset=utf-8' : 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(json ? `${toJson(body ?? {})}\n` : text);
}

/** Bytes as hex. */
function toJson(value: unknown): string {
  return JSON.stringify(
    value,
    (_, part: unknown) => (part instanceof Uint8Array ? toHex(part, '') : part),
    2,
  );
}

function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const message = `Не удалось слушать http://${host}:${port}: ${error.message}`;
      reject(new ConnectionError('CONNECT_FAILED', message, { cause: error }));
    });
    server.listen(port, host, () => resolve(server.address() as AddressInfo));
  });
}
