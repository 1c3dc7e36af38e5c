import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { httpSource } from '../src/host/index.js';
import { httpRequest } from '../src/host/services/http.js';
import { built } from './support/built.js';
import { Publisher, sale, tillOf } from './support/tills.js';

// A limit that is held by nobody is forgotten when garbage is collected.
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const { child, plugin } = await built();
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  closers.push(() => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/till`;
}

const unreachable = { fault: expect.objectContaining({ whose: 'till', code: 'source-unreachable' }) };

describe('artefacts over HTTP', () => {
  it('are installed, and the till goes on while the server is out', async () => {
    const publisher = new Publisher();
    publisher.publish('xx-good', '1.0.0', plugin('good'));
    const { source } = publisher;
    let out = false;
    const asked: string[] = [];
    const base = await serve(async (request, response) => {
      asked.push(String(request.url));
      const [, , id = '', name = ''] = String(request.url).split('/');
      if (out) response.writeHead(503).end();
      else if (name === 'version') response.end(`${await source.version(id)}\n`);
      else if (name.endsWith('.zip')) response.end(await source.zip(id, name.slice(0, -4)));
      else response.end(JSON.stringify(await source.signature(id, name.slice(0, -8))));
    });
    const { till } = await tillOf(
      child,
      { 'xx-good': { settings: { device: 'ok' } } },
      { source: httpSource(base), publishers: publisher.publishers },
    );
    expect(till.version('xx-good')).toBe('1.0.0');
    expect(asked.sort()).toEqual([
      '/till/xx-good/1.0.0.zip',
      '/till/xx-good/1.0.0.zip.sig',
      '/till/xx-good/version',
    ]);
    out = true;
    expect(await till.update('xx-good')).toMatchObject({
      changed: false,
      version: '1.0.0',
      fault: { whose: 'till', code: 'source-unreachable', message: expect.stringContaining('HTTP 503') },
    });
    expect(await till.call('xx-good', 'sale', sale('k'))).toMatchObject({ outcome: 'done' });
  });

  it('follow no redirect, and take no answer without end', async () => {
    const base = await serve((request, response) => {
      if (request.url?.includes('moved')) return void response.writeHead(302, { location: '/x' }).end();
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(64 * 1024, '1')));
      };
      response.on('drain', more);
      more();
    });
    const source = httpSource(base);
    await expect(source.version('moved')).rejects.toMatchObject(unreachable);
    await expect(source.version('endless')).rejects.toMatchObject({
      fault: expect.objectContaining({ message: expect.stringContaining('more than 65536 bytes') }),
    });
  });

  it('follow no redirect to another host, which hears nothing', async () => {
    let heard = 0;
    const other = await serve((_request, response) => {
      heard += 1;
      response.end('9.9.9');
    });
    for (const status of [301, 302, 303, 307, 308]) {
      const base = await serve((_request, response) => {
        response.writeHead(status, { location: `${other}/xx-good/version` }).end();
      });
      await expect(httpSource(base).version('xx-good')).rejects.toMatchObject(unreachable);
    }
    expect(heard).toBe(0);
  });

  it('wait no longer than their limit, for a server that is silent or gives a byte at a time', async () => {
    const collecting = setInterval(collectGarbage, 20);
    for (const drip of [false, true]) {
      const base = await serve((_request, response) => {
        if (!drip) return;
        response.writeHead(200, { 'content-length': '1000' });
        const timer = setInterval(() => response.write('1'), 5);
        response.on('close', () => clearInterval(timer));
      });
      const source = httpSource(base, { textMs: 100, zipMs: 100 });
      await expect(source.version('xx-good')).rejects.toMatchObject(unreachable);
      await expect(source.zip('xx-good', '1.0.0')).rejects.toMatchObject(unreachable);
      const { signal } = new AbortController();
      await expect(source.zip('xx-good', '1.0.0', signal)).rejects.toMatchObject(unreachable);
    }
    clearInterval(collecting);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    [
      'fewer bytes than it promised',
      (response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('1.0.0', () => response.destroy());
      },
    ],
    [
      'a packed text that swells',
      (response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' });
        response.end(gzipSync(Buffer.alloc(10_000_000, '1')));
      },
    ],
    [
      'a promise beyond all limits',
      (response) => {
        response.writeHead(200, { 'content-length': String(2 ** 40) });
        response.write(Buffer.alloc(200_000, '1'));
      },
    ],
    ['nothing', (response) => void response.destroy()],
    ['an error', (response) => void response.writeHead(500).end('1.0.0')],
    ['a part', (response) => void response.writeHead(206).end('1.0.0')],
  ])('do not take the word of a server that sends %s', async (_what, answer) => {
    const base = await serve((_request, response) => answer(response));
    await expect(httpSource(base).version('xx-good')).rejects.toMatchObject(unreachable);
  });

  it.each(['1.0.0', '1.0.0\n', '\uFEFF1.0.0\r\n', '  1.0.0-rc.1\n\n'])(
    'read the version out of %j',
    async (text) => {
      const base = await serve((_request, response) => void response.end(text));
      expect(await httpSource(base).version('xx-good')).toBe(text.replace('\uFEFF', '').trim());
    },
  );

  it.each([
    '../../etc/passwd',
    '',
    '1.0',
    'v1.0.0',
    '1.0.0\n1.0.1',
    '1.0.0/../2.0.0',
    '1.0.0-a/b',
    '1.0.0-a\\b',
    '1.0.0+build',
    '1.0.0\0',
    '１.０.０',
    '9999999.0.0',
    `1.0.0-${'a'.repeat(65)}`,
    '<!doctype html><h1>Sign in to the Wi-Fi</h1>',
    Buffer.from('1.0.0', 'utf16le').toString('latin1'),
  ])('refuse a text that is no version: %j', async (text) => {
    const base = await serve((_request, response) => void response.end(text));
    await expect(httpSource(base).version('xx-good')).rejects.toMatchObject({
      fault: expect.objectContaining({ code: 'bad-version' }),
    });
  });
});

describe('a plug-in over HTTP', () => {
  const ask = (url: string, hosts: readonly string[], timeoutMs = 5000) =>
    httpRequest({ method: 'GET', url, timeoutMs }, hosts, new AbortController().signal);
  const refused = (code: string) => ({ fault: expect.objectContaining({ whose: 'plugin', code }) });

  it('reaches the hosts that the till allows, by whatever name they are called', async () => {
    const base = await serve((_request, response) => void response.end('here'));
    const { port, host } = new URL(base);
    expect(await ask(base, [host])).toMatchObject({ status: 200, body: 'here' });
    for (const url of [
      `http://127.0.0.1:${port}@evil.example/`,
      'http://127.0.0.1.evil.example/',
      `http://127.0.0.1:${Number(port) + 1}/`,
      'http://[::1]/',
      'http://0/',
      'https://localhost/',
    ]) {
      await expect(ask(url, [host]), url).rejects.toMatchObject(refused('not-allowed'));
    }
    for (const url of ['file:///etc/passwd', 'ftp://127.0.0.1/', '//127.0.0.1', 'http://']) {
      await expect(ask(url, [host]), url).rejects.toMatchObject({ name: 'FiscalFault' });
    }
  });

  it('is not led elsewhere, and waits for no drip', async () => {
    const base = await serve((request, response) => {
      if (request.url?.endsWith('moved')) response.writeHead(302, { location: 'http://evil.example/' }).end();
      else {
        response.writeHead(200);
        const timer = setInterval(() => response.write('1'), 5);
        response.on('close', () => clearInterval(timer));
      }
    });
    const hosts = [new URL(base).host];
    expect(await ask(`${base}/moved`, hosts)).toMatchObject({ status: 302 });
    const collecting = setInterval(collectGarbage, 20);
    await expect(ask(base, hosts, 100)).rejects.toMatchObject(refused('timeout'));
    clearInterval(collecting);
  });
});
