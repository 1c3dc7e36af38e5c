import { definePlugin, refused } from 'fiscal-plugin';

/** Settings of every kind that a schema may ask for; `health` tells those that it was given. */
export const plugin = definePlugin({
  id: 'xx-form',
  version: '1.0.0',
  name: { en: 'Form' },
  country: 'XX',
  currency: { code: 'XTS', exponent: 2 },
  taxes: [{ id: 'none', name: { en: 'None' } }],
  payments: [{ id: 'cash', name: { en: 'Cash' }, cash: true }],
  settings: {
    type: 'object',
    required: ['address', 'mode'],
    properties: {
      address: { type: 'string', title: 'Address', description: 'Where it listens', pattern: '^tcp://' },
      mode: { enum: ['real', 'test'], title: 'Mode' },
      drawer: { enum: [1, 2], title: 'Drawer' },
      password: { type: 'string', format: 'password', title: 'Password' },
      copies: { type: 'integer', minimum: 1, maximum: 3, default: 1, title: 'Copies' },
      print: { type: 'boolean', title: 'Print' },
      hosts: { type: 'array', items: { type: 'string' }, title: 'Hosts' },
      tables: { type: 'object', title: 'Tables' },
    },
  },
  capabilities: [],
  create() {
    let known: Readonly<Record<string, unknown>> = {};
    return {
      init({ settings }) {
        known = settings;
        return { outcome: 'done' };
      },
      health: () => ({ state: 'ready', problems: [], extra: known }),
      resolve: ({ key }) => refused('request', 'never-seen', key),
    };
  },
});
