import type { Outcome } from '../../contract/types.js';
import type { Stand } from '../stand.js';
import type { KitCase } from './case.js';

export const describes: KitCase = {
  name: 'describe',
  title: {
    en: 'starts, says what it is, and has a handler for each of its capabilities',
    ru: 'запускается, говорит, что это, и отвечает за каждую из своих capabilities',
  },
  needsStart: false,
  async run(stand, found) {
    const description = await stand.describe();
    const again = await stand.describe();
    if (JSON.stringify(description) !== JSON.stringify(again))
      found('restless', 'describe() changes its answer');
    if (!description.capabilities.includes('sale')) found('no-sale', 'a fiscal plug-in without sale is none');
  },
};

export const settings: KitCase = {
  name: 'settings',
  title: {
    en: 'takes good settings, refuses wrong ones with the reason, and goes on with the good ones',
    ru: 'верные настройки берёт, неверные отклоняет с причиной и работает дальше с верными',
  },
  async run(stand, found, { setup }) {
    for (const wrong of setup.wrongSettings ?? []) {
      const answer = await stand.init(wrong);
      if (answer.outcome === 'done') found('takes-anything', `took the settings ${JSON.stringify(wrong)}`);
      else if (answer.fault.whose !== 'request') {
        found('wrong-whose', `wrong settings are the fault of ${answer.fault.whose}, not of the request`);
      }
    }
    const health = await stand.call('health', {});
    if (health.state === 'down') found('lost-settings', 'refused settings left the plug-in without any');
    return (setup.wrongSettings ?? []).length === 0
      ? { skipped: 'no wrongSettings in the setup' }
      : undefined;
  },
};

export const day: KitCase = {
  name: 'day',
  title: {
    en: 'a whole day: shift, sales, refunds, correction, cash, reports, copy, close',
    ru: 'целый день: смена, продажи, возвраты, коррекция, деньги, отчёты, копия, закрытие',
  },
  async run(stand, found) {
    const { capabilities, reports = [] } = await stand.describe();
    const samples = await stand.samples();
    const has = (name: string) => (capabilities as readonly string[]).includes(name);
    const ids = new Set<string>();
    const made = (what: string, outcome: Outcome): string | undefined => {
      if (outcome.outcome !== 'done') {
        found('not-done', `${what}: ${outcome.outcome}, ${outcome.fault.message}`);
        return undefined;
      }
      const { id } = outcome.document;
      if (ids.has(id)) found('same-id', `${what}: document ${id} is an older one`);
      ids.add(id);
      return id;
    };
    const keyed = (operation: Parameters<typeof samples.keyed>[0]) =>
      samples.keyed(operation, stand.newKey());

    if (has('shift.open')) made('shift.open', await stand.call('shift.open', keyed('shift.open')));
    const sale = samples.sale(stand.newKey(), 3);
    const papers = stand.printed.length;
    const first = await stand.call('sale', sale);
    const sold = made('sale', first);
    if (first.outcome === 'done' && first.document.paper !== undefined && stand.printed.length > papers) {
      found('prints-twice', 'sale: services.print was called, and the answer holds document.paper');
    }
    made('a sale of 40 lines', await stand.call('sale', samples.sale(stand.newKey(), 40)));
    if (has('cash.in'))
      made('cash.in', await stand.call('cash.in', samples.cash('cash.in', stand.newKey(), 10_000)));
    if (sold !== undefined && has('refund')) {
      made(
        'refund of a line',
        await stand.call('refund', samples.refund(stand.newKey(), sale, sold, ['line-1'])),
      );
      const second = samples.sale(stand.newKey(), 2);
      const secondId = made('sale', await stand.call('sale', second));
      if (secondId !== undefined) {
        made('refund', await stand.call('refund', samples.refund(stand.newKey(), second, secondId)));
      }
    }
    if (has('correction')) {
      const today = stand.now().slice(0, 10);
      made('correction', await stand.call('correction', samples.correction(stand.newKey(), today)));
    }
    if (sold !== undefined && has('copy')) {
      const copy = await stand.call('copy', { document: { id: sold } });
      if (copy.outcome !== 'done') found('not-done', `copy: ${copy.fault.message}`);
    }
    if (has('drawer')) {
      const drawer = await stand.call('drawer', {});
      if (drawer.outcome !== 'done') found('not-done', `drawer: ${drawer.fault.message}`);
    }
    for (const { id } of has('report') ? reports : []) {
      made(`report ${id}`, await stand.call('report', { ...keyed('report'), kind: id }));
    }
    if (has('cash.out'))
      made('cash.out', await stand.call('cash.out', samples.cash('cash.out', stand.newKey(), 500)));
    if (has('shift.close')) made('shift.close', await stand.call('shift.close', keyed('shift.close')));
  },
};

export const sums: KitCase = {
  name: 'sums',
  title: {
    en: 'money stays whole: odd sums, and no fractional number in any answer',
    ru: 'деньги остаются целыми: неровные суммы, ни одного дробного числа в ответах',
  },
  async run(stand, found) {
    const samples = await stand.samples();
    await openShift(stand);
    for (const lines of [1, 3, 7]) {
      const outcome = await stand.call('sale', samples.sale(stand.newKey(), lines));
      if (outcome.outcome !== 'done') found('not-done', `sale: ${outcome.outcome}, ${outcome.fault.message}`);
      for (const path of fractions(outcome)) found('float-in-answer', `${path} is a fractional number`);
    }
  },
};

/** Paths of numbers that are no integers, wherever they stand. */
function fractions(value: unknown, path = ''): string[] {
  if (typeof value === 'number') return Number.isInteger(value) ? [] : [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => fractions(inner, `${path}/${name}`));
}

export async function openShift(stand: Stand): Promise<void> {
  const { capabilities } = await stand.describe();
  if (!capabilities.includes('shift.open')) return;
  const samples = await stand.samples();
  await stand.call('shift.open', samples.keyed('shift.open', stand.newKey()));
}
