import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { exposeInMain, type IpcMainLike, serveTill } from '../src/host/index.js';
import { connectFromPage } from '../src/page/index.js';
import { built } from './support/built.js';
import { sale, tillOf } from './support/tills.js';

const { child, plugin } = await built();
const plugins = { 'xx-good': { settings: { device: 'ok' }, file: plugin('good') } };

describe('the bridge between a page and its till', () => {
  it('carries operations, events and faults over a MessagePort', async () => {
    const { till } = await tillOf(child, plugins);
    const { port1, port2 } = new MessageChannel();
    const served = serveTill(port1 as never, till);
    const page = connectFromPage(port2 as never);
    const heard: unknown[] = [];
    const stop = page.onEvent((event) => heard.push(event));
    page.onEvent(() => {
      throw new Error('a listener that throws');
    });
    expect(await page.plugins()).toEqual(['xx-good']);
    expect(await page.describe('xx-good')).toMatchObject({ country: 'XX', capabilities: expect.any(Array) });
    const sold = await page.call('xx-good', 'sale', sale('k'));
    expect(sold).toMatchObject({ outcome: 'done', document: { id: '1' } });
    const event = { plugin: 'xx-good', at: 'now', kind: 'output', line: 'hello' } as const;
    served.tell(event);
    expect(await page.call('xx-good', 'resolve', { key: 'k' })).toEqual(sold);
    expect(heard).toEqual([event]);
    stop();
    expect(await page.call('nobody', 'sale', sale('k'))).toMatchObject({
      outcome: 'unknown',
      fault: { whose: 'till', code: 'no-such-plugin' },
    });
    served.close();
    page.close();
    expect(await page.call('xx-good', 'sale', sale('k'))).toMatchObject({
      outcome: 'unknown',
      fault: { whose: 'bridge', code: 'closed' },
    });
  });

  it('serves each page of an Electron program, and only those that are allowed', async () => {
    const { till } = await tillOf(child, plugins);
    const main = new FakeIpcMain();
    const exposed = exposeInMain(main, till, { allow: (url) => url.startsWith('till://') });
    const good = connectFromPage(main.page(1, 'till://main'));
    const stranger = connectFromPage(main.page(2, 'https://advert.example'));
    expect(await good.call('xx-good', 'sale', sale('a'))).toMatchObject({ outcome: 'done' });
    const refused = stranger.call('xx-good', 'sale', sale('b'), { timeoutMs: 50 });
    expect(await refused).toMatchObject({ outcome: 'unknown', fault: { whose: 'bridge', code: 'timeout' } });
    expect(await good.call('xx-good', 'resolve', { key: 'b' })).toMatchObject({ outcome: 'refused' });
    exposed.close();
  });
});

/** Electron's IPC as its documentation describes it, messages through structured clone. */
class FakeIpcMain implements IpcMainLike {
  readonly #listeners = new Map<string, Parameters<IpcMainLike['on']>[1]>();

  on(channel: string, listener: Parameters<IpcMainLike['on']>[1]): void {
    this.#listeners.set(channel, listener);
  }

  off(channel: string): void {
    this.#listeners.delete(channel);
  }

  /** What the preload script of one page exposes. */
  page(id: number, url: string) {
    const takers = new Map<string, (event: unknown, message: unknown) => void>();
    const sender = {
      id,
      send: (channel: string, message: unknown) => {
        queueMicrotask(() => takers.get(channel)?.({}, structuredClone(message)));
      },
      once: () => {},
    };
    return {
      send: (channel: string, message: unknown) => {
        const event = { sender, senderFrame: { url } };
        queueMicrotask(() => this.#listeners.get(channel)?.(event, structuredClone(message)));
      },
      on: (channel: string, taker: (event: unknown, message: unknown) => void) => {
        takers.set(channel, taker);
      },
    };
  }
}
