import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AtolError, ConnectionError, DeviceError } from '../../errors.js';
import { hostRule, portRule } from '../../transport/tcp.js';
import { layerLog } from '../../util/debug.js';
import { checkOptions, type OptionRules } from '../../util/options.js';
import type { Emulator } from '../emulator.js';
import { refusalOf } from './guard.js';
import { toJson } from './json.js';
import { sendLive } from './live.js';
import { pageFiles } from './page/index.js';
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
 * Lets programs in other languages see and trouble an emulator, or several: JSON over HTTP, see `docs/faults.md`. People get a
 * page. Of several, each one has its paths under `/registers/N`, from 1.
 *
 * @throws ConnectionError `CONNECT_FAILED` when the port is taken; ValidationError for impossible options
 */
export async function serveControl(
  emulators: Emulator | readonly Emulator[],
  options: ControlOptions = {},
): Promise<ControlServer> {
  checkOptions(options, controlRules);
  const { host = '127.0.0.1', port = 0 } = options;
  const registers = Array.isArray(emulators) ? (emulators as readonly Emulator[]) : [emulators as Emulator];
  const server = createServer((request, response) => {
    answer(registers, host, request)
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

async function answer(
  registers: readonly Emulator[],
  host: string,
  request: IncomingMessage,
): Promise<Reply> {
  const refusal = refusalOf(request, host);
  if (refusal !== undefined) return problem(403, 'FORBIDDEN', refusal);
  try {
    const { pathname, searchParams } = addressOf(request.url);
    const path = pathname.split('/').slice(1).map(decodeURIComponent);
    const method = request.method ?? '';
    const own = method === 'GET' ? ownReply(registers, path, request.headers.accept ?? '') : undefined;
    if (own) return own;
    const [emulator, [first = '', key]] = targetOf(registers, path);
    const methods = emulator && Object.hasOwn(routes, first) ? routes[first] : undefined;
    const route = methods && Object.hasOwn(methods, method) ? methods[method] : undefined;
    if (!emulator || !methods) {
      const hint = registers.length > 1 ? ', касс несколько: /registers/1/state' : '';
      return problem(404, 'NOT_FOUND', `Нет такого адреса: ${pathname}${hint}`);
    }
    if (!route) return problem(405, 'METHOD', `Здесь можно: ${Object.keys(methods).join(', ')}`);
    if (first === 'live') return { stream: (response) => sendLive(emulator, response) };
    const body = method === 'POST' ? await bodyOf(request) : undefined;
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

/** What is there beside the registers: the page, and the list of them. */
function ownReply(
  registers: readonly Emulator[],
  path: readonly string[],
  accept: string,
): Reply | undefined {
  const [first = '', second] = path;
  if (second !== undefined && second !== '') return undefined;
  const file = Object.hasOwn(pageFiles, first) ? pageFiles[first] : undefined;
  if (file && (first !== '' || accept.includes('text/html'))) return file;
  if (first === '' && registers.length > 1)
    return { body: { routes: ['GET /registers', 'GET /registers/1'] } };
  return first === 'registers' ? { body: { registers: registers.map(rowOf) } } : undefined;
}

function rowOf({ model, serialNumber, fn, power, state }: Emulator, index: number): object {
  return {
    number: index + 1,
    model,
    serialNumber,
    fnNumber: fn.number,
    power: power.isOn ? 'on' : 'off',
    shift: fn.state.shift,
    documents: fn.state.last.number,
    waiting: fn.queue().count,
    cash: state.cash,
  };
}

/** The register that a path is about, and the rest of the path. */
function targetOf(
  registers: readonly Emulator[],
  path: readonly string[],
): [emulator: Emulator | undefined, rest: readonly string[]] {
  const [first, number = '', ...rest] = path;
  if (first !== 'registers') return [registers.length === 1 ? registers[0] : undefined, path];
  return [/^[1-9]\d{0,5}$/.test(number) ? registers[Number(number) - 1] : undefined, rest];
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

/** Nothing from elsewhere, and nobody shows it in a frame of his own. */
const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
};

function send(response: ServerResponse, { status = 200, body, text, type, stream }: Reply): void {
  if (stream) {
    stream(response);
    return;
  }
  const json = text === undefined;
  const usual = json ? 'application/json; charset=utf-8' : 'text/plain; charset=utf-8';
  response.writeHead(status, { ...HEADERS, 'content-type': type ?? usual });
  response.end(json ? `${toJson(body ?? {}, 2)}\n` : text);
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
