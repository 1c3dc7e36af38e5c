import { restated } from '../../errors/restated.js';
import { DeviceError } from '../../errors.js';
import { readUnsigned } from '../../fiscal/numbers.js';
import { parseTlv, writeTlv } from '../../fiscal/tlv.js';
import { powerAction } from '../../protocol/classic/commands/mode.js';
import { reportType } from '../../protocol/classic/commands/shift.js';
import { deviceError } from '../../protocol/device-errors.js';
import { deviceStatus } from '../../protocol/device-status.js';
import { money } from '../../protocol/p5/fields.js';
import {
  p5Cash,
  p5Commands,
  p5Document,
  p5Finish,
  p5Registration,
  p5Stage,
} from '../../protocol/p5/index.js';
import { begin, finishPrinting } from './begin.js';
import type { P5Memory } from './memory.js';
import { NoCommandError } from './no-command.js';
import { operator } from './operator.js';
import { ask, type Steps, type Translations } from './steps.js';

const REASON = 1101;
const FFD_VERSION = 1209;
/** FFD 1.05. */
const FFD = 2;
const FN_REPLACED = 1;
const { close, goOn } = p5Finish;

export const documentTranslations = {
  *openShift(memory) {
    yield* operator(memory);
    yield* begin(p5Commands.beginShift, { flags: 0 });
    yield* orCancel(ask(p5Commands.openShift, { how: close }));
  },

  *closeShift(memory) {
    const { document, stage } = yield* ask(p5Commands.getState);
    if (document === p5Document.shiftClosing && (stage & p5Stage.notSigned) === 0) {
      yield* ask(p5Commands.closeShift, { how: goOn });
      return;
    }
    yield* operator(memory);
    yield* begin(p5Commands.beginShiftClosing, { flags: 0 });
    yield* orCancel(ask(p5Commands.closeShift, { how: close }));
  },

  *printReport(memory, { type }) {
    yield* operator(memory);
    if (type === reportType.ofdExchange) {
      yield* begin(p5Commands.beginOfdReport, { flags: 0 });
      yield* orCancel(ask(p5Commands.printOfdReport, { how: close }));
    } else if (type === reportType.departments) yield* ask(p5Commands.printDepartments);
    else if (type === reportType.x) yield* inNonFiscal(ask(p5Commands.printReport));
    else throw new NoCommandError('printReport', ` (${type})`);
  },

  *cashIn(memory, { sum }) {
    yield* cash(memory, p5Cash.in, sum);
  },

  *cashOut(memory, { sum }) {
    yield* cash(memory, p5Cash.out, sum);
  },

  *registerFn(memory) {
    const attributes = memory.loose;
    const reason = attributes.map((bytes) => parseTlv(bytes)[0]).find((tlv) => tlv?.tag === REASON);
    const number = reason ? readUnsigned(reason.value) : 0;
    const { first, fnReplaced, changed } = p5Registration;
    const kind = number === 0 ? first : number === FN_REPLACED ? fnReplaced : changed;
    memory.loose = [];
    yield* operator(memory);
    yield* begin(p5Commands.beginRegistration, { how: 0, kind, ffd: FFD });
    yield* orCancel(withAttributes(attributes, ask(p5Commands.registerFn, { how: close })));
  },

  *closeFn(memory) {
    const attributes = memory.loose;
    memory.loose = [];
    yield* operator(memory);
    yield* begin(p5Commands.beginFnClosing, { flags: 0 });
    yield* orCancel(withAttributes(attributes, ask(p5Commands.closeFn, { how: close })));
  },

  *printFnDocument(_memory, { number }) {
    yield* ask(p5Commands.printFnDocument, { number });
  },

  *printRegistrationReport() {
    yield* ask(p5Commands.printRegistrationReport, { how: 0 });
  },

  *repeatLastDocument() {
    yield* ask(p5Commands.repeatLastDocument, { how: 0 });
  },

  *demoPrint(_memory, { kind }) {
    if (kind === 0) yield* ask(p5Commands.demoPrint);
    else if (kind === 1) yield* ask(p5Commands.printInfo);
    else if (kind === 6) yield* ask(p5Commands.printOfdTest, { how: 0 });
    else throw new NoCommandError('demoPrint', ` (${kind})`);
  },

  *continuePrint() {
    yield* finishPrinting();
  },

  *continuePrintReport() {
    yield* finishPrinting();
  },

  *powerControl(memory, { action }) {
    memory.endReceipt();
    if (action === powerAction.off) yield* ask(p5Commands.powerOff, { how: 0 });
    else yield* ask(p5Commands.reboot);
  },

  *fnInitDebug() {
    yield* ask(p5Commands.fnInitDebug);
  },

  *technologicalReset() {
    yield* ask(p5Commands.reset);
  },
} satisfies Translations;

/** A document that is refused at its end is not left begun. */
function* orCancel<A>(steps: Steps<A>): Steps<A> {
  try {
    return yield* steps;
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error;
    const { document, stage } = yield* ask(p5Commands.getState);
    // Signed and not printed: nothing to take back.
    if (document !== 0 && (stage & p5Stage.notSigned) !== 0) yield* ask(p5Commands.cancelReceipt);
    throw error;
  }
}

function* withAttributes<A>(attributes: readonly Uint8Array[], steps: Steps<A>): Steps<A> {
  for (const attribute of attributes) {
    const tag = parseTlv(attribute)[0]?.tag;
    // The version of FFD goes with the first command.
    if (tag === FFD_VERSION) continue;
    try {
      yield* ask(p5Commands.writeAttribute, { attribute, flag: '' });
    } catch (error) {
      throw error instanceof DeviceError ? restated(error, { path: `tag ${tag}` }) : error;
    }
  }
  return yield* steps;
}

function* inNonFiscal<A>(steps: Steps<A>): Steps<A> {
  yield* begin(p5Commands.openReceipt, { type: p5Document.nonFiscal, flags: 0, taxationSystems: 0 });
  const result = yield* orCancel(steps);
  yield* ask(p5Commands.closeReceipt, { how: close });
  return result;
}

function* cash(memory: P5Memory, tag: number, sum: number): Steps<void> {
  if (sum <= 0) throw deviceError(deviceStatus.invalidSum);
  yield* operator(memory);
  const attribute = writeTlv([{ tag, value: money.encode(sum) }]);
  memory.cashBegun = true;
  try {
    yield* inNonFiscal(ask(p5Commands.cashInOut, { attribute }));
    memory.cashBegun = false;
  } catch (error) {
    if (error instanceof DeviceError) memory.cashBegun = false;
    throw error;
  }
}

/**
 * Before the counters of cash are taken for proof: a document that was left open is cancelled. Whether a register counts when the cash
 * is named or when the document is closed is not known; one that is closed later by somebody else would count then.
 */
export function* settleCash(memory: P5Memory): Steps<void> {
  if (!memory.cashBegun) return;
  const { document } = yield* ask(p5Commands.getState);
  if (document === p5Document.nonFiscal) yield* ask(p5Commands.cancelReceipt);
  memory.cashBegun = false;
}
