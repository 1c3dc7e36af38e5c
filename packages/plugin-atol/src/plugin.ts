import type { CashRegister, ReceiptInput } from 'atol-kkt';
import {
  type CashMove,
  definePlugin,
  type Fault,
  FiscalFault,
  fault,
  type Health,
  idempotent,
  type Keyed,
  type Outcome,
  refused,
  type Services,
} from 'fiscal-plugin';
import { type Device, openDevice } from './device.js';
import { numberIn, paperOf, receiptDocument } from './documents.js';
import { cashEvidence, reportEvidence, shiftEvidence } from './evidence.js';
import { driverFault, outcomeOf } from './faults.js';
import { type Evidence, KeyedOperations } from './keyed.js';
import { correctionOf, extraSchemas, receiptOf } from './receipts.js';
import { readSettings, type Settings, settingsSchema } from './settings.js';

const VERSION = '0.1.0';

/** Russia: 54-FZ, FFD 1.05, cash registers ATOL. */
export const plugin = definePlugin({
  id: 'ru-atol',
  version: VERSION,
  name: { en: 'Russia: ATOL cash registers', ru: 'Россия: ККТ АТОЛ' },
  country: 'RU',
  currency: { code: 'RUB', exponent: 2 },
  taxes: [
    { id: 'vat22', name: { en: 'VAT 22 %', ru: 'НДС 22 %' }, percent: '22' },
    { id: 'vat10', name: { en: 'VAT 10 %', ru: 'НДС 10 %' }, percent: '10' },
    { id: 'vat7', name: { en: 'VAT 7 %', ru: 'НДС 7 %' }, percent: '7' },
    { id: 'vat5', name: { en: 'VAT 5 %', ru: 'НДС 5 %' }, percent: '5' },
    { id: 'vat0', name: { en: 'VAT 0 %', ru: 'НДС 0 %' }, percent: '0' },
    { id: 'none', name: { en: 'No VAT', ru: 'Без НДС' } },
    { id: 'vat122', name: { en: 'VAT 22/122', ru: 'НДС 22/122' } },
    { id: 'vat110', name: { en: 'VAT 10/110', ru: 'НДС 10/110' } },
    { id: 'vat107', name: { en: 'VAT 7/107', ru: 'НДС 7/107' } },
    { id: 'vat105', name: { en: 'VAT 5/105', ru: 'НДС 5/105' } },
    { id: 'vat20', name: { en: 'VAT 20 % (until 2025)', ru: 'НДС 20 % (до 2026 года)' }, percent: '20' },
    { id: 'vat120', name: { en: 'VAT 20/120 (until 2025)', ru: 'НДС 20/120 (до 2026 года)' } },
  ],
  payments: [
    { id: 'cash', name: { en: 'Cash', ru: 'Наличными' }, cash: true },
    { id: 'card', name: { en: 'Card', ru: 'Безналичными' } },
    { id: 'prepaid', name: { en: 'Prepaid', ru: 'Зачёт аванса' } },
    { id: 'credit', name: { en: 'Credit', ru: 'В кредит' } },
    { id: 'other', name: { en: 'Other', ru: 'Встречное представление' } },
  ],
  reports: [{ id: 'x', name: { en: 'X report', ru: 'X-отчёт' } }],
  settings: settingsSchema,
  extra: extraSchemas,
  capabilities: [
    'shift.open',
    'shift.close',
    'sale',
    'refund',
    'correction',
    'cash.in',
    'cash.out',
    'report',
    'copy',
    'drawer',
  ],
  create: (services) => {
    const till = new AtolTill(services);
    return {
      init: ({ settings, language }) => till.init(settings, language),
      health: () => till.health(),
      resolve: ({ key }) => till.resolve(key),
      dispose: () => till.close(),
      'shift.open': (message) => till.keyed('shift.open', message, shiftEvidence('open', message)),
      'shift.close': (message) => till.keyed('shift.close', message, shiftEvidence('close', message)),
      sale: (message) => till.issue(message.key, (taxation) => receiptOf('sell', message, taxation)),
      refund: async (message) => {
        const wrong = await till.original(message.original.id);
        if (wrong !== undefined) return { outcome: 'refused', fault: wrong };
        return await till.issue(message.key, (taxation) => receiptOf('sellReturn', message, taxation));
      },
      correction: (message) => till.issue(message.key, (taxation) => correctionOf(message, taxation)),
      'cash.in': (message) => till.keyed('cash.in', message, cashEvidence('in', message)),
      'cash.out': (message) => till.keyed('cash.out', message, cashEvidence('out', message)),
      report: (message) => till.keyed('report', message, reportEvidence()),
      copy: ({ document }) => till.copy(document.id),
      drawer: () => till.drawer(),
    };
  },
});

/** How an operation without a key of the driver is told apart after a crash, by its name. */
function evidenceOf(name: string): Evidence {
  switch (name) {
    case 'shift.open':
      return shiftEvidence('open', undefined);
    case 'shift.close':
      return shiftEvidence('close', undefined);
    case 'cash.in':
      return cashEvidence('in', undefined);
    case 'cash.out':
      return cashEvidence('out', undefined);
    default:
      return reportEvidence();
  }
}

class AtolTill {
  readonly #services: Services;
  readonly #operations: KeyedOperations;
  #settings: Settings | undefined;
  #device: Promise<Device> | undefined;
  #language = 'en';

  constructor(services: Services) {
    this.#services = services;
    this.#operations = new KeyedOperations(idempotent(services.storage), services.storage);
  }

  async init(given: Readonly<Record<string, unknown>>, language: string) {
    const settings = readSettings(given);
    const words = language.split('-')[0] ?? 'en';
    if ('problems' in settings) {
      const all = (name: 'ru' | 'en') => settings.problems.map((problem) => problem[name]).join('; ');
      const text = words === 'ru' ? `Настройки: ${all('ru')}` : `Settings: ${all('en')}`;
      return refused('request', 'bad-settings', all('en'), text);
    }
    this.#language = words;
    if (JSON.stringify(settings) !== JSON.stringify(this.#settings)) await this.close();
    this.#settings = settings;
    return { outcome: 'done' } as const;
  }

  async health(): Promise<Health> {
    try {
      const { kkt } = await this.#open();
      const { shift, paperPresent, coverOpen, paperNearEnd, fn, ofd } = await kkt.status();
      const problems = [
        !paperPresent && this.#problem('no-paper', 'Нет бумаги: вставьте рулон', 'No paper: put in a roll'),
        coverOpen &&
          this.#problem('cover-open', 'Открыта крышка: закройте её', 'The cover is open: close it'),
        fn === undefined &&
          this.#problem('no-fn', 'Нет фискального накопителя', 'There is no fiscal storage'),
        shift.state === 'expired' &&
          this.#problem(
            'shift-expired',
            'Смена длится больше 24 часов: закройте её',
            'Close the shift: it is over 24 hours old',
          ),
      ].filter((problem) => problem !== false);
      const soon = [
        paperNearEnd && this.#problem('paper-near-end', 'Бумага кончается', 'The paper is near its end'),
      ].filter((problem) => problem !== false);
      return {
        state: problems.length > 0 ? 'down' : soon.length > 0 ? 'attention' : 'ready',
        problems: [...problems, ...soon],
        shift: { open: shift.state !== 'closed' },
        queued: ofd?.unsentCount ?? 0,
      };
    } catch (error) {
      return { state: 'down', problems: [driverFault(error, this.#language)] };
    }
  }

  /** Receipts and corrections: the driver's own key and journal make them exist once. */
  async issue(key: string, receipt: (taxation: string | undefined) => ReceiptInput): Promise<Outcome> {
    try {
      const { kkt } = await this.#open();
      const result = await kkt.issue(receipt(this.#settings?.taxation), { key, shift: 'auto' });
      return { outcome: 'done', document: await receiptDocument(kkt, result) };
    } catch (error) {
      return outcomeOf(error, this.#language);
    }
  }

  async keyed(name: string, { key }: Keyed | CashMove, evidence: Evidence): Promise<Outcome> {
    try {
      const { kkt } = await this.#open();
      return await this.#operations.once(kkt, name, key, {
        ...evidence,
        make: (register) =>
          evidence.make(register).catch((error: unknown) => outcomeOf(error, this.#language)),
      });
    } catch (error) {
      return outcomeOf(error, this.#language);
    }
  }

  async resolve(key: string): Promise<Outcome> {
    try {
      const known = await this.#operations.find(key);
      if (known !== undefined && known.outcome !== 'unknown') return known;
      const { kkt } = await this.#open();
      if (known !== undefined) return await this.#operations.resolve(kkt, key, evidenceOf);
      return await this.#receipt(kkt, key);
    } catch (error) {
      const reason = driverFault(error, this.#language);
      // A register that cannot be asked proves nothing.
      return { outcome: 'unknown', fault: reason };
    }
  }

  /** The original of a refund, where this register can tell: a sale of its FN. */
  async original(id: string): Promise<Fault | undefined> {
    try {
      const { kkt } = await this.#open();
      if (!/^\d{16}-\d{1,10}$/.test(id)) return this.#noOriginal(id);
      const number = await numberIn(kkt, id);
      // Another FN's sale is taken at the till's word.
      if (number === undefined) return undefined;
      const found = await kkt.fn.findDocument(number);
      return found === undefined || ![3, 4].includes(found.form) ? this.#noOriginal(id) : undefined;
    } catch (error) {
      return driverFault(error, this.#language);
    }
  }

  async copy(id: string) {
    try {
      const { kkt } = await this.#open();
      const number = await numberIn(kkt, id);
      const paper = number === undefined ? undefined : await paperOf(kkt, number);
      if (paper?.text === undefined) return { outcome: 'refused', fault: this.#noOriginal(id) } as const;
      return { outcome: 'done', paper } as const;
    } catch (error) {
      return { outcome: 'refused', fault: driverFault(error, this.#language) } as const;
    }
  }

  async drawer() {
    try {
      const { kkt } = await this.#open();
      await kkt.print.openDrawer();
      return { outcome: 'done' } as const;
    } catch (error) {
      return { outcome: 'refused', fault: driverFault(error, this.#language) } as const;
    }
  }

  async close(): Promise<void> {
    const device = this.#device;
    this.#device = undefined;
    await device?.then(
      (opened) => opened.close(),
      () => {},
    );
  }

  /** A key of the driver's journal: finished, pending, or never seen. */
  async #receipt(kkt: CashRegister, key: string): Promise<Outcome> {
    const finished = await kkt.result(key);
    if (finished !== undefined) return { outcome: 'done', document: await receiptDocument(kkt, finished) };
    if (!kkt.pending.some((pending) => pending.key === key)) {
      return refused(
        'request',
        'never-seen',
        `key ${key} made no receipt`,
        this.#say('Такого чека нет', 'No such receipt'),
      );
    }
    try {
      return { outcome: 'done', document: await receiptDocument(kkt, await kkt.resolve(key)) };
    } catch (error) {
      return outcomeOf(error, this.#language);
    }
  }

  #open(): Promise<Device> {
    const settings = this.#settings;
    if (settings === undefined) {
      return Promise.reject(new FiscalFault(fault('request', 'no-settings', 'init() was not called')));
    }
    this.#device ??= openDevice(settings, this.#services, (ru, en) => this.#say(ru, en)).catch(
      (error: unknown) => {
        this.#device = undefined;
        throw error;
      },
    );
    return this.#device;
  }

  #noOriginal(id: string): Fault {
    return fault(
      'request',
      'no-original',
      `no receipt ${id}`,
      this.#say(`Нет чека ${id}`, `There is no receipt ${id}`),
    );
  }

  #problem(code: string, ru: string, en: string): Fault {
    return fault('device', code, en, this.#say(ru, en));
  }

  #say(ru: string, en: string): string {
    return this.#language === 'ru' ? ru : en;
  }
}
