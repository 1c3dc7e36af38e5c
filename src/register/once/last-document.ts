import { AtolError } from '../../errors.js';
import type { LastDocument } from '../dialect.js';
import type { ThroughOptions } from '../session/call-options.js';
import { unlessRefused } from '../session/refusals.js';
import type { Session } from '../session/session.js';

/** Pauses between looks at a document that is being written, ms; the last one is repeated. */
const WRITING_MS = [50, 100, 200, 400, 800, 1000] as const;

/** Longest time that a document is waited for, ms. */
const WRITING_LIMIT_MS = 60_000;

/** Longest time that register and FN may disagree, ms. */
const DISAGREEING_LIMIT_MS = 5000;

/** The last document of the FN. */
export interface LastWritten {
  readonly number: number;
  /** Undefined where only the FN was heard, which does not tell it. */
  readonly fiscalSign: number | undefined;
}

/**
 * Number of the last document, once the register has finished writing it.
 *
 * @throws AtolError `DOCUMENT_NOT_CLOSED` when that takes too long.
 */
export function lastWritten(session: Session, options: ThroughOptions): Promise<LastWritten> {
  return look(session, options, async (last) => (last.closed ? last : undefined));
}

/**
 * The same, proved: the register (34) and the FN itself (A4 30) name the same document.
 *
 * @throws AtolError `DOCUMENT_NOT_CLOSED`, or `WITNESSES_DISAGREE` when they go on naming different ones.
 */
export function lastConfirmed(session: Session, options: ThroughOptions): Promise<LastWritten> {
  const { clock, evidence } = session.dialect;
  let disagreeing: number | undefined;
  return look(session, options, async (last) => {
    if (!last.closed) return undefined;
    const { number } = await evidence.lastOfFn(options);
    if (number === last.number) return last;
    disagreeing ??= clock.now();
    if (clock.now() - disagreeing < DISAGREEING_LIMIT_MS) return undefined;
    const message = `последний документ по ККТ — ${last.number}, а по ФН — ${number}`;
    throw new AtolError('WITNESSES_DISAGREE', message, { outcome: 'unknown' });
  });
}

async function look(
  session: Session,
  options: ThroughOptions,
  judge: (last: LastDocument) => Promise<LastWritten | undefined>,
): Promise<LastWritten> {
  const { dialect, facts } = session;
  const { clock } = dialect;
  const started = clock.now();
  for (let round = 0; ; round++) {
    const last = await facts.lastDocument(options);
    const found = (await judge(last)) ?? (last.closed ? undefined : await unclosed(session, last, options));
    if (found) return found;
    if (clock.now() - started >= WRITING_LIMIT_MS) throw notClosed(last.number);
    await clock.sleep(WRITING_MS[Math.min(round, WRITING_MS.length - 1)] as number, options.signal);
  }
}

/** The FN itself knows its last document, also while another one is only being filled. It is asked twice. */
async function unclosed(
  session: Session,
  { number, fiscalSign }: LastDocument,
  options: ThroughOptions,
): Promise<LastWritten | undefined> {
  const { evidence } = session.dialect;
  const fn = await unlessRefused(evidence.lastOfFn(options));
  if (!fn || (fn.forming && (await evidence.openReceiptType(options)) === undefined)) return undefined;
  if (fn.number === number) return { number, fiscalSign };
  const again = await evidence.lastOfFn(options);
  return again.number === fn.number ? { number: fn.number, fiscalSign: undefined } : undefined;
}

function notClosed(number: number): AtolError {
  const message = `ККТ не закончила записывать документ (последний: ${number})`;
  return new AtolError('DOCUMENT_NOT_CLOSED', message, { outcome: 'unknown' });
}
