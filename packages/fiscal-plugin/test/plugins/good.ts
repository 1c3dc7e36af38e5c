import {
  type Cashier,
  definePlugin,
  idempotent,
  type Outcome,
  refused,
  type Sale,
  type Services,
} from 'fiscal-plugin';

/** A country of paper: numbers its documents in a file. `device` plays a printer. */
export const plugin = definePlugin({
  id: 'xx-good',
  version: '1.0.0',
  name: { en: 'Testland', ru: 'Тестландия' },
  country: 'XX',
  currency: { code: 'XTS', exponent: 2 },
  taxes: [
    { id: 'full', name: { en: 'Full' }, percent: '20' },
    { id: 'none', name: { en: 'None' } },
  ],
  payments: [
    { id: 'card', name: { en: 'Card' } },
    { id: 'cash', name: { en: 'Cash' }, cash: true },
  ],
  reports: [{ id: 'x', name: { en: 'X' } }],
  settings: { type: 'object', required: ['device'], properties: { device: { enum: ['ok', 'off', 'slow'] } } },
  capabilities: ['shift.open', 'shift.close', 'sale', 'refund', 'report', 'copy', 'drawer'],
  create(services) {
    const keys = idempotent(services.storage);
    let device = '';
    const make = (key: string) =>
      keys.once(key, async () => {
        if (device === 'off') return refused('device', 'no-device', 'off', 'Switch the printer on');
        if (device === 'slow') {
          await services.emit('progress', { key, text: 'Signing' });
          await services.time.sleep(200);
        }
        return await document(services, key);
      });
    return {
      init({ settings }) {
        const wanted = String(settings['device']);
        if (!['ok', 'off', 'slow'].includes(wanted)) {
          return refused('request', 'bad-settings', `no device ${wanted}`);
        }
        device = wanted;
        return { outcome: 'done' };
      },
      health: () => ({ state: device === 'off' ? 'down' : 'ready', problems: [] }),
      resolve: ({ key }) => keys.resolve(key, () => found(services, key)),
      'shift.open': ({ key }) => make(key),
      'shift.close': ({ key }) => make(key),
      sale: ({ key }: Sale) => make(key),
      async refund({ key, original }) {
        const all = await numbers(services);
        if (!all.some((line) => line.startsWith(`${original.id} `))) {
          return refused('request', 'no-original', original.id, 'There is no such receipt');
        }
        return await make(key);
      },
      report: ({ key }: { key: string; cashier: Cashier }) => make(key),
      async copy({ document: { id } }) {
        const all = await numbers(services);
        if (!all.some((line) => line.startsWith(`${id} `))) {
          return refused('request', 'no-original', id, 'There is no such receipt');
        }
        return { outcome: 'done', paper: { text: `copy of ${id}` } };
      },
      drawer: () => ({ outcome: 'done' }),
    };
  },
});

async function numbers(services: Services): Promise<string[]> {
  return ((await services.storage.read('documents')) ?? '').split('\n').filter((line) => line !== '');
}

async function document(services: Services, key: string): Promise<Outcome> {
  await services.storage.append('documents', `${(await numbers(services)).length + 1} ${key}`);
  return await found(services, key);
}

/** What the file of documents says of a key. */
async function found(services: Services, key: string): Promise<Outcome> {
  const line = (await numbers(services)).find((text) => text.endsWith(` ${key}`));
  if (line === undefined) return refused('device', 'not-made', key, 'Nothing was printed');
  return {
    outcome: 'done',
    document: {
      id: line.split(' ')[0] ?? '',
      at: '2026-11-30T10:00:00+03:00',
      marks: { number: line.split(' ')[0] ?? '' },
      authority: 'local',
      paper: { text: line },
    },
  };
}
