import { readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { type Port, portOf } from '../src/bridge/port.js';
import { type HostEvent, serveTill } from '../src/host/index.js';
import { problemsOf, textOf } from '../src/host/validate.js';
import {
  type Envelope,
  envelopeSchema,
  hostEventSchema,
  type JsonSchema,
  type Operation,
  operationSchemas,
  type ServiceMethod,
  serviceSchemas,
  signalSchemas,
  tillSchemas,
} from '../src/index.js';
import { connectFromPage } from '../src/page/index.js';
import { pluginOf, servePlugin } from '../src/runtime/serve.js';
import { built } from './support/built.js';
import { sale, tillOf } from './support/tills.js';

const { child, plugin } = await built();
const recorded = fileURLToPath(new URL('./recorded/v1/', import.meta.url));

/** A message and who sent it, as it was recorded of contract 1.0. */
interface Sent {
  readonly by: 'host' | 'plugin';
  readonly message: Envelope;
}
const conversation: Sent[] = JSON.parse(readFileSync(`${recorded}conversation.json`, 'utf8'));

/** Everything that is wrong with a conversation: its envelopes, and what lies in them by the method of its call. */
function problems(
  sent: readonly Sent[],
  schemaOf: (by: Sent['by'], method: string) => { params: JsonSchema; result: JsonSchema },
) {
  const asked = new Map<string, string>();
  return sent.flatMap(({ by, message }) => {
    const found = problemsOf(envelopeSchema, message);
    const other = by === 'host' ? 'plugin' : 'host';
    if (message.kind === 'call') {
      asked.set(`${by} ${message.id}`, message.method);
      found.push(...problemsOf(schemaOf(by, message.method).params, message.params));
    }
    if (message.kind === 'answer' && message.ok) {
      const method = asked.get(`${other} ${message.id}`);
      if (method === undefined) found.push({ field: '/id', rule: 'answers nothing' });
      else found.push(...problemsOf(schemaOf(other, method).result, message.value ?? null));
    }
    return found.length === 0 ? [] : [`${JSON.stringify(message).slice(0, 200)}: ${textOf(found)}`];
  });
}

const DESCRIBE = { params: { type: 'object' }, result: tillSchemas.describe.result };
/** What the contract does not have is asked in one place, and answered by a fault. */
const NO_SUCH = { params: { type: 'object' }, result: {} };
const ofPlugin = (by: Sent['by'], method: string) => {
  if (by === 'plugin') return serviceSchemas[method as ServiceMethod];
  return method === 'describe' ? DESCRIBE : (operationSchemas[method as Operation] ?? NO_SUCH);
};

describe('the messages between a host and a plug-in', () => {
  it('of 1.0 are what their schemas say, every kind of them', () => {
    expect(problems(conversation, ofPlugin)).toEqual([]);
    const kinds = new Set(
      conversation.map(({ message }) => `${message.kind} ${'ok' in message ? message.ok : ''}`.trim()),
    );
    expect([...kinds].sort()).toEqual(['answer false', 'answer true', 'call', 'cancel', 'event']);
    const methods = conversation.flatMap(({ message }) => (message.kind === 'call' ? [message.method] : []));
    expect(methods).toEqual(expect.arrayContaining(['describe', ...Object.keys(operationSchemas)]));
  });

  it('of 1.0 are said again by today’s end of the plug-in, word for word', async () => {
    const { plugin: old } = await import(pathToFileURL(`${recorded}plugin.mjs`).href);
    const said: unknown[] = [];
    let wake = () => {};
    let deliver: (message: unknown) => void = () => {};
    const port: Port = {
      send: (message) => {
        said.push(JSON.parse(JSON.stringify(message)));
        wake();
      },
      onMessage: (listener) => {
        deliver = listener;
      },
      onClose: () => {},
      close: () => {},
    };
    servePlugin(port, pluginOf({ plugin: old })).emit('ready', {});
    for (const { by, message } of conversation) {
      if (by === 'host') deliver(message);
      else {
        while (said.length === 0) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
        expect(said.shift()).toEqual(message);
      }
    }
    expect(said).toEqual([]);
  });

  it('are no others', () => {
    for (const wrong of [
      null,
      'call',
      { kind: 'call', id: 'one', method: 'sale' },
      { kind: 'call', id: 1 },
      { kind: 'answer', id: 1 },
      { kind: 'answer', id: 1, ok: false },
      { kind: 'answer', id: 0, ok: true },
      { kind: 'event' },
      { kind: 'hello', id: 1 },
    ]) {
      expect(problemsOf(envelopeSchema, wrong), JSON.stringify(wrong)).not.toEqual([]);
    }
    expect(problemsOf(signalSchemas['load-failed'], {})).not.toEqual([]);
  });
});

describe('the messages between a page and its till', () => {
  it('are what their schemas say, over a day with a plug-in that falls', async () => {
    const events: HostEvent[] = [];
    const { port1, port2 } = new MessageChannel();
    const sent: Sent[] = [];
    /** The page is who asks, as the host does of a plug-in. */
    const tapped = (port: Port, by: Sent['by']): Port => ({
      ...port,
      send: (message) => {
        sent.push({ by, message: structuredClone(message) as Envelope });
        port.send(message);
      },
    });
    let tell: (event: HostEvent) => void = () => {};
    const { till } = await tillOf(
      child,
      { 'xx-good': { file: plugin('good'), settings: { device: 'slow' } } },
      {
        onEvent: (event) => {
          events.push(event);
          tell(event);
        },
      },
    );
    const served = serveTill(tapped(portOf(port1 as never), 'plugin'), till);
    tell = served.tell;
    const page = connectFromPage(tapped(portOf(port2 as never), 'host'));
    expect(await page.plugins()).toEqual(['xx-good']);
    await page.describe('xx-good');
    expect(await page.version('xx-good')).toBe('1.0.0');
    const selling = page.call('xx-good', 'sale', sale('k'));
    while (!events.some(({ kind }) => kind === 'event')) await new Promise((soon) => setTimeout(soon, 2));
    const started = events.find((event) => event.kind === 'started');
    process.kill(Number(started?.pid), 'SIGKILL');
    await selling;
    expect(await page.call('xx-good', 'sale', sale('k'))).toMatchObject({ outcome: 'done' });
    const leave = new AbortController();
    const left = page.call('xx-good', 'health', {}, { signal: leave.signal });
    leave.abort();
    await left;
    await expect(page.describe('nobody')).rejects.toMatchObject({ fault: { code: 'no-such-plugin' } });
    const ofTill = (_by: Sent['by'], method: string) => tillSchemas[method as keyof typeof tillSchemas];
    expect(problems(sent, ofTill)).toEqual([]);
    const kinds = new Set(sent.map(({ message }) => message.kind));
    expect([...kinds].sort()).toEqual(['answer', 'call', 'cancel', 'event']);
    const told = events.map((event) => [event.kind, textOf(problemsOf(hostEventSchema, event))]);
    expect(told).toEqual(events.map(({ kind }) => [kind, '']));
    expect(events.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['started', 'event', 'stopped', 'fault', 'resolved']),
    );
    served.close();
    page.close();
  });
});
