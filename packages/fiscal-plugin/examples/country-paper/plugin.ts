/** A country that only prints: numbered receipts in HTML, to the till's printer or into a PDF. */
import {
  decimal,
  definePlugin,
  type FiscalDocument,
  idempotent,
  type Outcome,
  type Refund,
  refused,
  type Sale,
  type Services,
} from 'fiscal-plugin';

interface Receipt {
  readonly number: number;
  readonly key: string;
  readonly at: string;
  readonly html: string;
}

export const plugin = definePlugin({
  id: 'xp-paper',
  version: '1.0.0',
  name: { en: 'Paperland', ru: 'Бумажная страна' },
  country: 'XP',
  currency: { code: 'EUR', exponent: 2 },
  taxes: [{ id: 'vat', name: { en: 'VAT 19 %', ru: 'НДС 19 %' }, percent: '19' }],
  payments: [
    { id: 'cash', name: { en: 'Cash', ru: 'Наличными' }, cash: true },
    { id: 'card', name: { en: 'Card', ru: 'Картой' } },
  ],
  settings: {
    type: 'object',
    required: ['shop'],
    properties: {
      shop: { type: 'string', minLength: 1, title: 'Name of the shop on the receipt' },
      copies: { type: 'integer', minimum: 1, maximum: 3, default: 1, title: 'Copies' },
    },
  },
  capabilities: ['sale', 'refund', 'copy'],
  create(services) {
    const keys = idempotent(services.storage);
    let settings: { shop: string; copies: number } | undefined;

    async function make(kind: string, message: Sale | Refund): Promise<Outcome> {
      if (settings === undefined)
        return refused('request', 'no-settings', 'init() was not called', 'Set the till up');
      const receipts = await all(services);
      const receipt: Receipt = {
        number: receipts.length + 1,
        key: message.key,
        at: await services.time.now(),
        html: page(settings.shop, kind, receipts.length + 1, message),
      };
      // The number exists once its line is on the disk; paper that jams is printed again by `copy`.
      await services.storage.append('receipts', JSON.stringify(receipt));
      await services.print({
        title: `${kind} ${receipt.number}`,
        html: receipt.html,
        copies: settings.copies,
      });
      return done(receipt);
    }

    async function byKey(key: string): Promise<Outcome> {
      const receipt = (await all(services)).find((known) => known.key === key);
      return receipt === undefined
        ? refused('device', 'not-made', `no receipt of ${key}`, 'Nothing was printed')
        : done(receipt);
    }

    const byNumber = async (id: string) => (await all(services)).find(({ number }) => String(number) === id);

    return {
      init({ settings: given }) {
        const { shop, copies = 1 } = given;
        if (typeof shop !== 'string' || shop === '' || !Number.isInteger(copies) || Number(copies) < 1) {
          return refused(
            'request',
            'bad-settings',
            'shop is a name, copies a number',
            'Check the name of the shop',
          );
        }
        settings = { shop, copies: Number(copies) };
        return { outcome: 'done' };
      },
      health: () => ({ state: settings === undefined ? 'down' : 'ready', problems: [] }),
      resolve: ({ key }) => keys.resolve(key, () => byKey(key)),
      sale: (sale) => keys.once(sale.key, () => make('Receipt', sale)),
      refund: (refund) =>
        keys.once(refund.key, async () =>
          (await byNumber(refund.original.id)) === undefined
            ? refused('request', 'no-original', refund.original.id, 'There is no such receipt')
            : await make('Credit note', refund),
        ),
      async copy({ document: { id } }) {
        const receipt = await byNumber(id);
        if (receipt === undefined) return refused('request', 'no-original', id, 'There is no such receipt');
        return { outcome: 'done', paper: { html: receipt.html } };
      },
    };
  },
});

async function all(services: Services): Promise<Receipt[]> {
  const text = (await services.storage.read('receipts')) ?? '';
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

function done(receipt: Receipt): Outcome {
  const document: FiscalDocument = {
    id: String(receipt.number),
    at: receipt.at,
    marks: { number: String(receipt.number) },
    authority: 'local',
    paper: { html: receipt.html },
  };
  return { outcome: 'done', document };
}

function page(shop: string, kind: string, number: number, { items, total, payments }: Sale | Refund): string {
  const row = (name: string, sum: string) => `<tr><td>${escaped(name)}<td style="text-align:right">${sum}`;
  return [
    '<!doctype html><meta charset="utf-8">',
    `<title>${escaped(kind)} ${number}</title><h1>${escaped(shop)}</h1><h2>${escaped(kind)} ${number}</h2><table>`,
    ...items.map(({ name, quantity, price, sum }) =>
      row(`${name} ${quantity} × ${decimal(price)}`, decimal(sum)),
    ),
    row('Total', decimal(total)),
    ...payments.map(({ type, sum }) => row(type, decimal(sum))),
    '</table>',
  ].join('\n');
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
