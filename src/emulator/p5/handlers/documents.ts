import { tagById } from '../../../fiscal/tags.js';
import { reportType } from '../../../protocol/classic/commands/shift.js';
import { deviceError } from '../../../protocol/device-errors.js';
import { deviceStatus } from '../../../protocol/device-status.js';
import { p5Finish, p5Registration } from '../../../protocol/p5/commands/documents.js';
import { p5Document } from '../../../protocol/p5/commands/state.js';
import { addAttribute } from '../../device/attributes.js';
import { registrationReason } from '../../device/registering.js';
import { plainText } from '../../device/text.js';
import type { P5Kkt } from '../kkt.js';
import { newP5Work } from '../memory.js';
import type { P5Handlers } from './handlers.js';
import { goOn } from './receipt.js';

const PRINTER = 1;
/** Kinds of the classic demo print. */
const demo = { demo: 0, info: 1, ofd: 6 } as const;

export const documentHandlers = {
  login({ device }, { name, inn }) {
    device.state.operator = { name: plainText(name), inn };
  },

  beginShift(kkt) {
    kkt.device.requireRegistered();
    kkt.requireNothingOpen();
    if (kkt.device.shiftOpen) throw deviceError(deviceStatus.deniedInOpenedShift);
    begin(kkt, p5Document.shiftOpening);
  },

  openShift: (kkt, { how }) =>
    carryOut(kkt, how, p5Document.shiftOpening, () =>
      kkt.finish(p5Document.shiftOpening, 'openShift', { flags: 0 }),
    ),

  beginShiftClosing(kkt) {
    kkt.requireNothingOpen();
    if (!kkt.device.shiftOpen) throw deviceError(deviceStatus.deniedInClosedShift);
    begin(kkt, p5Document.shiftClosing);
  },

  async closeShift(kkt, { how }) {
    const finish = (): Promise<void> => kkt.finish(p5Document.shiftClosing, 'closeShift', undefined);
    // A begun one ends with `cB0;` or is cancelled; only what the FN has signed is gone on with.
    if (how !== p5Finish.goOn || !kkt.brokenZ?.signed)
      return carryOut(kkt, how, p5Document.shiftClosing, finish);
    await finish();
    kkt.device.state.interruptedZ = undefined;
    return kkt.closed;
  },

  beginRegistration(kkt, { kind }) {
    kkt.requireNothingOpen();
    begin(kkt, p5Document.registration);
    kkt.work.registration = kind;
    kkt.device.state.registrationAttributes = [];
  },

  registerFn: (kkt, { how }) =>
    carryOut(kkt, how, p5Document.registration, async () => {
      if (kkt.work.registration === p5Registration.fnReplaced) {
        const value = Uint8Array.of(registrationReason.fnReplaced, 0, 0, 0);
        const reason = { tag: tagById('reregistrationReason').tag, value: value.subarray(0, 1) };
        addAttribute(kkt.device.state.registrationAttributes, reason, true);
      }
      await kkt.finish(p5Document.registration, 'registerFn', undefined);
    }),

  beginFnClosing(kkt) {
    kkt.requireNothingOpen();
    begin(kkt, p5Document.archiveClosing);
    kkt.device.state.registrationAttributes = [];
  },

  closeFn: (kkt, { how }) =>
    carryOut(kkt, how, p5Document.archiveClosing, () =>
      kkt.finish(p5Document.archiveClosing, 'closeFn', undefined),
    ),

  beginOfdReport(kkt) {
    kkt.device.requireRegistered();
    kkt.requireNothingOpen();
    begin(kkt, p5Document.ofdStatus);
  },

  printOfdReport: (kkt, { how }) =>
    carryOut(kkt, how, p5Document.ofdStatus, () =>
      kkt.finish(p5Document.ofdStatus, 'printReport', { type: reportType.ofdExchange }),
    ),

  printFnDocument: (kkt, { number }) => kkt.finish(p5Document.nonFiscal, 'printFnDocument', { number }),

  repeatLastDocument: (kkt) => kkt.finish(p5Document.nonFiscal, 'repeatLastDocument', undefined),

  printRegistrationReport: (kkt) => kkt.finish(p5Document.nonFiscal, 'printRegistrationReport', undefined),

  demoPrint: (kkt) => print(kkt, demo.demo),
  printInfo: (kkt) => print(kkt, demo.info),
  printOfdTest: (kkt) => print(kkt, demo.ofd),
} satisfies Partial<P5Handlers>;

function begin(kkt: P5Kkt, kind: number): void {
  kkt.work = { ...newP5Work(), begun: kind };
}

/** The second half of a document, or the rest of its paper. What was begun ends with it, good or bad, unless nothing was signed. */
async function carryOut(kkt: P5Kkt, how: number, kind: number, work: () => Promise<void>) {
  if (how === p5Finish.goOn) {
    await goOn(kkt);
    return kkt.closed;
  }
  kkt.requireBegun(kind);
  const before = kkt.device.fn.state.last.number;
  try {
    await work();
  } finally {
    if (kkt.device.fn.state.last.number > before) kkt.work = newP5Work();
  }
  return kkt.closed;
}

function print(kkt: P5Kkt, kind: number): Promise<void> {
  kkt.requireNothingOpen();
  return kkt.finish(p5Document.nonFiscal, 'demoPrint', { printer: PRINTER, kind });
}
