import { definePlugin, fault, refused } from 'fiscal-plugin';

/** Tries what it must not: the article of an item names what. */
export const plugin = definePlugin({
  id: 'xx-probe',
  version: '1.0.0',
  name: { en: 'Probe' },
  country: 'XX',
  currency: { code: 'XTS', exponent: 2 },
  taxes: [{ id: 'none', name: { en: 'None' } }],
  payments: [{ id: 'cash', name: { en: 'Cash' }, cash: true }],
  settings: { type: 'object' },
  capabilities: ['sale', 'drawer'],
  create: (services) => ({
    init: () => ({ outcome: 'done' }),
    health: () => ({
      state: 'ready',
      problems: [],
      extra: { secret: process.env['TILL_SECRET'] ?? 'none', path: process.env['PATH'] !== undefined },
    }),
    resolve: ({ key }) => refused('request', 'never-seen', key),
    async sale({ key }) {
      if (key === 'exit') process.exit(3);
      if (key === 'loop') {
        await services.emit('progress', { key, text: 'From here on without an end' });
        for (;;);
      }
      const tried = {
        path: () => services.storage.read('../../../secret'),
        http: () => services.http({ method: 'GET', url: 'http://elsewhere.example/' }),
        program: () => services.program({ program: 'sh' }),
      }[key];
      try {
        await tried?.();
      } catch (error) {
        const { code, message } = error as { code: string; message: string };
        return { outcome: 'refused', fault: fault('plugin', code, message) };
      }
      return {
        outcome: 'done',
        document: { id: key, at: '2026-11-30T10:00:00Z', marks: {}, authority: 'local' },
      };
    },
    drawer: () => ({ outcome: 'done' }),
  }),
});
