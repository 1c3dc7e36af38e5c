/**
 * A country that only prints: numbered receipts in HTML, to the till's printer or into a PDF. A day is opened before its first
 * sale and closed with a report of its sums.
 */
import {
  decimal,
  definePlugin,
  type FiscalDocument,
  idempotent,
  jsonLines,
  type Outcome,
  type Refund,
  refused,
  type Sale,
  type Services,
} from 'fiscal-plugin';

interface Receipt {
  readonly number: number;
  readonly key: string;
  readonly kind: Kind;
  /** Minor units; what came back is negative. */
  readonly total: number;
  readonly at: string;
  readonly html: string;
}

type Kind = 'Day opened' | 'Receipt' | 'Credit note' | 'Report' | 'Day closed';

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
  reports: [{ id: 'x', name: { en: 'Sums of the day', ru: 'Итоги дня' } }],
  settings: {
    type: 'object',
    required: ['shop'],
    properties: {
      shop: { type: 'string', minLength: 1, title: 'Name of the shop on the receipt' },
      copies: { type: 'integer', minimum: 1, maximum: 3, default: 1, title: 'Copies' },
    },
  },
  capabilities: ['shift.open', 'shift.close', 'sale', 'refund', 'report', 'copy'],
  create(services) {
    const keys = idempotent(services.storage);
    let settings: { shop: string; copies: number } | undefined;

    /** Numbers the document, puts it on the disk, then on paper. `body` is its HTML below the heading. */
    async function make(kind: Kind, key: string, total: number, body: string): Promise<Outcome> {
      if (settings === undefined)
        return refused('request', 'no-settings', 'init() was not called', 'Set the till up');
      const number = (await all(services)).length + 1;
      const html = page(settings.shop, `${kind} ${number}`, body);
      const receipt: Receipt = { number, key, kind, total, at: await services.time.now(), html };
      // The number exists once its line is on the disk; paper that jams is printed again by `copy`.
      await services.storage.append('receipts', JSON.stringify(receipt));
      await services.print({ title: `${kind} ${number}`, html, copies: settings.copies });
      return done(receipt);
    }

    /** The documents of the day that is open, the first of them its opening; none where it is closed. */
    async function today(): Promise<readonly Receipt[]> {
      const receipts = await all(services);
      const opened = receipts.findLastIndex(({ kind }) => kind === 'Day opened');
      return opened === -1 || receipts.at(-1)?.kind === 'Day closed' ? [] : receipts.slice(opened);
    }

    async function sell(kind: Kind, message: Sale | Refund): Promise<Outcome> {
      if ((await today()).length === 0)
        return refused('request', 'day-closed', 'no day is open', 'Open the day first');
      const total = kind === 'Receipt' ? message.total.minor : -message.total.minor;
      return await make(kind, message.key, total, rows(message));
    }

    /** The sums of the day, which its closing prints as well. */
    async function report(kind: Kind, key: string): Promise<Outcome> {
      const receipts = await today();
      if (receipts.length === 0)
        return refused('request', 'day-closed', 'no day is open', 'Open the day first');
      const minor = receipts.reduce((sum, { total }) => sum + total, 0);
      const sum = decimal({ minor, currency: 'EUR', exponent: 2 });
      return await make(kind, key, 0, `<p>${receipts.length - 1} documents, ${sum} EUR</p>`);
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
      health: async () => ({
        state: settings === undefined ? 'down' : 'ready',
        problems: [],
        shift: { open: (await today()).length > 0 },
      }),
      resolve: ({ key }) => keys.resolve(key, () => byKey(key)),
      'shift.open': ({ key }) =>
        keys.once(key, async () =>
          (await today()).length > 0
            ? refused('request', 'day-open', 'the day is open', 'The day is open already')
            : await make('Day opened', key, 0, ''),
        ),
      'shift.close': ({ key }) => keys.once(key, () => report('Day closed', key)),
      report: ({ key }) => keys.once(key, () => report('Report', key)),
      sale: (sale) => keys.once(sale.key, () => sell('Receipt', sale)),
      refund: (refund) =>
        keys.once(refund.key, async () =>
          (await byNumber(refund.original.id))?.kind === 'Receipt'
            ? await sell('Credit note', refund)
            : refused('request', 'no-original', refund.original.id, 'There is no such receipt'),
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
  return jsonLines<Receipt>(await services.storage.read('receipts'));
}

function done(receipt: Receipt): Outcome {
  const document: FiscalDocument = {
    id: String(receipt.number),
    at: receipt.at,
    marks: { number: String(receipt.number) },
    authority: 'local',
    // Its paper is printed already: `paper` would have the till print it once more.
  };
  return { outcome: 'done', document };
}

function page(shop: string, heading: string, body: string): string {
  return [
    '<!doctype html><meta charset="utf-8">',
    `<title>${escaped(heading)}</title><h1>${escaped(shop)}</h1><h2>${escaped(heading)}</h2>${body}`,
  ].join('\n');
}

function rows({ items, total, payments }: Sale | Refund): string {
  const row = (name: string, sum: string) => `<tr><td>${escaped(name)}<td style="text-align:right">${sum}`;
  return [
    '<table>',
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
