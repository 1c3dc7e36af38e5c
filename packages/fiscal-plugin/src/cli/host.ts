import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { faultOf } from '../contract/fault.js';
import type { Operation, Params } from '../contract/types.js';
import { localNow } from '../host/clock.js';
import { type ChildProgram, type HostEvent, openTill, type Till } from '../host/index.js';
import { clockFrom } from '../testing/clock.js';
import { type KitSetup, Samples } from '../testing/index.js';
import { withStandIn } from './stand-in.js';
import { argumentsOf, packageFolder, pluginAndKit } from './usage.js';

const MAX_BODY = 1024 * 1024;
/** Events and papers that a page gets when it is opened. */
const MAX_TOLD = 100;

/** `fiscal-plugin host`: a till of one plug-in, clicked through in a browser. */
export async function host(args: string[]): Promise<number> {
  const { values, positionals } = argumentsOf(args, {
    kit: { type: 'string' },
    port: { type: 'string', default: '0' },
    storage: { type: 'string' },
  });
  const { file, setup, standIn } = await pluginAndKit(positionals[0], values.kit);
  const folder =
    values.storage === undefined
      ? await mkdtemp(join(tmpdir(), 'fiscal-plugin-host-'))
      : resolve(values.storage);
  await withStandIn(standIn, async () => {
    const served = await serveHost({ file, setup, folder, port: Number(values.port) });
    process.stdout.write(`${served.url}\n`);
    await new Promise<void>((end) => {
      process.once('SIGINT', end);
      process.once('SIGTERM', end);
    });
    await served.close();
  });
  if (values.storage === undefined) await rm(folder, { recursive: true, force: true });
  return 0;
}

/** Serves the page on loopback; the address holds a token that other pages do not know. */
export async function serveHost(options: {
  file: string;
  setup: KitSetup;
  folder: string;
  port: number;
  child?: ChildProgram;
}): Promise<{ url: string; close(): Promise<void> }> {
  const { file, setup, folder } = options;
  const token = randomBytes(16).toString('hex');
  const listeners = new Set<ServerResponse>();
  // What happened before the page was opened (the start, first of all) is shown, too.
  const told: string[] = [];
  const tell = (name: string, data: unknown) => {
    const text = `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
    told.push(text);
    if (told.length > MAX_TOLD) told.shift();
    for (const response of listeners) response.write(text);
  };
  const till = await openTill({
    folder,
    till: { id: 'author', name: 'The author' },
    ...(options.child === undefined ? {} : { child: options.child }),
    plugins: { [setup.id]: { file, settings: setup.settings } },
    onEvent: (event: HostEvent) => tell('host', event),
    services: {
      print: async (_plugin, job) => tell('paper', job),
      httpHosts: setup.httpHosts ?? ['127.0.0.1', 'localhost'],
      programs: setup.programs ?? {},
      ...(setup.now === undefined ? {} : { now: clockFrom(setup.now) }),
    },
  });
  const page = await readFile(join(packageFolder(), 'assets', 'host.html'), 'utf8');
  const server = createServer((request, response) => {
    void handle(request, response).catch((error: unknown) => {
      send(response, 400, { fault: faultOf(error) });
    });
  });
  await new Promise<void>((listening) => server.listen(options.port, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', origin);
    // Another site's page must not press our buttons, whatever name it gives to this address.
    const strange =
      request.headers.host !== `127.0.0.1:${port}` || (request.headers.origin ?? origin) !== origin;
    if (strange || url.searchParams.get('token') !== token)
      return send(response, 403, { error: 'forbidden' });
    const route = `${request.method} ${url.pathname}`;
    if (route === 'GET /') {
      response.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy':
          "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'; frame-src 'self' blob: data:; base-uri 'none'; form-action 'none'",
      });
      response.end(page);
    } else if (route === 'GET /events') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write(`:\n\n${told.join('')}`);
      listeners.add(response);
      response.on('close', () => listeners.delete(response));
    } else if (route === 'GET /samples') {
      send(response, 200, await samplesOf(till, setup));
    } else if (route === 'POST /call') {
      const { operation, params } = JSON.parse(await bodyOf(request)) as {
        operation: Operation | 'describe';
        params: Params<Operation>;
      };
      const answer =
        operation === 'describe'
          ? await till.describe(setup.id)
          : await till.call(setup.id, operation, params);
      send(response, 200, answer);
    } else send(response, 404, { error: 'not found' });
  }

  return {
    url: `${origin}/?token=${token}`,
    async close() {
      for (const response of listeners) response.end();
      await new Promise((closed) => {
        server.close(closed);
        server.closeAllConnections();
      });
      await till.close();
    },
  };
}

/** The description and a message for each operation, as the page offers them. */
async function samplesOf(till: Till, setup: KitSetup): Promise<unknown> {
  const description = await till.describe(setup.id);
  const samples = new Samples(description, setup.extra);
  const key = `page-${randomBytes(4).toString('hex')}`;
  const sale = samples.sale(key);
  const messages: Partial<Record<Operation | 'describe', unknown>> = {
    describe: {},
    health: {},
    init: { settings: setup.settings, language: 'en', till: { id: 'author' } },
    resolve: { key },
    'shift.open': samples.keyed('shift.open', `${key}-open`),
    sale,
    refund: samples.refund(`${key}-refund`, sale, 'the id of a document'),
    correction: samples.correction(`${key}-correction`, (setup.now ?? localNow()).slice(0, 10)),
    'cash.in': samples.cash('cash.in', `${key}-in`, 10_000),
    'cash.out': samples.cash('cash.out', `${key}-out`, 5000),
    report: { ...samples.keyed('report', `${key}-report`), kind: description.reports?.[0]?.id ?? 'x' },
    copy: { document: { id: 'the id of a document' } },
    drawer: {},
    'shift.close': samples.keyed('shift.close', `${key}-close`),
    dispose: {},
  };
  const always = ['describe', 'health', 'init', 'resolve', 'dispose'];
  const offered = Object.entries(messages).filter(
    ([name]) => always.includes(name) || (description.capabilities as readonly string[]).includes(name),
  );
  return { description, messages: Object.fromEntries(offered) };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY) throw new RangeError(`a message has at most ${MAX_BODY} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, status: number, data: unknown): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  response.end(JSON.stringify(data));
}
