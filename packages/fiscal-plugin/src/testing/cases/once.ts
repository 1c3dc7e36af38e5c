import { setTimeout as sleep } from 'node:timers/promises';
import type { KitCase } from './case.js';
import { openShift, sell } from './life.js';

export const sameKey: KitCase = {
  name: 'same-key',
  title: {
    en: 'the same key makes one document: again, at the same time, after a restart',
    ru: 'один ключ — один документ: повторно, одновременно, после перезапуска',
  },
  async run(stand, found) {
    await openShift(stand);
    const samples = await stand.samples();
    const sale = samples.sale(stand.newKey());
    const first = await sell(stand, sale, found);
    if (first === undefined) return;
    if ((await sell(stand, sale, found)) !== first) found('doubles', 'the same key made a second document');
    const together = samples.sale(stand.newKey());
    const [one, other] = await Promise.all([sell(stand, together, found), sell(stand, together, found)]);
    if (one !== other) found('doubles', 'the same key at the same time made two documents');
    await stand.restart();
    const known = await stand.resolve(sale.key);
    if (known.outcome !== 'done') {
      found('loses-keys', `after a restart the outcome of a finished key is ${known.outcome}`);
    } else if (known.document.id !== first) found('loses-keys', 'resolve() names another document');
    const again = await stand.call('sale', sale);
    if (again.outcome === 'done' && again.document.id !== first) {
      found('loses-keys', 'after a restart the same key made a second document');
    }
  },
};

export const neverSeen: KitCase = {
  name: 'never-seen',
  title: {
    en: 'a key that was never used made no document',
    ru: 'ключ, которым не пользовались, документа не сделал',
  },
  async run(stand, found) {
    await openShift(stand);
    const outcome = await stand.resolve(stand.newKey());
    if (outcome.outcome !== 'refused') {
      found('guesses', `resolve() of a key that was never used says ${outcome.outcome}`);
    }
  },
};

/** Milliseconds after the call at which the process is killed. */
const MOMENTS_MS = [0, 1, 3, 8, 20, 60];
const QUICK_MOMENTS_MS = [1, 15];

export const killed: KitCase = {
  name: 'killed',
  title: {
    en: 'killed in the middle of a sale: one document or none, and the key tells which',
    ru: 'процесс убит посреди продажи: документ один или его нет, и ключ говорит, что вышло',
  },
  kills: true,
  async run(stand, found, { quick }) {
    await openShift(stand);
    const samples = await stand.samples();
    const seen = new Map<string, string>();
    for (const moment of quick === true ? QUICK_MOMENTS_MS : MOMENTS_MS) {
      const sale = samples.sale(stand.newKey());
      const selling = stand.call('sale', sale);
      await sleep(moment);
      await stand.kill();
      const answered = await selling;
      await stand.restart();
      const told = await stand.resolve(sale.key);
      if (told.outcome === 'unknown') {
        found(
          'never-tells',
          `killed after ${moment} ms: resolve() still says unknown: ${told.fault.message}`,
        );
      }
      if (answered.outcome === 'done' && told.outcome === 'refused') {
        found('loses-keys', `killed after ${moment} ms: done before, refused by resolve()`);
      }
      const id = await sell(stand, sale, found);
      if (id === undefined) continue;
      if (told.outcome === 'done' && told.document.id !== id) {
        found('doubles', `killed after ${moment} ms: the same key made a second document`);
      }
      const other = seen.get(id);
      if (other !== undefined) found('same-id', `document ${id} belongs to two keys`);
      seen.set(id, sale.key);
    }
  },
};
