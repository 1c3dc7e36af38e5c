import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { FiscalDocument, Outcome, Sale } from '../../contract/types.js';
import type { Stand } from '../stand.js';
import type { Found, KitCase } from './case.js';
import { openShift } from './life.js';

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
    const second = await sell(stand, sale, found);
    if (second !== undefined && second.id !== first.id)
      found('doubles', 'the same key made a second document');
    else changed('the same key again', first, second, found);
    const together = samples.sale(stand.newKey());
    const [one, other] = await Promise.all([sell(stand, together, found), sell(stand, together, found)]);
    if (one?.id !== other?.id) found('doubles', 'the same key at the same time made two documents');
    await stand.restart();
    const known = await stand.resolve(sale.key);
    if (known.outcome !== 'done') {
      found('loses-keys', `after a restart the outcome of a finished key is ${known.outcome}`);
    } else if (known.document.id !== first.id) found('loses-keys', 'resolve() names another document');
    else changed('resolve() after a restart', first, known.document, found);
    const again = await stand.call('sale', sale);
    if (again.outcome === 'done' && again.document.id !== first.id) {
      found('loses-keys', 'after a restart the same key made a second document');
    } else changed('the same key after a restart', first, documentOf(again), found);
  },
};

/** Sales at the same moment. */
const TOGETHER = 4;

export const differentKeys: KitCase = {
  name: 'different-keys',
  title: {
    en: 'different keys at the same moment make different documents, and each key keeps its own',
    ru: 'разные ключи в один момент — разные документы, и у каждого ключа остаётся свой',
  },
  async run(stand, found) {
    await openShift(stand);
    const samples = await stand.samples();
    // The same goods at the same time: nothing but the key tells them apart.
    const sales = Array.from({ length: TOGETHER }, () => samples.sale(stand.newKey()));
    const [documents] = await Promise.all([
      Promise.all(sales.map((sale) => sell(stand, sale, found))),
      // A till asks these whenever it likes, in the middle of sales, too.
      stand.call('health', {}),
      stand.resolve(stand.newKey()),
    ]);
    const ids = new Set<string>();
    for (const [index, document] of documents.entries()) {
      if (document === undefined) continue;
      if (ids.has(document.id)) found('mixes-keys', `document ${document.id} belongs to two keys`);
      ids.add(document.id);
      const told = documentOf(await stand.resolve(sales[index]?.key ?? ''));
      if (told?.id !== document.id) {
        found('mixes-keys', `resolve() names ${told?.id ?? 'no document'} instead of ${document.id}`);
      } else changed('resolve()', document, told, found);
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
      const document = await sell(stand, sale, found);
      if (document === undefined) continue;
      const { id } = document;
      if (told.outcome === 'done' && told.document.id !== id) {
        found('doubles', `killed after ${moment} ms: the same key made a second document`);
      } else changed(`killed after ${moment} ms`, documentOf(told), document, found);
      const other = seen.get(id);
      if (other !== undefined) found('same-id', `document ${id} belongs to two keys`);
      seen.set(id, sale.key);
    }
  },
};

/** Sells; a finding where that does not work. */
async function sell(stand: Stand, sale: Sale, found: Found): Promise<FiscalDocument | undefined> {
  const outcome = await stand.call('sale', sale);
  if (outcome.outcome === 'done') return outcome.document;
  found('not-done', `sale: ${outcome.outcome}, ${outcome.fault.message}`);
  return undefined;
}

function documentOf(outcome: Outcome): FiscalDocument | undefined {
  return outcome.outcome === 'done' ? outcome.document : undefined;
}

/** The document of a key stays what it is; only the authority may accept it later, with marks of its own. */
function changed(
  when: string,
  first: FiscalDocument | undefined,
  later: FiscalDocument | undefined,
  found: Found,
): void {
  if (first === undefined || later === undefined) return;
  const fields: [name: string, before: unknown, after: unknown][] = [
    ['at', first.at, later.at],
    ['paper', first.paper, later.paper],
    ['extra', first.extra, later.extra],
    ...Object.entries(first.marks).map(([name, mark]): [string, unknown, unknown] => [
      `marks.${name}`,
      mark,
      later.marks[name],
    ]),
    ['authority', first.authority, later.authority],
  ];
  for (const [name, before, after] of fields) {
    if (isDeepStrictEqual(before, after)) continue;
    if (name === 'authority' && before === 'queued' && after === 'accepted') continue;
    const short = (value: unknown) => (JSON.stringify(value) ?? 'nothing').slice(0, 60);
    found('changes-document', `${when}: ${name} was ${short(before)} and is ${short(after)}`);
  }
}
