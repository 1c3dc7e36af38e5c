import { appendFileSync, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderSource } from '../src/host/index.js';
import { StorageFolder } from '../src/host/services/storage.js';
import { built } from './support/built.js';
import { Publisher, sale, temporary, tillOf } from './support/tills.js';
import { zipOf } from './support/zips.js';

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
    // One that takes no settings, one that cannot say how it is, one that calls itself another.
    const bad: [version: string, spoil: (text: string) => string, code: string][] = [
      ['1.3.0', (text) => text.replace(/\binit\(\{ settings \}\) \{/, '$& throw new Error("no");'), 'threw'],
      [
        '1.4.0',
        (text) => text.replace(/\bhealth: \(\) => \(/, 'health: () => ({ state: "fine" }), unused: () => ('),
        'bad-answer',
      ],
      ['1.5.0', (text) => text.replaceAll('"1.5.0"', '"1.0.0"'), 'bad-description'],
    ];
    for (const [version, spoil, code] of bad) {
      publisher.publish('xx-good', version, plugin('good'), spoil);
      expect(await till.update('xx-good'), version).toMatchObject({
        changed: false,
        version: '1.1.0',
        rejected: version,
        fault: { whose: 'plugin', code },
      });
      // It is not tried again by itself.
      expect(await till.update('xx-good')).toMatchObject({ fault: { code: 'bad-version' } });
    }
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
  const stranger = new Publisher();
  const zip = (name: string) => zipOf([{ name: 'index.js', data: 'process.exit()' }, { name }]);
  const attacks: [what: string, spoil: (publisher: Publisher) => void, code: string][] = [
    [
      'a zip that was not signed',
      (publisher) => {
        publisher.publish('xx-good', '1.1.0', plugin('good'));
        publisher.put('xx-good', '1.1.0.zip', zip('a'));
      },
      'bad-signature',
    ],
    [
      'a signature of somebody else',
      (publisher) => {
        stranger.publish('xx-good', '1.2.0', plugin('good'));
        publisher.publish('xx-good', '1.2.0', plugin('good'));
        for (const name of ['1.2.0.zip', '1.2.0.zip.sig']) {
          publisher.put('xx-good', name, readFileSync(join(stranger.folder, 'xx-good', name)));
        }
      },
      'bad-signature',
    ],
    [
      'an artefact under another version',
      (publisher) => {
        for (const end of ['zip', 'zip.sig']) {
          const artefact = readFileSync(join(publisher.folder, 'xx-good', `1.0.0.${end}`));
          publisher.put('xx-good', `9.0.0.${end}`, artefact);
        }
        publisher.put('xx-good', 'version', '9.0.0');
      },
      'bad-signature',
    ],
    [
      'an old version played again',
      (publisher) => publisher.publish('xx-good', '0.9.0', plugin('good')),
      'old-version',
    ],
    [
      'a path that leaves the folder',
      (publisher) => publisher.publishZip('xx-good', '1.3.0', zip('../outside.js')),
      'bad-artefact',
    ],
    [
      'a zip bomb',
      (publisher) => {
        const bomb = { name: 'a', said: { size: 200 * 1024 * 1024 } };
        publisher.publishZip('xx-good', '1.4.0', zipOf([bomb, { ...bomb, name: 'b' }]));
      },
      'bad-artefact',
    ],
    [
      'a zip bomb that lies about its size',
      (publisher) => {
        const data = new Uint8Array(20 * 1024 * 1024);
        const bomb = { name: 'index.js', data, deflated: true, said: { size: 100 } };
        publisher.publishZip('xx-good', '1.5.0', zipOf([bomb]));
      },
      'bad-artefact',
    ],
    [
      'a page of the network instead of a version',
      (publisher) => publisher.put('xx-good', 'version', '<!doctype html><title>Sign in</title>'),
      'bad-version',
    ],
  ];

  // One till lives through all of them, as it would.
  it(`is refused and logged, and the till goes on: ${attacks.map(([what]) => what).join(', ')}`, async () => {
    const publisher = new Publisher();
    publisher.publish('xx-good', '1.0.0', plugin('good'));
    const options = { source: publisher.source, publishers: publisher.publishers };
    const { till, events, folder } = await tillOf(child, { 'xx-good': good }, options);
    for (const [index, [what, spoil, code]] of attacks.entries()) {
      spoil(publisher);
      const refused = { whose: 'plugin', code };
      expect(await till.update('xx-good'), what).toMatchObject({
        changed: false,
        version: '1.0.0',
        fault: refused,
      });
      expect(events.at(-1), what).toMatchObject({ kind: 'source', fault: refused });
      expect(await till.call('xx-good', 'sale', sale(what)), what).toMatchObject({
        document: { id: String(index + 1) },
      });
    }
    expect(readdirSync(join(folder, 'plugins', 'xx-good', 'versions'))).toEqual(['1.0.0']);
    expect(existsSync(join(folder, 'plugins', 'xx-good', 'outside.js'))).toBe(false);
    expect(events.filter(({ kind }) => kind === 'started')).toHaveLength(1);
    await till.close();

    // All of it is still there when the till starts again.
    const again = await tillOf(child, { 'xx-good': good }, { ...options, folder });
    expect(again.till.version('xx-good')).toBe('1.0.0');
    expect(again.events).toContainEqual(expect.objectContaining({ kind: 'source' }));
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
      'a\\..\\x',
      'C:x',
      'nul',
      'a/aux.txt',
      'x:stream',
      'a.',
      ' a',
      'a\u202Eb',
      'é',
    ]) {
      await expect(storage.read(name), name).rejects.toMatchObject({ name: 'FiscalFault' });
      await expect(storage.folder(name), name).rejects.toMatchObject({ name: 'FiscalFault' });
    }
  });
});
