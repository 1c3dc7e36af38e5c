import { EventEmitter } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { exposeInMain, serveTill } from '../src/host/index.js';
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
    const main = new IpcMain();
    const exposed = exposeInMain(main, till, { allow: (url) => url.startsWith('till://') });
    const good = connectFromPage(new WebContents(main, 'till://main').renderer);
    const stranger = connectFromPage(new WebContents(main, 'https://advert.example').renderer);
    expect(await good.call('xx-good', 'sale', sale('a'))).toMatchObject({ outcome: 'done' });
    const refused = stranger.call('xx-good', 'sale', sale('b'), { timeoutMs: 50 });
    expect(await refused).toMatchObject({ outcome: 'unknown', fault: { whose: 'bridge', code: 'timeout' } });
    expect(await good.call('xx-good', 'resolve', { key: 'b' })).toMatchObject({ outcome: 'refused' });
    exposed.close();
  });

  it('leaves no listener behind, however often a page connects and a till is exposed', async () => {
    const { till } = await tillOf(child, plugins);
    const main = new IpcMain();
    const contents = new WebContents(main, 'till://main');
    for (const over of [contents.renderer, contents.preload]) {
      for (let round = 0; round < 20; round += 1) {
        const exposed = exposeInMain(main, till);
        const page = connectFromPage(over);
        expect(await page.plugins()).toEqual(['xx-good']);
        page.close();
        exposed.close();
      }
    }
    const left = [main, contents, contents.renderer].map((emitter) =>
      emitter.eventNames().map((name) => emitter.listenerCount(name)),
    );
    expect(left).toEqual([[], [], []]);
    const { send, on } = contents.preload;
    const endless = { send, on: (channel: string, take: never) => void on(channel, take) };
    expect(() => connectFromPage(endless)).toThrow(TypeError);
  });

  it('gives a page that was loaded anew no answers to the one before, and ends with its window', async () => {
    const { till } = await tillOf(child, {
      'xx-good': { ...plugins['xx-good'], settings: { device: 'slow' } },
    });
    const main = new IpcMain();
    const contents = new WebContents(main, 'till://main');
    exposeInMain(main, till);
    // Its numbers of calls begin anew: the sale's answer comes for number 1 while that is somebody else's.
    const before = connectFromPage(contents.renderer);
    const answers: unknown[] = [];
    void before.call('xx-good', 'sale', sale('k')).then((answer) => answers.push(answer));
    for (let loads = 0; loads < 40; loads += 1) {
      const after = connectFromPage(contents.renderer);
      expect(await after.plugins()).toEqual(['xx-good']);
    }
    const last = connectFromPage(contents.renderer);
    const asked = last.call('xx-good', 'resolve', { key: 'k' });
    expect(await asked).toMatchObject({ outcome: 'done' });
    contents.emit('destroyed');
    expect(contents.listenerCount('destroyed')).toBe(0);
    // The oldest conversations are forgotten: a page that is gone does not say so.
    expect(answers).toEqual([]);
  });
});

/** Electron's IPC as its documentation describes it, messages through structured clone. */
class IpcMain extends EventEmitter {}

class WebContents extends EventEmitter {
  static #ids = 0;
  readonly id: number;
  /** The `ipcRenderer` of its page. */
  readonly renderer: EventEmitter & { send(channel: string, message: unknown): void };

  constructor(main: IpcMain, url: string) {
    super();
    WebContents.#ids += 1;
    this.id = WebContents.#ids;
    this.setMaxListeners(100);
    const senderFrame = { url };
    this.renderer = Object.assign(new EventEmitter({ captureRejections: false }), {
      send: (channel: string, message: unknown) => {
        const copy: unknown = structuredClone(message);
        queueMicrotask(() => main.emit(channel, { sender: this, senderFrame }, copy));
      },
    });
    this.renderer.setMaxListeners(100);
  }

  send(channel: string, message: unknown): void {
    const copy: unknown = structuredClone(message);
    queueMicrotask(() => this.renderer.emit(channel, {}, copy));
  }

  /** What a preload script exposes: functions are copied on their way, so that only `on` itself knows its listener. */
  get preload() {
    const { renderer } = this;
    return {
      send: (channel: string, message: unknown) => renderer.send(channel, message),
      on: (channel: string, take: (event: unknown, message: unknown) => void) => {
        const copy = (event: unknown, message: unknown) => take(event, message);
        renderer.on(channel, copy);
        return () => void renderer.off(channel, copy);
      },
    };
  }
}
