import { appendFileSync, existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { folderSource } from '../src/host/index.js';
import { StorageFolder } from '../src/host/services/storage.js';
import { built } from './support/built.js';
import { Publisher, sale, temporary, tillOf } from './support/tills.js';

const { child, plugin } = await built();
const good = { settings: { device: 'ok' } };

describe('the life of a till', () => {
  it('installs, sells, takes a new version during the day, rolls a bad one back, starts without a network', async () => {
    const publisher = new Publisher();
    publisher.publish('xx-good', '1.0.0', plugin('good'));
    const options = { source: publisher.source, publishers: publisher.publishers };
    const { till, events, folder } = await tillOf(child, { 'xx-good': good }, options);
    expect(till.version('xx-good')).toBe('1.0.0');
    const first = await till.call('xx-good', 'sale', sale('order-1'));
    expect(first).toMatchObject({ outcome: 'done', document: { id: '1', authority: 'local' } });

    publisher.publish('xx-good', '1.1.0', plugin('good'));
    expect(await till.update('xx-good')).toEqual({ changed: true, version: '1.1.0', former: '1.0.0' });
    expect(await till.call('xx-good', 'sale', sale('order-1'))).toEqual(first);
    expect(await till.call('xx-good', 'sale', sale('order-2'))).toMatchObject({ document: { id: '2' } });

    publisher.publish('xx-good', '1.2.0', plugin('good'), () => 'throw new Error("half a build");');
    expect(await till.update('xx-good')).toMatchObject({
      changed: false,
      version: '1.1.0',
      fault: { whose: 'plugin', code: 'load-failed' },
    });
    expect(events).toContainEqual(
      expect.objectContaining({ kind: 'rolled-back', version: '1.2.0', to: '1.1.0' }),
    );
    expect(await till.call('xx-good', 'sale', sale('order-3'))).toMatchObject({ document: { id: '3' } });
    await till.close();

    const nowhere = folderSource(join(folder, 'no-such-folder'));
    const offline = await tillOf(child, { 'xx-good': good }, { ...options, folder, source: nowhere });
    expect(offline.till.version('xx-good')).toBe('1.1.0');
    expect(await offline.till.call('xx-good', 'sale', sale('order-2'))).toMatchObject({
      document: { id: '2' },
    });
    expect(offline.events).toContainEqual(
      expect.objectContaining({
        kind: 'source',
        fault: expect.objectContaining({ code: 'source-unreachable' }),
      }),
    );
  });

  it('starts with the last good version where the new one falls, and reports it', async () => {
    const publisher = new Publisher();
    publisher.publish('xx-good', '1.0.0', plugin('good'));
    const options = { source: publisher.source, publishers: publisher.publishers };
    const { till, folder } = await tillOf(child, { 'xx-good': good }, options);
    await till.close();
    publisher.publish('xx-good', '1.1.0', plugin('good'), () => 'process.exit(3);');
    const next = await tillOf(child, { 'xx-good': good }, { ...options, folder });
    expect(next.till.version('xx-good')).toBe('1.0.0');
    expect(next.events).toContainEqual(
      expect.objectContaining({ kind: 'rolled-back', version: '1.1.0', to: '1.0.0' }),
    );
  });

  it('keeps a pinned till on its version', async () => {
    const publisher = new Publisher();
    publisher.publish('xx-good', '1.0.0', plugin('good'));
    publisher.publish('xx-good', '2.0.0', plugin('good'));
    const { till } = await tillOf(
      child,
      { 'xx-good': { ...good, pin: '1.0.0' } },
      { source: publisher.source, publishers: publisher.publishers },
    );
    expect(till.version('xx-good')).toBe('1.0.0');
    expect(await till.update('xx-good')).toEqual({ changed: false, version: '1.0.0' });
  });

  it('refuses wrong calls before the plug-in sees them, all problems at once', async () => {
    const { till } = await tillOf(child, { 'xx-good': { ...good, file: plugin('good') } });
    const wrong = sale('');
    const item = { ...wrong.items[0], tax: 'luxury', quantity: 'two' };
    const refused = await till.call('xx-good', 'sale', { ...wrong, items: [item as never] });
    expect(refused).toMatchObject({
      outcome: 'refused',
      fault: { whose: 'request', code: 'bad-request', fields: ['/key', '/items/0/quantity'] },
    });
    const taxed = await till.call('xx-good', 'sale', {
      ...sale('k'),
      items: [{ ...item, quantity: '2' } as never],
      total: { minor: 1, currency: 'EUR', exponent: 2 },
    });
    expect(taxed).toMatchObject({ outcome: 'refused', fault: { fields: ['/total', '/items/0/tax'] } });
    expect(await till.call('xx-good', 'correction', {} as never)).toMatchObject({
      fault: { whose: 'request', code: 'not-supported' },
    });
  });

  it('goes on without a plug-in that does not start, and says why', async () => {
    const broken = temporary();
    const file = join(broken, 'index.mjs');
    appendFileSync(file, 'process.exit(9);');
    const { till } = await tillOf(child, {
      'xx-good': { ...good, file: plugin('good') },
      'xx-other': { ...good, file },
    });
    expect(await till.call('xx-other', 'health', {})).toMatchObject({
      state: 'down',
      problems: [{ whose: 'plugin', code: 'crashed' }],
    });
    expect(await till.call('xx-good', 'sale', sale('k'))).toMatchObject({ outcome: 'done' });
  });
});

describe('what is not let in', () => {
  const install = async (spoil: (publisher: Publisher) => void) => {
    const publisher = new Publisher();
    publisher.publish('xx-good', '1.0.0', plugin('good'));
    const options = { source: publisher.source, publishers: publisher.publishers };
    const opened = await tillOf(child, { 'xx-good': good }, options);
    spoil(publisher);
    const result = await opened.till.update('xx-good');
    expect(await opened.till.call('xx-good', 'sale', sale('k'))).toMatchObject({ outcome: 'done' });
    expect(opened.events).toContainEqual(expect.objectContaining({ kind: 'source' }));
    return { ...opened, result };
  };

  it('a zip that was not signed', async () => {
    const { result } = await install((publisher) => {
      publisher.publish('xx-good', '1.1.0', plugin('good'));
      publisher.put('xx-good', '1.1.0.zip', zipSync({ 'index.js': strToU8('process.exit()') }));
    });
    expect(result).toMatchObject({ changed: false, fault: { code: 'bad-signature' } });
  });

  it('a signature of somebody else, and an artefact under another version', async () => {
    const stranger = new Publisher();
    const { result } = await install((publisher) => {
      stranger.publish('xx-good', '1.1.0', plugin('good'));
      publisher.publish('xx-good', '1.1.0', plugin('good'));
      for (const name of ['1.1.0.zip', '1.1.0.zip.sig']) {
        publisher.put('xx-good', name, readFileSync(join(stranger.folder, 'xx-good', name)));
      }
    });
    expect(result).toMatchObject({ fault: { code: 'bad-signature' } });
    const renamed = await install((publisher) => {
      for (const end of ['zip', 'zip.sig']) {
        publisher.put(
          'xx-good',
          `9.0.0.${end}`,
          readFileSync(join(publisher.folder, 'xx-good', `1.0.0.${end}`)),
        );
      }
      publisher.put('xx-good', 'version', '9.0.0');
    });
    expect(renamed.result).toMatchObject({ fault: { code: 'bad-signature' } });
  });

  it('an old version played again', async () => {
    const { result } = await install((publisher) => {
      publisher.publish('xx-good', '0.9.0', plugin('good'));
    });
    expect(result).toMatchObject({ changed: false, version: '1.0.0', fault: { code: 'old-version' } });
  });

  it.each([
    ['../outside.js'],
    ['/etc/outside.js'],
    ['a/../../outside.js'],
    ['C:\\outside.js'],
    ['a\\..\\outside.js'],
    ['con.js'],
    ['a/./b.js'],
  ])('a path that leaves the folder: %s', async (name) => {
    const { result, folder } = await install((publisher) => {
      const files = { 'index.js': strToU8('export {}'), [name]: strToU8('outside') };
      publisher.publishZip('xx-good', '1.1.0', zipSync(files));
    });
    expect(result).toMatchObject({ fault: { code: 'bad-artefact' } });
    expect(existsSync(join(folder, 'plugins', 'outside.js'))).toBe(false);
  });

  it('a zip bomb', async () => {
    const { result } = await install((publisher) => {
      const files = Array.from({ length: 9 }, (_, index) => [`${index}.bin`, new Uint8Array(100)]);
      const zip = Buffer.from(zipSync(Object.fromEntries(files)));
      // Each entry of the central directory says that 32 MiB come out of it.
      for (let at = zip.indexOf('PK\x01\x02'); at !== -1; at = zip.indexOf('PK\x01\x02', at + 4)) {
        zip.writeUInt32LE(32 * 1024 * 1024, at + 24);
      }
      publisher.publishZip('xx-good', '1.1.0', zip);
    });
    expect(result).toMatchObject({
      fault: { code: 'bad-artefact', message: expect.stringContaining('bytes') },
    });
  });

  it('a zip bomb that lies about its size', async () => {
    const { result, folder } = await install((publisher) => {
      const zip = Buffer.from(zipSync({ 'index.js': new Uint8Array(200 * 1024 * 1024) }));
      const directory = zip.indexOf('PK\x01\x02');
      // 200 MiB come out of it; both headers promise a hundred bytes.
      zip.writeUInt32LE(100, 22);
      zip.writeUInt32LE(100, directory + 24);
      publisher.publishZip('xx-good', '1.1.0', zip);
    });
    expect(result).toMatchObject({ changed: false, version: '1.0.0', fault: { code: 'bad-artefact' } });
    expect(existsSync(join(folder, 'plugins', 'xx-good', 'versions', '1.1.0'))).toBe(false);
  });

  it.each<[string, (zip: Buffer) => Buffer]>([
    ['no zip at all', () => Buffer.from('PK nothing of the kind')],
    ['a zip that was cut off', (zip) => zip.subarray(0, zip.length - 30)],
    ['a byte that changed before it was signed', (zip) => zip.fill(zip[60] === 0 ? 1 : 0, 60, 61)],
    ['a directory that leads nowhere', (zip) => zip.fill(0xff, zip.length - 6, zip.length - 2)],
  ])('%s', async (_what, spoil) => {
    const { result } = await install((publisher) => {
      const zip = zipSync({ 'index.js': strToU8('export const plugin = "not what it seems";') });
      publisher.publishZip('xx-good', '1.1.0', spoil(Buffer.from(zip)));
    });
    expect(result).toMatchObject({ changed: false, version: '1.0.0', fault: { code: 'bad-artefact' } });
  });

  it('names of a plug-in that lead out of its storage', async () => {
    const folder = temporary();
    const storage = new StorageFolder(join(folder, 'storage'));
    await storage.write('a/b.json', '1');
    expect(await storage.read('a/b.json')).toBe('1');
    expect(await storage.list(undefined)).toEqual(['a/b.json']);
    symlinkSync('/etc', join(folder, 'storage', 'link'));
    for (const name of [
      '../x',
      '/etc/passwd',
      'a/../../x',
      'link/passwd',
      'a//b',
      '',
      'a\0b',
      '.ssh',
      'a/..',
    ]) {
      await expect(storage.read(name), name).rejects.toMatchObject({ name: 'FiscalFault' });
      await expect(storage.folder(name), name).rejects.toMatchObject({ name: 'FiscalFault' });
    }
  });
});
