import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Port } from '../src/bridge/port.js';
import { HOST_TEXTS, worded } from '../src/contract/host-texts.js';
import { fault, hostEventSchema } from '../src/index.js';
import { connectFromPage } from '../src/page/index.js';
import { built } from './support/built.js';
import { sale, tillOf } from './support/tills.js';

const { child, plugin } = await built();
const source = fileURLToPath(new URL('../src/', import.meta.url));

describe('what the host itself tells a cashier', () => {
  it.each([
    ['ru', 'Программа чеков этой страны остановилась и запускается снова', 'Чека нет'],
    ['de', 'The receipt program of this country stopped and is being started again', 'No receipt was made'],
  ])(
    'is in the language of the till, and says what became of the receipt: %s',
    async (language, what, end) => {
      const setup = { 'xx-probe': { file: plugin('probe'), settings: {} } };
      const { till, events } = await tillOf(child, setup, { language });
      // The log keeps the technical message.
      expect(await till.call('xx-probe', 'sale', sale('exit'))).toMatchObject({
        outcome: 'refused',
        fault: { code: 'crashed', text: `${what}. ${end}`, message: expect.stringContaining('exit code 3') },
      });
      expect(events).toContainEqual(
        expect.objectContaining({
          kind: 'fault',
          fault: expect.objectContaining({ code: 'crashed', text: what }),
        }),
      );
    },
  );

  it('names the settings that break their schema, before the plug-in sees them; its defaults are filled in', async () => {
    const setup = { 'xx-form': { file: plugin('form'), settings: { address: 'here', mode: 'real' } } };
    const { till, events } = await tillOf(child, setup, { language: 'ru' });
    const wrong = { code: 'bad-settings', whose: 'request', fields: ['/settings/address'] };
    expect(events).toContainEqual(
      expect.objectContaining({ kind: 'fault', fault: expect.objectContaining(wrong) }),
    );
    expect(await till.configure('xx-form', { mode: 'other', copies: 4 })).toMatchObject({
      outcome: 'refused',
      fault: {
        fields: ['/settings/address', '/settings/mode', '/settings/copies'],
        text: 'Неверные настройки: address, mode, copies',
      },
    });
    expect(await till.configure('xx-form', { address: 'tcp://a', mode: 'test' })).toEqual({
      outcome: 'done',
    });
    expect(await till.call('xx-form', 'health', {})).toMatchObject({
      extra: { address: 'tcp://a', mode: 'test', copies: 1 },
    });
    await till.close();
    expect(events.at(-1)).toMatchObject({ kind: 'stopped', reason: 'closed by the till' });
  });

  it('speaks in the page, too, where the till cannot be reached', async () => {
    let end = (_reason: string) => {};
    const port: Port = {
      send: () => {},
      onMessage: () => {},
      onClose: (listener) => {
        end = listener;
      },
      close: () => {},
    };
    const page = connectFromPage(port, { language: 'ru-RU' });
    const selling = page.call('xx-probe', 'sale', sale('k'));
    end('gone');
    expect(await selling).toMatchObject({
      outcome: 'unknown',
      fault: {
        whose: 'bridge',
        code: 'closed',
        message: 'gone',
        text: 'Страница потеряла связь с кассой: загрузите её заново. Пока неизвестно, есть ли чек: спросите ещё раз, не пробивайте заново',
      },
    });
    page.close();
  });

  it('leaves alone what a plug-in wrote', () => {
    const own = fault('plugin', 'crashed', 'the vendor program fell', 'Restart the printer');
    expect(worded(own, 'ru', 'unknown')).toBe(own);
    const unheardOf = fault('device', 'on-fire', 'smoke');
    expect(worded(unheardOf, 'ru')).toBe(unheardOf);
  });

  it('has words for every fault of the host; the READMEs list them, and the events', () => {
    const files = ['host', 'bridge', 'contract', 'page', 'runtime'].flatMap((folder) =>
      readdirSync(join(source, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => readFileSync(join(source, folder, name), 'utf8')),
    );
    const told = files.flatMap((text) =>
      [...text.matchAll(/(?:fault|unknown|refused)\(\s*'(?:plugin|till|request)',\s*'([a-z-]+)'/g)].map(
        ([, code = '']) => code,
      ),
    );
    expect(told).toEqual(expect.arrayContaining(['load-failed', 'not-supported', 'not-kept', 'still-runs']));
    const known = Object.keys(HOST_TEXTS);
    expect(told.filter((code) => !known.includes(code))).toEqual([]);
    for (const name of ['README.md', 'README.ru.md']) {
      const readme = readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
      expect(known.filter((code) => !readme.includes(`\`${code.replace('bridge/', '')}\``))).toEqual([]);
      const kinds = hostEventSchema.oneOf.map(({ properties }) => properties.kind.const);
      expect(kinds.filter((kind) => !readme.includes(`| \`${kind}\` |`))).toEqual([]);
    }
    for (const { en, ru } of Object.values(HOST_TEXTS)) {
      expect(ru).toMatch(/[а-я]/);
      expect(en).not.toMatch(/[а-я]/i);
    }
  });
});
