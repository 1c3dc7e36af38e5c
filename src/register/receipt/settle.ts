import { AtolError } from '../../errors.js';
import type { FiscalResult } from '../../fiscal/index.js';
import { finishPrinting } from '../documents/printed.js';
import { type EvidenceOptions, examine, type Findings, type Ours } from '../once/evidence.js';
import type { ReceiptIntent } from '../once/intent.js';
import { type LastWritten, lastConfirmed, lastWritten } from '../once/last-document.js';
import { readTwice } from '../once/read-twice.js';
import { differencesText } from '../once/sides.js';
import { UnprovenError } from '../once/unproven.js';
import { unlessRefused } from '../session/refusals.js';
import type { Session } from '../session/session.js';
import { type Clearing, clearReceipt } from './open-receipt.js';
import { resultOfDocument } from './result.js';

/** Documents may appear while we look; each time all is looked at again. */
const ROUNDS = 5;

/**
 * Finds out what became of a receipt, and cancels our half-open one. Nothing is said without proof:
 * - the result, when a document of the FN has our numbers and nothing like ours was cancelled;
 * - `none`, when register and FN agree that no document was signed since, when all that were are known to be others, or when
 *   the register has counted our receipt as cancelled.
 *
 * @throws AtolError when the register does not tell: what is not known stays unknown.
 */
export async function settle(
  session: Session,
  intent: ReceiptIntent,
  clearing: Clearing,
  options: EvidenceOptions,
): Promise<FiscalResult | 'none'> {
  // From here on the registers tell, and not the results of tasks.
  session.dialect.distrust();
  session.facts.forget();
  options.history.add(
    intent.closing
      ? `команда закрытия посылалась: ищем чек среди документов ФН после ${intent.baseline}`
      : 'команда закрытия не посылалась: документа быть не может',
  );
  if (!intent.closing) {
    const { number } = await lastWritten(session, options);
    await clearReceipt(session, intent, number, clearing, options);
    return 'none';
  }
  await checkStorage(session, intent, options);
  for (let round = 1; round <= ROUNDS; round++) {
    const { last, untouched } = await lookSince(session, intent, options);
    const result = untouched ? undefined : await find(session, intent, last, options);
    if (result) return result;
    await clearReceipt(session, intent, last.number, clearing, options);
    // A closing command that was on its way when we looked would have had to be executed before the cancellation.
    const now = await lastConfirmed(session, options);
    if (now.number === last.number && now.fiscalSign === last.fiscalSign) return 'none';
    options.history.add('пока проверяли, появился новый документ: проверяем ещё раз');
  }
  throw new AtolError('UNSETTLED', 'пока проверяем, на ККТ всё время появляются новые документы', {
    outcome: 'unknown',
  });
}

/** Documents are counted by the FN: another one says nothing about ours. */
async function checkStorage(
  session: Session,
  { fnNumber }: ReceiptIntent,
  options: EvidenceOptions,
): Promise<void> {
  const ask = async () => {
    session.facts.forget();
    return session.facts.fnNumber(options);
  };
  const first = await ask();
  if (first === fnNumber) return;
  const now = await readTwice('номер ФН', ask, first);
  if (now === fnNumber) return;
  const message = `чек оформлялся с ФН ${fnNumber}, сейчас в ККТ ФН ${now}`;
  throw new AtolError('FN_REPLACED', message, { outcome: 'unknown' });
}

/** What the last document says of ours. */
type Since = 'nothing' | 'documents' | 'contradiction' | 'replaced';

/** The sign names a document better than a number: both have to tell the same. */
function since({ number, fiscalSign }: LastWritten, { baseline, baselineSign }: ReceiptIntent): Since {
  if (number > baseline) return 'documents';
  if (fiscalSign === undefined || baselineSign === undefined)
    return number === baseline ? 'nothing' : 'replaced';
  if (number === baseline) return fiscalSign === baselineSign ? 'nothing' : 'contradiction';
  return fiscalSign === baselineSign ? 'contradiction' : 'replaced';
}

/** Whether documents were signed since ours was begun. What surprises is asked for again. */
async function lookSince(
  session: Session,
  intent: ReceiptIntent,
  options: EvidenceOptions,
): Promise<{ last: LastWritten; untouched: boolean }> {
  const { baseline, baselineSign } = intent;
  const ask = () => lastConfirmed(session, options);
  let last = await ask();
  const surprising = ['contradiction', 'replaced'].includes(since(last, intent));
  if (surprising) last = await readTwice('последний документ', ask, last);
  const { number, fiscalSign } = last;
  const what = since(last, intent);
  if (what === 'replaced') {
    const message = `последний документ ФН ${number}, а до чека был ${baseline}: ФН обнуляли`;
    throw new AtolError('FN_REPLACED', message, { outcome: 'unknown' });
  }
  if (what === 'contradiction') {
    const message = `последний документ ${number} с ФП ${fiscalSign}, а до чека был ${baseline} с ФП ${baselineSign}`;
    throw new AtolError('WITNESSES_DISAGREE', message, { outcome: 'unknown' });
  }
  const untouched = what === 'nothing';
  if (untouched) await checkNone(session, number + 1, options);
  if (untouched) options.history.add(`новых документов нет: и ККТ, и ФН называют последним ${number}`);
  return { last, untouched };
}

/** Where nothing was signed, the FN must not know of a next document. */
async function checkNone(session: Session, next: number, options: EvidenceOptions): Promise<void> {
  const ask = () => unlessRefused(session.dialect.evidence.index(next, options));
  const found = await ask().catch(() => readTwice(`документ ${next}`, ask));
  if (found === undefined) return;
  const message = `последним назван документ ${next - 1}, а ФН знает и документ ${next}`;
  throw new AtolError('WITNESSES_DISAGREE', message, { outcome: 'unknown' });
}

/** The result; undefined when it is proved that none of the documents is ours. Throws when neither is. */
async function find(
  session: Session,
  intent: ReceiptIntent,
  last: LastWritten,
  options: EvidenceOptions,
): Promise<FiscalResult | undefined> {
  const findings = await examine(session, intent, last.number, options);
  const ours = theOne(findings);
  const cancelled = await cancelledSince(session, intent, options);
  if (ours) {
    const result = await resultOfDocument(session, ours.found, ours.document, intent.receipt, options);
    if (await isInCounters(session, result.shiftNumber, options)) checkCancelled(ours, intent, cancelled);
    options.history.add(foundText(ours));
    return withPaper(session, result, last.number, options);
  }
  if (findings.ours.length > 0) throw severalAlike(findings, intent);
  if (findings.suspects.length === 0) {
    options.history.add('все документы с тех пор — не наш чек');
    return undefined;
  }
  const { sum, total } = intent.receipt;
  if (cancelled !== undefined && sum > 0 && (cancelled === sum || cancelled === total)) {
    options.history.add('ККТ учла отменённый чек на нашу сумму, а документа с нашими числами нет');
    return undefined;
  }
  throw unlike(findings, intent);
}

/** The document that is ours: the one whose texts are ours, too, or the only one. */
function theOne({ ours }: Findings): Ours | undefined {
  return ours.find(({ texts }) => texts.length === 0) ?? (ours.length === 1 ? ours[0] : undefined);
}

function foundText({ found, texts }: Ours): string {
  const say =
    texts.length === 0 ? 'содержание совпадает' : `числа наши, а тексты другие (${differencesText(texts)})`;
  return `чек найден в ФН: документ ${found.number}, ${say}`;
}

/**
 * How much the register counts as cancelled since ours was begun, of our kind, kopecks; undefined where it does not count or
 * counted less than before: another shift.
 */
async function cancelledSince(
  { facts }: Session,
  { receipt, cancelledSum }: ReceiptIntent,
  options: EvidenceOptions,
): Promise<number | undefined> {
  if (cancelledSum === undefined) return undefined;
  const ask = async () => {
    facts.forgetCounters();
    return facts.cancelledSum(receipt.type, options);
  };
  const first = await ask();
  const now = first === cancelledSum ? first : await readTwice('сумма отмен', ask, first);
  return now === undefined || now < cancelledSum ? undefined : now - cancelledSum;
}

/** Cancellations are counted by shift: those of another one say nothing of this document. */
async function isInCounters({ facts }: Session, shift: number, options: EvidenceOptions): Promise<boolean> {
  return (await facts.shiftNumbers(options)).shift === shift;
}

/** A receipt that stands in the FN is not ours when ours was cancelled. */
function checkCancelled(
  { found, document, texts }: Ours,
  intent: ReceiptIntent,
  cancelled: number | undefined,
): void {
  const { sum } = intent.receipt;
  if (sum > 0 && cancelled !== undefined && cancelled >= sum) {
    const why = 'такой же, как наш чек, но за это время на ККТ отменён чек на ту же сумму';
    const message = `документ ${found.number} ${why}: чей это документ, ККТ не знает`;
    throw new UnprovenError('AMBIGUOUS', message, intent, [{ found, document, why }]);
  }
  if (texts.length === 0 || cancelled !== undefined) return;
  const why = `тексты другие: ${differencesText(texts)}`;
  const message = `документ ${found.number} — наш по числам, но не по текстам, и не отменён ли наш, ККТ не говорит`;
  throw new UnprovenError('AMBIGUOUS', message, intent, [{ found, document, why }]);
}

function severalAlike({ ours }: Findings, intent: ReceiptIntent): UnprovenError {
  const numbers = ours.map(({ found }) => found.number).join(', ');
  const message = `документы ${numbers} — наши по числам, но не по текстам: чей какой, ККТ не знает`;
  const suspects = ours.map(({ found, document, texts }) => ({
    found,
    document,
    why: differencesText(texts),
  }));
  return new UnprovenError('AMBIGUOUS', message, intent, suspects);
}

function unlike({ suspects }: Findings, intent: ReceiptIntent): UnprovenError {
  const told = suspects.map(({ found, why }) => `документ ${found.number} — ${why}`).join('; ');
  const message = `${told}. Что нашего чека нет, это не доказывает; решает человек: decide()`;
  return new UnprovenError('DOCUMENT_UNLIKE', message, intent, suspects);
}

/** Paper may have run out in the middle. Only the last document can still be printed to its end. */
async function withPaper(
  session: Session,
  result: FiscalResult,
  last: number,
  options: EvidenceOptions,
): Promise<FiscalResult> {
  if (result.documentNumber !== last) return result;
  const printed = await finishPrinting(session, options);
  return printed === undefined ? result : { ...result, printed };
}
