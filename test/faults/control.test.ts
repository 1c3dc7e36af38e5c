import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CashRegister, connect } from '../../src/index.js';
import { atol, spawnAtol } from '../cli/cli.js';
import { yardstick } from '../support/receipts.js';

interface Running extends AsyncDisposable {
  readonly url: string;
  readonly control: string;
}

async function emulate(...words: string[]): Promise<Running> {
  const child = spawnAtol(['emulate', '--listen', 'tcp://127.0.0.1:0', '--latency', '0', ...words]);
  const text = await printed(child, /control (\S+)\n/);
  const url = /listening (\S+)\n/.exec(text)?.[1] ?? '';
  const control = /control (\S+)\n/.exec(text)?.[1] ?? '';
  return {
    url,
    control,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      const [code] = await once(child, 'close');
      expect(code).toBe(0);
    },
  };
}

function printed(child: ChildProcess, wanted: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    let errors = '';
    child.stderr?.on('data', (chunk) => (errors += chunk));
    child.on('close', () => reject(new Error(`ended: ${errors}`)));
    child.stdout?.on('data', (chunk) => {
      text += chunk;
      if (wanted.test(text)) resolve(text);
    });
  });
}

/** Whatever an answer may have. */
interface Told {
  readonly routes: string[];
  readonly faults: { readonly id: string }[];
  readonly ids: string[];
  readonly documents: unknown[];
  readonly lines: string[];
  readonly events: { readonly sequence: number }[];
  readonly now: string;
  readonly power: string;
}

/** As a program in any language would talk to it. */
async function http(
  base: string,
  request: string,
  body?: unknown,
): Promise<{ status: number; json: Told; text: string }> {
  const [method = '', path = ''] = request.split(' ');
  const init =
    body === undefined
      ? { method }
      : { method, body: typeof body === 'string' ? body : JSON.stringify(body) };
  const response = await fetch(base + path, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  return { status: response.status, json: isJson ? JSON.parse(text) : undefined, text };
}

describe('the control endpoint', () => {
  let emulator: Running;
  let kkt: CashRegister;
  const ask = (request: string, body?: unknown) => http(emulator.control, request, body);

  beforeAll(async () => {
    emulator = await emulate('--model', '30F', '--control', 'tcp://127.0.0.1:0');
    kkt = await connect(emulator.url);
    await kkt.openShift();
  });

  afterAll(async () => {
    await kkt.close();
    await emulator[Symbol.asyncDispose]();
  });

  it('tells state, documents, tape, trace and events', async () => {
    const result = await kkt.issue({ ...yardstick, electronic: false });
    expect(await ask('GET /state')).toMatchObject({
      status: 200,
      json: { power: 'on', shift: { open: true, number: 1 }, fn: { present: true, last: { number: 3 } } },
    });
    const { json } = await ask('GET /documents?from=3');
    expect(json.documents).toHaveLength(1);
    expect(json.documents[0]).toMatchObject({ number: 3, form: 3, fiscalSign: result.fiscalSign });
    expect((await ask('GET /documents/3')).json).toEqual(json.documents[0]);
    expect((await ask('GET /documents/99')).status).toBe(404);
    expect((await ask('GET /tape')).json.lines.join('\n')).toMatch(/ИТОГ +=212\.50/);
    expect((await ask('GET /trace')).text).toContain('> closeReceipt');
    const events = (await ask('GET /events')).json.events;
    const last = events.at(-1)?.sequence ?? 0;
    await kkt.status();
    const later = (await ask(`GET /events?since=${last}`)).json.events;
    expect(later.length).toBeGreaterThan(0);
    expect(later[0]?.sequence).toBe(last + 1);
    expect((await ask('GET /')).json.routes).toContain('POST /faults');
  });

  it('adds, lists and removes faults', async () => {
    const added = await ask('POST /faults', [
      { at: 'closeReceipt', error: '67' },
      { id: 'x', at: '75', error: 105 },
    ]);
    expect(added.status).toBe(201);
    expect(added.json.ids).toEqual([expect.stringMatching(/^fault-/), 'x']);
    await expect(kkt.issue({ ...yardstick, customer: { contact: 'a@example.com' } })).rejects.toMatchObject({
      status: 0x67,
    });
    expect((await ask('GET /faults')).json.faults).toMatchObject([{ struck: 1 }, { id: 'x', struck: 0 }]);
    expect((await ask('DELETE /faults/x')).status).toBe(200);
    expect((await ask('DELETE /faults/x')).status).toBe(404);
    expect((await ask('DELETE /faults')).status).toBe(200);
    expect((await ask('GET /faults')).json.faults).toEqual([]);
  });

  it('switches the power, moves the clock, takes the paper away', async () => {
    expect((await ask('POST /power', { state: 'off' })).json).toEqual({ power: 'off' });
    expect((await ask('GET /state')).json.power).toBe('off');
    expect((await ask('POST /power', { state: 'on', memory: 'kept' })).json).toEqual({ power: 'on' });
    expect((await kkt.status()).shift.state).toBe('open');
    const { now } = (await ask('GET /clock')).json;
    const moved = (await ask('POST /clock', { advanceMs: 3 * 3_600_000 })).json.now;
    const ms = Date.parse(`${moved}Z`) - Date.parse(`${now}Z`);
    expect(Math.abs(ms - 3 * 3_600_000)).toBeLessThan(60_000);
    expect((await ask('POST /paper', { state: 'out' })).status).toBe(200);
    const sale = { ...yardstick, electronic: false, customer: { contact: 'b@example.com' } };
    await expect(kkt.issue(sale)).rejects.toMatchObject({ status: 0x67 });
    await ask('POST /paper', { state: 'ok' });
    await kkt.issue(sale);
  });

  it('plays scenarios and chaos', async () => {
    const steps = [{ after: { command: 'getState' }, fault: { id: 'played', busyMs: 1 } }];
    expect((await ask('POST /scenario', { steps })).status).toBe(201);
    await kkt.status();
    expect((await ask('GET /faults')).json.faults).toMatchObject([{ id: 'played' }]);
    expect((await ask('POST /chaos', { seed: 1, rate: 0 })).status).toBe(201);
  });

  it.each([
    ['POST /faults', { line: 'explode' }, 400],
    ['POST /faults', '{"line":', 400],
    ['POST /faults', [{ busyMs: 1 }, { busyMs: 'x' }], 400],
    ['POST /power', { state: 'dim' }, 400],
    ['POST /clock', {}, 400],
    ['POST /paper', 'null', 400],
    ['POST /scenario', { steps: [{}] }, 400],
    ['POST /chaos', {}, 400],
    ['PUT /faults', {}, 405],
    ['GET /nothing', undefined, 404],
    ['GET /constructor', undefined, 404],
    ['DELETE /faults/%E0%A4%A', undefined, 400],
    ['POST /faults', '['.repeat(100_000) + ']'.repeat(100_000), 400],
    ['POST /scenario', `{"steps":${'['.repeat(5000)}${']'.repeat(5000)}}`, 400],
    ['POST /faults', { power: 'loss', offMs: 1e15 }, 400],
    ['POST /faults', { line: 'delay', ms: 1e15 }, 400],
    ['POST /faults', { busyMs: 0, nth: 1e15 }, 400],
    ['POST /clock', { advanceMs: 1e13 }, 400],
    ['POST /clock', '{"advanceMs":1e300}', 400],
    ['GET /documents?from=x', undefined, 400],
    ['GET /documents/1e3', undefined, 400],
    ['GET /events?since=-1', undefined, 400],
  ])('refuses %s %j with %i', async (request, body, status) => {
    await ask('DELETE /faults');
    const answer = await ask(request, body);
    expect(answer).toMatchObject({ status, json: { error: { message: expect.any(String) } } });
    expect((await ask('GET /faults')).json.faults).toEqual([]);
  });

  it('is not for pages in a browser', async () => {
    const headers = { origin: 'https://example.com' };
    expect((await fetch(`${emulator.control}/state`, { headers })).status).toBe(403);
  });

  it('is not for a name that was made to point here', async () => {
    const { port } = new URL(emulator.control);
    const status = (host: string, path = '/state') =>
      new Promise<number | undefined>((resolve, reject) => {
        get({ port, path, setHost: false, headers: { host } }, (response) => {
          response.resume();
          resolve(response.statusCode);
        }).on('error', reject);
      });
    for (const host of ['evil.example', 'evil.example:80', '127.0.0.1.evil.example', ''])
      expect(await status(host), host).toBe(403);
    for (const host of ['localhost', `127.0.0.1:${port}`, '[::1]:80'])
      expect(await status(host), host).toBe(200);
    for (const path of ['//evil', 'http://[', '/%', '/state?%'])
      expect([200, 400, 404], path).toContain(await status('localhost', path));
  });

  it('takes many faults in a time that grows with their number', async () => {
    const many = (count: number) => Array.from({ length: count }, () => ({ at: 'cutPaper', error: '69' }));
    expect((await ask('POST /faults', many(20_001))).json.ids).toHaveLength(20_001);
    expect((await ask('DELETE /faults')).status).toBe(200);
  });
});

describe('faults on the command line', () => {
  it('a fault, a scenario and chaos', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'atol-faults-'));
    const file = join(folder, 'scenario.json');
    const module = join(folder, 'scenario.mjs');
    const steps = [{ fault: { id: 'scripted', at: 'closeReceipt', error: '67' } }];
    await writeFile(file, JSON.stringify({ steps }));
    await writeFile(module, `export const scenario = ${JSON.stringify({ steps })};`);
    for (const script of [file, module]) {
      const fault = '{"id":"given","at":"cutPaper","error":"69"}';
      await using emulator = await emulate(
        '--fault',
        fault,
        '--scenario',
        script,
        '--chaos',
        '7:0',
        '--control',
        'http',
      );
      const { json } = await http(emulator.control, 'GET /faults');
      expect(json.faults.map(({ id }) => id)).toEqual(['given', 'scripted']);
      await using kkt = await connect(emulator.url);
      await kkt.openShift();
      await expect(kkt.issue(yardstick)).rejects.toMatchObject({ status: 0x67 });
    }
    await rm(folder, { recursive: true });
  });

  it.each([
    [['--fault', '{"at":'], /--fault: не JSON, строка 1/],
    [['--fault', '{"line":"explode"}'], /line: одно из: cut/],
    [['--scenario', '/nowhere.json'], /нет такого файла/],
    [['--chaos', 'often'], /--chaos — число/],
    [['--control', 'ftp://x'], /Неверный адрес/],
  ])('%j is refused before anything listens', async (words, message) => {
    const { code, stdout, stderr } = await atol(['emulate', '--listen', 'tcp://127.0.0.1:0', ...words]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});
