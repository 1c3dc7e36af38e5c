import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { httpSource } from '../src/host/index.js';
import { built } from './support/built.js';
import { Publisher, sale, tillOf } from './support/tills.js';

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
    const unreachable = { fault: expect.objectContaining({ code: 'source-unreachable' }) };
    await expect(source.version('moved')).rejects.toMatchObject(unreachable);
    await expect(source.version('endless')).rejects.toMatchObject({
      fault: expect.objectContaining({ message: expect.stringContaining('more than 65536 bytes') }),
    });
  });

  it('refuse a text that is no version', async () => {
    const base = await serve((_request, response) => void response.end('../../etc/passwd'));
    await expect(httpSource(base).version('xx-good')).rejects.toMatchObject({
      fault: expect.objectContaining({ code: 'bad-version' }),
    });
  });
});
