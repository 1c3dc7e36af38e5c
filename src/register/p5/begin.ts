import { DeviceError } from '../../errors.js';
import { type P5Command, p5Commands, p5Document, p5Finish, p5Stage } from '../../protocol/p5/index.js';
import { ask, type Steps } from './steps.js';

/** A document is open. */
const OPENED = '3a';
const { close, goOn } = p5Finish;

/** Prints the rest of the last document, whatever it is. */
export function* finishPrinting(): Steps<void> {
  const { document, stage } = yield* ask(p5Commands.getState);
  if (document === 0 || (stage & p5Stage.notSigned) !== 0) return;
  const how = { how: goOn };
  switch (document) {
    case p5Document.shiftOpening:
      yield* ask(p5Commands.openShift, how);
      return;
    case p5Document.shiftClosing:
      yield* ask(p5Commands.closeShift, how);
      return;
    case p5Document.registration:
      yield* ask(p5Commands.registerFn, how);
      return;
    case p5Document.archiveClosing:
      yield* ask(p5Commands.closeFn, how);
      return;
    case p5Document.ofdStatus:
      yield* ask(p5Commands.printOfdReport, how);
      return;
    default:
      yield* ask(p5Commands.closeReceipt, document === p5Document.nonFiscal ? { how: close } : how);
  }
}

/**
 * Begins a document. What was left behind by a lost line is put aside first, as the register says that something is open: a begun
 * document is cancelled, a signed one printed to its end. A receipt stays: whose it is only the caller knows.
 */
export function* begin<Q, A>(command: P5Command<Q, A>, request: Q): Steps<A> {
  const attempt = (): Steps<A> =>
    (ask as (command: P5Command<Q, A>, request: Q) => Steps<A>)(command, request);
  try {
    return yield* attempt();
  } catch (error) {
    if (!(error instanceof DeviceError) || error.deviceCode !== OPENED) throw error;
    const { document, stage } = yield* ask(p5Commands.getState);
    const signed = (stage & p5Stage.notSigned) === 0;
    // Closed, a document of cash may count: whoever left it behind was not told that it was done.
    if (document === p5Document.nonFiscal) yield* ask(p5Commands.cancelReceipt);
    else if (signed && document !== 0) yield* finishPrinting();
    else if (document >= p5Document.shiftOpening && document <= p5Document.ofdStatus)
      yield* ask(p5Commands.cancelReceipt);
    else throw error;
    return yield* attempt();
  }
}
