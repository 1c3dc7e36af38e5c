import { expect, test } from 'vitest';
import { startServer } from '../src/server.js';
import { Stand } from './support/stand.js';

test('faces live side by side, each with its own errors; what watches the gateway is there', async () => {
  await using stand = await Stand.start();
  await using server = await startServer({
    gateway: stand.gateway,
    port: 0,
    faces: [
      {
        prefix: '/a',
        plugin: async (app) => {
          app.setErrorHandler((_error, _request, reply) => reply.code(418).send({ a: true }));
          app.get('/broken', async () => {
            throw new Error('broken');
          });
        },
      },
      {
        plugin: async (app) => {
          app.get('/b', async () => 'b');
        },
        rewrite: (url) => (url.startsWith('/old') ? '/b' : undefined),
      },
    ],
  });
  const get = (path: string) => fetch(server.url + path);
  expect((await get('/a/broken')).status).toBe(418);
  expect(await (await get('/b')).text()).toBe('b');
  expect(await (await get('/old/place')).text()).toBe('b');
  expect((await get('/healthz')).status).toBe(200);
  expect(await (await get('/readyz')).json()).toEqual({ status: 'ok' });
  expect(await (await get('/metrics')).text()).toContain('# HELP');
});
