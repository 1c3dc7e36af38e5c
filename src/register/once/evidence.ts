import { DeviceError, ProtocolError } from '../../errors.js';
import {
  compareDocument,
  type Difference,
  type FiscalDocument,
  field,
  fiscalSignNumber,
  receiptTypes,
  settlementTypes,
} from '../../fiscal/index.js';
import { receiptForms } from '../../fiscal/receipt-forms.js';
import { type FoundDocument, reportForms } from '../dialect.js';
import type { ThroughOptions } from '../session/call-options.js';
import type { History } from '../session/history.js';
import type { Session } from '../session/session.js';
import type { ReceiptIntent } from './intent.js';
import { readTwice } from './read-twice.js';
import { differencesText, type Suspect } from './sides.js';
import { UnprovenError } from './unproven.js';

export interface EvidenceOptions extends ThroughOptions {
  history: History;
}

/** A document whose numbers are ours. */
export interface Ours {
  readonly found: FoundDocument;
  readonly document: FiscalDocument;
  /** Texts that the register wrote in a way that we do not know of. */
  readonly texts: readonly Difference[];
}

/** What the documents since the one before ours say. */
export interface Findings {
  /** Documents whose numbers are ours; ours is among them, unless it was cancelled and somebody sold just the same. */
  readonly ours: readonly Ours[];
  /** Documents that may be ours, and do not prove it. None: every document is known to belong to somebody else. */
  readonly suspects: readonly Suspect[];
}

/** Ours is the next one, unless somebody sells just before us; far more than can happen in the seconds between. */
const MOST_DOCUMENTS = 500;

/** Looks at every document since the one before ours, up to `last`. */
export async function examine(
  session: Session,
  intent: ReceiptIntent,
  last: number,
  options: EvidenceOptions,
): Promise<Findings> {
  const { baseline, fnNumber } = intent;
  const { history } = options;
  const ours: Ours[] = [];
  const suspects: Suspect[] = [];
  const end = Math.min(last, baseline + MOST_DOCUMENTS);
  for (let number = baseline + 1; number <= end; number++) {
    if (session.issued.has(fnNumber, number)) {
      history.add(`документ ${number} — другой наш чек`);
      continue;
    }
    const finding = await examineOne(session, intent, number, options);
    if ('texts' in finding) ours.push(finding);
    else if (finding.why === REPORT) history.add(`документ ${number} — не чек (форма ${finding.found.form})`);
    else {
      history.add(`документ ${number} — ${finding.why}`);
      suspects.push(finding);
    }
  }
  if (end < last && ours.length === 0) {
    const message = `после документа ${baseline} появилось ещё ${last - baseline}: столько документов чек не ищут`;
    throw new UnprovenError('TOO_MANY_DOCUMENTS', message, intent, suspects.slice(0, 10));
  }
  return { ours, suspects };
}

const REPORT = 'отчёт';

/** A document that says at once that it is ours is believed; anything else is asked for until it says the same twice. */
async function examineOne(
  session: Session,
  intent: ReceiptIntent,
  number: number,
  options: EvidenceOptions,
): Promise<Ours | Suspect> {
  const { evidence } = session.dialect;
  const index = () => evidence.index(number, options);
  const read = () => evidence.content(number, options);
  const first = await unlessSenseless(index());
  if (first && isLikeOurs(first, intent)) {
    const document = await unlessSenseless(read());
    const texts = document && textsOfOurs(first, document, intent);
    if (texts) return { found: first, document, texts };
  }
  const found = await readTwice(`документ ${number}`, index, first);
  // Another receipt by its kind or sum, which is not the very next one: no need to read all of it.
  const far = number > intent.baseline + 1;
  if (far && receiptForms.includes(found.form) && !isLikeOurs(found, intent))
    return { found, why: 'не похож на наш чек: другие вид или сумма' };
  const document = await readTwice(`документ ${number}`, read);
  return weigh(found, document, intent);
}

function weigh(
  found: FoundDocument,
  document: FiscalDocument | undefined,
  intent: ReceiptIntent,
): Ours | Suspect {
  const suspect = (why: string): Suspect => ({ found, document, why });
  if (!receiptForms.includes(found.form) && !reportForms.includes(found.form))
    return suspect(`неизвестная форма ${found.form}`);
  if (!document) {
    return suspect('ФН не отдаёт его содержания, сравнить его с нашим чеком нельзя');
  }
  if (document.form !== found.form)
    return suspect(`форма ${found.form} по указателю ФН, а по содержанию ${document.form}`);
  // No receipt, and nothing was settled by it.
  if (reportForms.includes(found.form)) {
    return field(document, 1020) ? suspect('форма отчёта, а содержание чека') : suspect(REPORT);
  }
  if (!isSameDocument(found, document)) return suspect('номер или ФП в содержании не те, что в указателе ФН');
  const { numbers, texts } = compareDocument(document, intent.receipt);
  if (numbers.length > 0) return suspect(`не такой, как наш чек: ${differencesText(numbers)}`);
  if (!isLikeOurs(found, intent)) return suspect('содержание наше, а вид или сумма в указателе ФН другие');
  return { found, document, texts };
}

/** Undefined when anything but texts is otherwise than in our receipt. */
function textsOfOurs(
  found: FoundDocument,
  document: FiscalDocument,
  { receipt }: ReceiptIntent,
): readonly Difference[] | undefined {
  if (document.form !== found.form || !isSameDocument(found, document)) return undefined;
  const { numbers, texts } = compareDocument(document, receipt);
  return numbers.length === 0 ? texts : undefined;
}

/** Settlement type and total of the FN's index; registers that do not tell them are asked for the document. */
function isLikeOurs({ form, settlement }: FoundDocument, { receipt }: ReceiptIntent): boolean {
  if (!receiptForms.includes(form)) return false;
  if (settlement === undefined) return true;
  const { code } = settlementTypes.get(receiptTypes[receipt.type].settlement);
  return settlement.type === code && settlement.total === receipt.total;
}

/** The content names the same number and sign, where it names them. */
function isSameDocument({ number, fiscalSign }: FoundDocument, document: FiscalDocument): boolean {
  const named = field(document, 1040)?.value;
  const sign = field(document, 1077)?.value;
  return (
    (typeof named !== 'number' || named === number) &&
    !(sign instanceof Uint8Array && sign.length === 6 && fiscalSignNumber(sign) !== fiscalSign)
  );
}

/** An answer that makes no sense, or a refusal, counts as no answer; it is asked for again. */
async function unlessSenseless<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof DeviceError || error instanceof ProtocolError) return undefined;
    throw error;
  }
}
