import {
  dayIn,
  definePlugin,
  idempotent,
  jsonLines,
  type Outcome,
  refused,
  type Sale,
  type Texts,
} from 'fiscal-plugin';
import manifest from '../package.json' with { type: 'json' };

/** What the cashier reads. English is always there; put the languages of your tills beside it. */
const TEXTS = {
  printerOff: { en: 'Switch the printer on and try again', ru: 'Включите принтер и повторите' },
  notMade: { en: 'No receipt was made', ru: 'Чека нет' },
  notFinished: {
    en: 'It is not known yet whether the receipt was made: ask again, and do not sell it anew',
    ru: 'Пока неизвестно, есть ли чек: спросите ещё раз, не пробивайте заново',
  },
  noOriginal: { en: 'There is no such receipt', ru: 'Такого чека нет' },
  badSettings: { en: 'Choose a printer', ru: 'Выберите принтер' },
} satisfies Record<string, Texts>;

/** Where your law is in force: its days and years begin there, whatever offset the till's clock has. */
const ZONE = 'Europe/Bratislava';

/** What the file of receipts holds: everything that is answered later stands in it, since a key has one document. */
interface Receipt {
  readonly number: number;
  readonly key: string;
  readonly kind: string;
  readonly total: number;
  readonly at: string;
}

/**
 * A country that numbers its receipts and prints them. Replace `make` with what your law asks for; keep the keys: they
 * are what makes a receipt exist once.
 */
export const plugin = definePlugin({
  id: '__NAME__',
  version: manifest.version,
  name: { en: '__NAME__' },
  country: '__COUNTRY__',
  currency: { code: 'EUR', exponent: 2 },
  taxes: [
    { id: 'standard', name: { en: 'Standard rate' }, percent: '20' },
    { id: 'zero', name: { en: 'Zero rate' }, percent: '0' },
  ],
  payments: [
    { id: 'cash', name: { en: 'Cash' }, cash: true },
    { id: 'card', name: { en: 'Card' } },
  ],
  // The till draws a form from this schema and gives what was filled in to init().
  settings: {
    type: 'object',
    required: ['printer'],
    properties: { printer: { enum: ['ready', 'off'], title: 'Printer' } },
  },
  capabilities: ['sale', 'refund'],
  create(services) {
    let printer = '';
    let language = 'en';
    const say = (name: keyof typeof TEXTS): string => {
      const texts: Texts = TEXTS[name];
      return texts[language] ?? texts.en;
    };
    const keys = idempotent(services.storage, () => ({
      neverSeen: say('notMade'),
      notFinished: say('notFinished'),
    }));

    /** Makes one document, or says why none was made. Runs once for each key, and never two at the same time. */
    async function make(kind: string, { key, items, total }: Sale): Promise<Outcome> {
      if (printer === 'off') {
        return refused('device', 'printer-off', 'the printer is off', say('printerOff'));
      }
      // First on the disk, then on paper: after a crash the file tells what exists.
      const receipts = await read();
      const number = receipts.length + 1;
      const receipt: Receipt = { number, key, kind, total: total.minor, at: await services.time.now() };
      await services.storage.append('receipts', JSON.stringify(receipt));
      const text = [`${kind} ${number}`, ...items.map(({ name, sum }) => `${name} ${sum.minor}`)].join('\n');
      await services.print({ title: `${kind} ${number}`, text });
      return await find(key);
    }

    /** What the file of receipts knows of a key. */
    async function find(key: string): Promise<Outcome> {
      const receipt = (await read()).find((known) => known.key === key);
      if (receipt === undefined) {
        return refused('device', 'not-made', `no receipt of key ${key}`, say('notMade'));
      }
      return {
        outcome: 'done',
        document: {
          id: String(receipt.number),
          at: receipt.at,
          marks: { number: String(receipt.number), day: dayIn(receipt.at, ZONE) },
          authority: 'local',
        },
      };
    }

    async function read(): Promise<Receipt[]> {
      return jsonLines<Receipt>(await services.storage.read('receipts'));
    }

    return {
      init({ settings, ...till }) {
        // First of all, so that a refusal speaks it, too; `sk-SK` is Slovak as well.
        language = till.language.split('-')[0] ?? 'en';
        // The till has checked them against the schema above: what is left is what a schema cannot say.
        if (settings['printer'] !== 'ready' && settings['printer'] !== 'off') {
          return refused('request', 'bad-settings', 'printer must be ready or off', say('badSettings'));
        }
        printer = settings['printer'];
        return { outcome: 'done' };
      },
      health: () =>
        printer === 'ready'
          ? { state: 'ready', problems: [] }
          : {
              state: 'down',
              problems: [{ whose: 'device', code: 'printer-off', message: 'off', text: say('printerOff') }],
            },
      resolve: ({ key }) => keys.resolve(key, () => find(key)),
      sale: (sale) => keys.once(sale.key, () => make('Receipt', sale)),
      refund: (refund) =>
        keys.once(refund.key, async () => {
          const known = (await read()).some(({ number }) => String(number) === refund.original.id);
          return known
            ? await make('Refund', refund)
            : refused('request', 'no-original', `no receipt ${refund.original.id}`, say('noOriginal'));
        }),
    };
  },
});
