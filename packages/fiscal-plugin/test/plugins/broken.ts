import { definePlugin, type Outcome, type Plugin, type Sale } from 'fiscal-plugin';

/** What is wrong with it comes from the name of the environment variable `BROKEN`. */
const how = process.env['BROKEN'] ?? '';

const held: number[][] = [];
const seen = new Map<string, Outcome>();
let count = 0;

function answer(key: string): Outcome {
  const known = seen.get(key);
  if (known?.outcome === 'done' && how === 'changes-documents') {
    return { ...known, document: { ...known.document, at: '2026-11-30T11:11:11Z' } };
  }
  if (known !== undefined) return known;
  count += 1;
  const outcome = {
    outcome: 'done',
    document: {
      id: how === 'numbers-as-ids' ? (count as unknown as string) : `${count}`,
      at: '2026-11-30T10:00:00Z',
      marks: {},
      authority: 'local',
      ...(how === 'floats' ? { extra: { paid: 10.55 } } : {}),
    },
  } as const;
  seen.set(key, outcome);
  return outcome;
}

function sale({ key, items }: Sale): Outcome | Promise<Outcome> {
  switch (how) {
    case 'throws':
      throw new RangeError('nobody thought of this');
    case 'hangs':
      return new Promise(() => {});
    case 'loops':
      for (;;) count += 1;
    case 'exits':
      process.exit(3);
      return new Promise(() => {});
    case 'leaks':
      for (let index = 0; index < 10; index += 1) held.push(new Array(100_000).fill(index));
      return answer(key);
    case 'answers-twice':
      setImmediate(() => process.send?.({ kind: 'answer', id: lastCall, ok: true, value: {} }));
      return answer(key);
    case 'mixes-keys':
      // "The same goods once more: that will be the same sale."
      return answer(items.map(({ name, sum }) => `${name} ${sum.minor}`).join());
    case 'prints-twice':
      return print('Receipt').then(() => withPaper(answer(key)));
    default:
      return answer(key);
  }
}

let print: (title: string) => Promise<void>;

function withPaper(outcome: Outcome): Outcome {
  if (outcome.outcome !== 'done') return outcome;
  return { ...outcome, document: { ...outcome.document, paper: { text: 'Receipt' } } };
}

let lastCall = 0;
process.on('message', (message: { kind?: string; id?: number }) => {
  if (message.kind === 'call') lastCall = message.id ?? 0;
});

const whole: Plugin = definePlugin({
  id: 'xx-broken',
  version: '1.0.0',
  name: { en: 'Broken' },
  country: 'XX',
  currency: { code: 'XTS', exponent: 2 },
  taxes: [{ id: 'none', name: { en: 'None' } }],
  payments: [{ id: 'cash', name: { en: 'Cash' }, cash: true }],
  settings: { type: 'object' },
  capabilities: ['sale'],
  create: (services) => {
    print = (title) => services.print({ title, text: title });
    return {
      init: () => ({ outcome: 'done' }),
      health: () => ({ state: 'ready', problems: [] }),
      // Keys live in memory: a restart loses them.
      resolve: ({ key }) =>
        seen.get(key) ?? {
          outcome: 'refused',
          fault: { whose: 'request', code: 'never-seen', message: key, text: 'Unknown' },
        },
      sale,
    };
  },
});

export const plugin: Plugin =
  how === 'wrong-version' ? { ...whole, description: { ...whole.description, apiVersion: '7.0' } } : whole;
