/**
 * A country whose tax office takes every receipt over HTTP. While it cannot be reached, receipts are numbered and queued,
 * as such laws ask, and sent in order later; when the oldest has waited too long, selling stops.
 */
import {
  decimal,
  definePlugin,
  fault,
  idempotent,
  jsonLines,
  type Outcome,
  type Refund,
  refused,
  type Sale,
} from 'fiscal-plugin';

interface Receipt {
  readonly id: string;
  readonly number: number;
  readonly key: string;
  readonly at: string;
  readonly total: string;
}

const SEND_MS = 2000;

export const plugin = definePlugin({
  id: 'xh-http',
  version: '1.0.0',
  name: { en: 'Officeland', ru: 'Страна ведомства' },
  country: 'XH',
  currency: { code: 'EUR', exponent: 2 },
  taxes: [
    { id: 'full', name: { en: 'VAT 20 %' }, percent: '20' },
    { id: 'reduced', name: { en: 'VAT 5 %' }, percent: '5' },
  ],
  payments: [
    { id: 'cash', name: { en: 'Cash' }, cash: true },
    { id: 'card', name: { en: 'Card' } },
  ],
  settings: {
    type: 'object',
    required: ['office'],
    properties: {
      office: { type: 'string', pattern: '^https?://', title: 'Address of the tax office' },
      offlineHours: { type: 'integer', minimum: 1, default: 48, title: 'How long receipts may wait, hours' },
    },
  },
  capabilities: ['sale', 'refund'],
  create(services) {
    const keys = idempotent(services.storage);
    let office = '';
    let offlineHours = 48;
    let sending: Promise<boolean> | undefined;

    const receipts = async () => jsonLines<Receipt>(await services.storage.read('receipts'));
    /** What the office answered, in the order of the receipts. */
    const codes = async () => jsonLines<{ code: string }>(await services.storage.read('codes'));

    /** Sends what waits, oldest first; stops at the first that does not go. @returns whether everything went. */
    function flush(): Promise<boolean> {
      sending ??= send().finally(() => {
        sending = undefined;
      });
      return sending;
    }

    async function send(): Promise<boolean> {
      const waiting = (await receipts()).slice((await codes()).length);
      for (const { id, number, total } of waiting) {
        const answer = await services
          .http({
            method: 'POST',
            url: office,
            body: JSON.stringify({ id, number, total }),
            timeoutMs: SEND_MS,
          })
          .catch(() => undefined);
        if (answer?.status !== 200) return false;
        await services.storage.append('codes', JSON.stringify({ code: JSON.parse(answer.body).code }));
      }
      return true;
    }

    async function make({ key, total }: Sale | Refund, sign: string): Promise<Outcome> {
      // First what waits: the office may be back, and then nothing is overdue any more.
      const isBack = await flush();
      const all = await receipts();
      const late = await overdue(all[(await codes()).length]);
      if (late !== undefined) return refused('authority', 'offline-too-long', late.message, late.text);
      const number = all.length + 1;
      const receipt: Receipt = {
        id: `till-${number}-${key}`,
        number,
        key,
        at: await services.time.now(),
        total: `${sign}${decimal(total)}`,
      };
      await services.storage.append('receipts', JSON.stringify(receipt));
      // An office that did not answer a moment ago is not waited for again.
      if (isBack) await flush();
      return await byKey(key);
    }

    async function overdue(oldest: Receipt | undefined) {
      if (oldest === undefined) return undefined;
      const hours = (Date.parse(await services.time.now()) - Date.parse(oldest.at)) / 3_600_000;
      if (hours < offlineHours) return undefined;
      const text = `The tax office was out of reach for ${Math.floor(hours)} hours: no receipt may be made until it is back`;
      return fault(
        'authority',
        'offline-too-long',
        `receipt ${oldest.number} waits for ${Math.floor(hours)} h`,
        text,
      );
    }

    async function byKey(key: string): Promise<Outcome> {
      const receipt = (await receipts()).find((known) => known.key === key);
      if (receipt === undefined)
        return refused('device', 'not-made', `no receipt of ${key}`, 'No receipt was made');
      const code = (await codes())[receipt.number - 1]?.code;
      return {
        outcome: 'done',
        document: {
          id: receipt.id,
          at: receipt.at,
          marks: { number: String(receipt.number), ...(code === undefined ? {} : { code }) },
          authority: code === undefined ? 'queued' : 'accepted',
        },
      };
    }

    return {
      init({ settings }) {
        if (!/^https?:\/\//.test(String(settings['office']))) {
          return refused('request', 'bad-settings', 'office must be an http address', 'Check the address');
        }
        office = String(settings['office']);
        offlineHours = Number(settings['offlineHours'] ?? 48);
        return { outcome: 'done' };
      },
      async health() {
        await flush();
        const all = await receipts();
        const queued = all.length - (await codes()).length;
        const late = await overdue(all[all.length - queued]);
        const answer = await services
          .http({ method: 'GET', url: office, timeoutMs: SEND_MS })
          .catch(() => undefined);
        const away = fault(
          'authority',
          'unreachable',
          'no answer',
          'The tax office does not answer: receipts wait',
        );
        if (late !== undefined) return { state: 'down', problems: [late], queued };
        return answer?.status === 200
          ? { state: 'ready', problems: [], queued }
          : { state: 'attention', problems: [away], queued };
      },
      // A document that was queued is `accepted` here once the office has it; nothing else of it changes.
      async resolve({ key }) {
        await flush();
        return await keys.resolve(key, () => byKey(key));
      },
      sale: (sale) => keys.once(sale.key, () => make(sale, '')),
      refund: (refund) =>
        keys.once(refund.key, async () =>
          (await receipts()).some(({ id }) => id === refund.original.id)
            ? await make(refund, '-')
            : refused('request', 'no-original', refund.original.id, 'There is no such receipt'),
        ),
    };
  },
});
