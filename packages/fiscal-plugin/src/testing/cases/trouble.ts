import type { Fault, Outcome } from '../../contract/types.js';
import type { Stand } from '../stand.js';
import type { Found, KitCase } from './case.js';
import { openShift } from './life.js';

const OF_OTHERS: readonly Fault['whose'][] = ['device', 'authority'];

export const noDevice: KitCase = {
  name: 'no-device',
  title: {
    en: 'without its device or service it says so, in words for a cashier, and nothing is guessed',
    ru: 'без устройства или сервиса говорит об этом словами для кассира и ничего не выдумывает',
  },
  async run(stand, found, { setup }) {
    if (setup.noDevice === undefined) return { skipped: 'no noDevice in the setup' };
    await stand.init(setup.noDevice);
    const health = await stand.call('health', {});
    if (health.state === 'ready') found('blind', 'health() is ready without a device');
    const samples = await stand.samples();
    const outcome = await stand.call('sale', samples.sale(stand.newKey()));
    if (outcome.outcome === 'done' && outcome.document.authority !== 'queued') {
      found('guesses', 'a sale without a device is done');
    }
    if (outcome.outcome !== 'done') wellSaid('sale', outcome, found);
    return undefined;
  },
};

export const slowDevice: KitCase = {
  name: 'slow-device',
  title: {
    en: 'with a slow device a sale is done, or unknown and told later',
    ru: 'с медленным устройством продажа done или unknown, о котором скажут потом',
  },
  async run(stand, found, { setup }) {
    if (setup.slowDevice === undefined) return { skipped: 'no slowDevice in the setup' };
    await stand.init(setup.slowDevice);
    await openShift(stand);
    const samples = await stand.samples();
    const sale = samples.sale(stand.newKey());
    const outcome = await stand.call('sale', sale);
    if (outcome.outcome === 'refused') found('not-done', `sale: refused, ${outcome.fault.message}`);
    await stand.restart();
    const told = await stand.resolve(sale.key);
    if (told.outcome === 'unknown') found('never-tells', `resolve() says unknown: ${told.fault.message}`);
    return undefined;
  },
};

export const badRequests: KitCase = {
  name: 'bad-requests',
  title: {
    en: 'what the country does not have is refused, not a crash',
    ru: 'чего в стране нет, то отклоняется, а не роняет плагин',
  },
  async run(stand, found) {
    await openShift(stand);
    const samples = await stand.samples();
    const { capabilities } = await stand.describe();
    const refund = samples.refund(stand.newKey(), samples.sale('never'), 'no-such-document');
    const outcome = await stand.call('refund', refund);
    if (!capabilities.includes('refund') && outcome.outcome !== 'refused') {
      found('takes-anything', 'refund is no capability and was not refused');
    }
    if (outcome.outcome === 'refused' && capabilities.includes('refund')) wellSaid('refund', outcome, found);
    if (capabilities.includes('copy')) {
      const copy = await stand.call('copy', { document: { id: 'no-such-document' } });
      if (copy.outcome === 'done') found('takes-anything', 'copy of a document that never was');
    }
  },
};

export const languages: KitCase = {
  name: 'languages',
  title: {
    en: 'faults have words for the cashier in every language of the till',
    ru: 'у ошибок есть слова для кассира на каждом языке кассы',
  },
  async run(stand, found, { setup }) {
    const told = new Map<string, Map<string, string>>();
    for (const language of setup.languages ?? ['en', 'ru', 'de']) {
      await stand.init(setup.settings, language);
      await openShift(stand);
      for (const [what, outcome] of await refusals(stand)) {
        if (outcome.outcome === 'done') continue;
        const { text } = outcome.fault;
        if (text.trim() === '') found('no-words', `${what}: a fault without text in ${language}`);
        const others = told.get(what) ?? new Map<string, string>();
        const same = [...others].find(([, other]) => other === text)?.[0];
        // Only languages that the author says he speaks must differ.
        if (setup.languages !== undefined && same !== undefined) {
          found(
            'same-words',
            `${what}: ${language} is told in the words of ${same}: ${JSON.stringify(text)}`,
          );
        }
        told.set(what, others.set(language, text));
      }
    }
  },
};

/** Faults that every plug-in has to put into words. */
async function refusals(stand: Stand): Promise<[what: string, outcome: Outcome][]> {
  const outcomes: [string, Outcome][] = [
    ['resolve() of a key that was never used', await stand.resolve(stand.newKey())],
  ];
  const { capabilities } = await stand.describe();
  if (capabilities.includes('refund')) {
    const samples = await stand.samples();
    const refund = samples.refund(stand.newKey(), samples.sale('never'), 'no-such-document');
    outcomes.push(['refund of a document that never was', await stand.call('refund', refund)]);
  }
  return outcomes;
}

/** Heap that the case leaves to the plug-in, MiB, and how often it is called. */
const MEMORY_MB = 64;
const CALLS = 60;
const QUICK_CALLS = 5;

export const memory: KitCase = {
  name: 'memory',
  title: {
    en: `dozens of sales and looks at its health within ${MEMORY_MB} MiB of heap`,
    ru: `десятки продаж и проверок здоровья в пределах ${MEMORY_MB} МиБ памяти`,
  },
  async run(stand, found, { quick }) {
    await stand.restart({ memoryMb: MEMORY_MB });
    await openShift(stand);
    const samples = await stand.samples();
    for (let index = 0; index < (quick === true ? QUICK_CALLS : CALLS); index += 1) {
      const { problems } = await stand.call('health', {});
      if (problems.some(({ code }) => code === 'out-of-memory')) {
        found('leaks', `out of memory after ${index} sales`);
        return;
      }
      const outcome = await stand.call('sale', samples.sale(stand.newKey(), 1));
      if (outcome.outcome !== 'done' && outcome.fault.code === 'out-of-memory') {
        found('leaks', `out of memory after ${index + 1} sales`);
        return;
      }
      if (outcome.outcome !== 'done') found('not-done', `sale: ${outcome.outcome}, ${outcome.fault.message}`);
    }
  },
};

function wellSaid(
  operation: string,
  outcome: Outcome & { outcome: 'refused' | 'unknown' },
  found: Found,
): void {
  const { whose, text, message } = outcome.fault;
  if (!OF_OTHERS.includes(whose) && whose !== 'request') {
    found('wrong-whose', `${operation}: the fault of ${whose}: ${message}`);
  }
  if (text.trim() === '') found('no-words', `${operation}: a fault without text for the cashier`);
}
