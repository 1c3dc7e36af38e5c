import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { InstalledPlugin } from '../src/host/install/installed.js';
import { unpack } from '../src/host/install/unpack.js';
import { Publisher, temporary } from './support/tills.js';
import { type Entry, zipOf } from './support/zips.js';

const index: Entry = { name: 'index.js', data: 'export {}' };
const bomb = (name: string, size: number): Entry => ({ name, data: new Uint8Array(size), deflated: true });

/** Signed by the right publisher, and refused all the same. */
const hostile: [what: string, zip: () => Uint8Array][] = [
  ['a link', () => zipOf([index, { name: 'link', data: '/etc/passwd', mode: 0o120777 }])],
  [
    'a folder that is a link',
    () => zipOf([index, { name: 'd/', data: '/etc', mode: 0o120777 }, { name: 'd/x' }]),
  ],
  ['a pipe', () => zipOf([index, { name: 'pipe', mode: 0o010644 }])],
  ['a device', () => zipOf([index, { name: 'disk', mode: 0o060644 }])],
  ['a name twice', () => zipOf([index, { name: 'index.js', data: 'evil' }])],
  ['names that differ in case', () => zipOf([index, { name: 'INDEX.JS' }])],
  ['folders that differ in case, with one file', () => zipOf([index, { name: 'A/x' }, { name: 'a/X' }])],
  ['a file that is a folder', () => zipOf([index, { name: 'a/b' }, { name: 'a' }])],
  ['a file that is a folder in another case', () => zipOf([index, { name: 'A' }, { name: 'a/b' }])],
  ['a file that is an empty folder', () => zipOf([index, { name: 'a' }, { name: 'a/', data: '' }])],
  ['a letter that becomes another one in small', () => zipOf([index, { name: '\u212Aelvin.js' }])],
  ...[
    '../outside.js',
    '/etc/outside.js',
    'a/../../outside.js',
    'a/./b.js',
    'a//b.js',
    '..\\outside.js',
    'a\\..\\..\\outside.js',
    'C:outside.js',
    'C:\\outside.js',
    '\\\\server\\share\\outside.js',
    '//server/share/outside.js',
    'index.js:stream',
    'index.js::$DATA',
    'PROGRA~1/x.js',
    'con.js',
    'a/NUL',
    'com1.txt',
    'a./b.js',
    'a /b.js',
    'b.js.',
    'a\0b.js',
    'index.js\0.png',
    'a\nb.js',
    'a\u202Esj.exe',
    '.',
    '..',
    '',
    '/',
    '../../outside/',
    '.npmrc',
    `${'a/'.repeat(120)}x`,
  ].map((name): [string, () => Uint8Array] => [
    `the name ${JSON.stringify(name)}`,
    () => zipOf([index, { name }]),
  ]),
  ['a name that is no UTF-8', () => zipOf([index, { name: new Uint8Array([0x61, 0xff, 0xfe]) }])],
  ['points that are written too long', () => zipOf([index, { name: Buffer.from('c0aec0ae2f78', 'hex') }])],
  [
    'very many files',
    () => zipSync(Object.fromEntries(Array.from({ length: 5001 }, (_, n) => [`${n}`, new Uint8Array()]))),
  ],
  ['very many folders', () => zipOf(Array.from({ length: 5001 }, (_, n) => ({ name: `${n}/`, data: '' })))],
  [
    'a directory that holds more than it counts',
    () => zipOf([{ name: 'index.js', data: 'evil' }, index], { count: 1 }),
  ],
  ['a directory that holds less than it counts', () => zipOf([index], { count: 2 })],
  ['a directory of zip64', () => zipOf([index], { count: 0xffff, at: 0xffffffff })],
  [
    'sizes of zip64',
    () => zipOf([{ ...index, said: { size: 0xffffffff, packed: 0xffffffff, extra: new Uint8Array(20) } }]),
  ],
  ['a size without end', () => zipOf([index, { name: 'a', said: { size: 0x7fffffff } }])],
  ['more bytes than there are', () => zipOf([index, { name: 'a', said: { packed: 0x0fffffff } }])],
  ['a file that lies behind the end', () => zipOf([index, { name: 'a', said: { at: 0x7ffffff0 } }])],
  ['a file that lies elsewhere', () => zipOf([index, { name: 'a', said: { at: 3 } }])],
  ['a size that is too small', () => zipOf([{ ...bomb('index.js', 5_000_000), said: { size: 100 } }])],
  ['a size that is too large', () => zipOf([{ ...index, said: { size: 100 } }])],
  [
    'sizes that are too large together',
    () => zipOf([index, ...[1, 2, 3].map((n) => ({ name: `${n}`, said: { size: 90_000_000 } }))]),
  ],
  [
    'one packed file under many names',
    () => {
      const inside = bomb('a', 9_000_000);
      const all = Array.from({ length: 40 }, (_, n) => ({
        name: `b${n}`,
        said: { at: 0, size: 9_000_000 },
      }));
      return zipOf([inside, ...all, index]);
    },
  ],
  ['a second zip in its comment', () => zipOf([index], { comment: zipOf([{ ...index, data: 'evil' }]) })],
  ['a second zip behind it', () => Buffer.concat([zipOf([index]), zipOf([{ ...index, data: 'evil' }])])],
  ['something behind it', () => Buffer.concat([zipOf([index]), Buffer.from('more')])],
  ['nothing', () => new Uint8Array()],
  ['three bytes', () => new Uint8Array(3)],
  ['a zip without files', () => zipOf([])],
  ['a zip whose index.js is a folder', () => zipOf([{ name: 'index.js/', data: '' }, { name: 'a' }])],
];

describe('an artefact that does not keep to itself is refused, and leaves nothing behind', () => {
  it.each(hostile)('%s', async (_what, zip) => {
    const publisher = new Publisher();
    publisher.publishZip('xx-good', '1.0.0', zip());
    const folder = temporary();
    const installed = new InstalledPlugin(join(folder, 'plugins'), 'xx-good', publisher.publishers);
    const refused = { fault: expect.objectContaining({ whose: 'plugin', code: 'bad-artefact' }) };
    await expect(installed.fetch(publisher.source, '1.0.0')).rejects.toMatchObject(refused);
    const left = readdirSync(folder, { recursive: true }).map(String);
    expect(
      left.filter(
        (name) =>
          !['plugins', 'plugins/xx-good', 'plugins/xx-good/versions'].includes(name.replaceAll('\\', '/')),
      ),
    ).toEqual([]);
    expect(existsSync(join(dirname(folder), 'outside.js'))).toBe(false);
  });

  it('while one that does is unpacked as it is, whatever its own headers call it', async () => {
    const folder = temporary();
    await unpack(
      zipOf([
        { ...index, localName: '../../evil', mode: 0o100755 },
        { name: 'node_modules/', data: '', mode: 0o040755 },
        { name: 'node_modules/@a/b.js', data: 'b', deflated: true },
      ]),
      folder,
    );
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(
      ['index.js', 'node_modules', join('node_modules', '@a'), join('node_modules', '@a', 'b.js')].sort(),
    );
    expect(readFileSync(join(folder, 'node_modules', '@a', 'b.js'), 'utf8')).toBe('b');
  });
});

describe('what the till itself has wrong is its own fault', () => {
  const till = async (
    act: (installed: InstalledPlugin, publisher: Publisher, folder: string) => unknown,
    publishers?: Record<string, string>,
  ) => {
    const publisher = new Publisher();
    publisher.publishZip('xx-good', '1.0.0', zipOf([index]));
    const folder = temporary();
    const installed = new InstalledPlugin(folder, 'xx-good', publishers ?? publisher.publishers);
    await act(installed, publisher, folder);
    return { installed, publisher };
  };
  const fault = (code: string) => ({ fault: expect.objectContaining({ whose: 'till', code }) });

  it('a publisher whose key is none', async () => {
    for (const chain of ['', 'AAAA', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n']) {
      const { installed, publisher } = await till(() => {}, { chain });
      await expect(installed.fetch(publisher.source, '1.0.0')).rejects.toMatchObject(fault('bad-publisher'));
    }
  });

  it('a pin that is no version', async () => {
    const { installed, publisher } = await till(() => {});
    for (const pin of ['../1.0.0', '1', '1.0.0/..', '']) {
      await expect(installed.fetch(publisher.source, pin)).rejects.toMatchObject(fault('bad-pin'));
    }
  });

  it('a disk that does not take it', async () => {
    const { installed, publisher } = await till((_installed, _publisher, folder) => {
      mkdirSync(join(folder, 'xx-good'));
      writeFileSync(join(folder, 'xx-good', 'versions'), 'a file where the folder should be');
    });
    await expect(installed.fetch(publisher.source, '1.0.0')).rejects.toMatchObject(fault('not-unpacked'));
  });

  it.each(['', '{"current"', 'null', '5', '{"current":"../../x"}', '{"highest":5}', '{"bad":{}}'])(
    'a state that is damaged: %s',
    async (state) => {
      const { installed } = await till((_installed, _publisher, folder) => {
        mkdirSync(join(folder, 'xx-good'));
        writeFileSync(join(folder, 'xx-good', 'state.json'), state);
      });
      await expect(installed.state()).rejects.toMatchObject(fault('damaged-state'));
    },
  );
});

describe('a signature', () => {
  const other = new Publisher();
  const signed = () => {
    const publisher = new Publisher();
    publisher.publishZip('xx-good', '1.0.0', zipOf([index]));
    publisher.publishZip('xx-other', '1.0.0', zipOf([index]));
    publisher.publishZip('xx-good', '2.0.0', zipOf([index]));
    return publisher;
  };
  const read = (publisher: Publisher, plugin: string, version: string) =>
    readFileSync(join(publisher.folder, plugin, `${version}.zip.sig`), 'utf8');
  const good = (publisher: Publisher) => JSON.parse(read(publisher, 'xx-good', '1.0.0'));
  it.each<[string, (publisher: Publisher) => string]>([
    ['over another plug-in of the same publisher', (publisher) => read(publisher, 'xx-other', '1.0.0')],
    ['over another version', (publisher) => read(publisher, 'xx-good', '2.0.0')],
    [
      'over another plug-in, renamed',
      (publisher) =>
        JSON.stringify({ ...JSON.parse(read(publisher, 'xx-other', '1.0.0')), plugin: 'xx-good' }),
    ],
    [
      'of a stranger under a known name',
      () => {
        other.publishZip('xx-good', '1.0.0', zipOf([index]));
        return read(other, 'xx-good', '1.0.0');
      },
    ],
    ['of nobody', (publisher) => JSON.stringify({ ...good(publisher), key: '__proto__' })],
    ['of an unknown key', (publisher) => JSON.stringify({ ...good(publisher), key: 'constructor' })],
    [
      'without its end',
      (publisher) =>
        JSON.stringify({ ...good(publisher), signature: good(publisher).signature.slice(0, -8) }),
    ],
    ['that is empty', (publisher) => JSON.stringify({ ...good(publisher), signature: '' })],
    ['over a line more', (publisher) => JSON.stringify({ ...good(publisher), version: '1.0.0\n' })],
    ['that is a list', () => '[]'],
    ['that is nothing', () => 'null'],
    ['that is no JSON', () => '<html>Sign in to the Wi-Fi</html>'],
    ['that is not there', () => ''],
  ])('%s is refused', async (_what, signature) => {
    const publisher = signed();
    publisher.put('xx-good', '1.0.0.zip.sig', signature(publisher));
    const installed = new InstalledPlugin(temporary(), 'xx-good', publisher.publishers);
    const refused = { fault: expect.objectContaining({ whose: 'plugin', code: 'bad-signature' }) };
    await expect(installed.fetch(publisher.source, '1.0.0')).rejects.toMatchObject(refused);
    expect(await installed.has('1.0.0')).toBe(false);
  });
});
