import { AtolError } from '../errors.js';
import { type AnswerOf, commands, registers } from '../protocol/index.js';
import type { ThroughOptions } from './caller.js';
import type { LastDocument } from './facts.js';
import { type Session, unlessRefused } from './session.js';

/** Pauses between looks at a document that is being written, ms; the last one is repeated. */
const WRITING_MS = [50, 100, 200, 400, 800, 1000] as const;

/** Longest time that a document is waited for, ms. */
const WRITING_LIMIT_MS = 60_000;

/** Longest time that register and FN may disagree, ms. */
const DISAGREEING_LIMIT_MS = 5000;

type FnStatus = AnswerOf<typeof commands.fnGetStatus>;

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
export function lastWitnessed(session: Session, options: ThroughOptions): Promise<LastWritten> {
  const { clock } = session.caller;
  let disagreeing: number | undefined;
  return look(session, options, async (last) => {
    if (!last.closed) return undefined;
    const { lastDocument } = await fnStatus(session, options);
    if (lastDocument === last.number) return last;
    disagreeing ??= clock.now();
    if (clock.now() - disagreeing < DISAGREEING_LIMIT_MS) return undefined;
    const message = `последний документ по регистру 34 — ${last.number}, а по ФН — ${lastDocument}`;
    throw new AtolError('WITNESSES_DISAGREE', message, { outcome: 'unknown' });
  });
}

async function look(
  session: Session,
  options: ThroughOptions,
  judge: (last: LastDocument) => Promise<LastWritten | undefined>,
): Promise<LastWritten> {
  const { caller, facts } = session;
  const started = caller.clock.now();
  for (let round = 0; ; round++) {
    const last = await facts.lastDocument(options);
    const found = (await judge(last)) ?? (last.closed ? undefined : await unclosed(session, last, options));
    if (found) return found;
    if (caller.clock.now() - started >= WRITING_LIMIT_MS) throw notClosed(last.number);
    await caller.clock.sleep(WRITING_MS[Math.min(round, WRITING_MS.length - 1)] as number, options.signal);
  }
}

/** The FN itself knows its last document, also while another one is only being filled. It is asked twice. */
async function unclosed(
  session: Session,
  { number, fiscalSign }: LastDocument,
  options: ThroughOptions,
): Promise<LastWritten | undefined> {
  const status = await unlessRefused(fnStatus(session, options));
  if (!status || !(status.currentDocument === 0 || (await isReceiptOpen(session, options)))) return undefined;
  const { lastDocument } = status;
  if (lastDocument === number) return { number, fiscalSign };
  const again = await fnStatus(session, options);
  return again.lastDocument === lastDocument ? { number: lastDocument, fiscalSign: undefined } : undefined;
}

function fnStatus({ caller }: Session, options: ThroughOptions): Promise<FnStatus> {
  return caller.callThrough(commands.fnGetStatus, undefined, options);
}

async function isReceiptOpen({ caller }: Session, options: ThroughOptions): Promise<boolean> {
  return (await caller.readThrough(registers.receiptState, options)).receiptType !== 0;
}

function notClosed(number: number): AtolError {
  const message = `ККТ не закончила записывать документ (регистр 34: ${number})`;
  return new AtolError('DOCUMENT_NOT_CLOSED', message, { outcome: 'unknown' });
}
