import { commands, deviceStatus, lineOperation } from '../../protocol/index.js';
import type { DemoKind, OwnPrintDialect, PrintedLine } from '../print/dialect.js';
import type { CallOptions, LongCallOptions } from '../session/call-options.js';
import { unlessRefused } from '../session/refusals.js';
import type { Ground } from './ground.js';
import { waitPrinted } from './polling.js';

/** Commands 47, 73, 80, 82, 85, 88, 95, A8, AB and C3. */
export function classicOwnPrints(ground: Ground): OwnPrintDialect {
  const { caller } = ground;
  return {
    endDocument: (footer, options) => endDocument(ground, footer, options),
    copyLast: (options) => copyLast(ground, options),
    lastLines: (options) => lastLines(ground, options),
    registrationReport: (options) => registrationReport(ground, options),
    fnDocument: (number, options) => fnDocument(ground, number, options),
    demo: (kind, options) => demo(ground, kind, options),
    async beep(tone, options) {
      if (!tone) await caller.callThrough(commands.beep, undefined, options);
      else await caller.callThrough(commands.sound, soundRequest(tone), options);
    },
    async openDrawer(pulses, options) {
      if (!pulses) await caller.callThrough(commands.openDrawer, undefined, options);
      else {
        const { on, off, repeats } = pulses;
        const request = { on: on / 10, off: off / 10, repeats };
        await caller.callThrough(commands.pulseDrawer, request, options);
      }
    },
  };
}

const BASE_FREQUENCY = 921_600;

/** Command 88: a divider of the base frequency, tens of milliseconds. */
function soundRequest({ frequency, ms }: { frequency: number; ms: number }) {
  return { divider: 0x10000 - Math.floor(BASE_FREQUENCY / frequency), duration: ms / 10 };
}

/** What command 82 prints. */
const demoCodes: Readonly<Record<DemoKind, number>> = {
  demo: 0,
  information: 1,
  technologicalRun: 3,
  ofdDiagnostics: 6,
};

/** Command C3 until AF. */
async function lastLines({ modes }: Ground, options?: CallOptions): Promise<PrintedLine[]> {
  const lines: PrintedLine[] = [];
  for (let operation: number = lineOperation.first; ; operation = lineOperation.next) {
    const line = await unlessRefused(
      modes.send(commands.readLastDocumentLines, { operation }, options),
      deviceStatus.noDataInBuffer,
    );
    if (!line) return lines;
    const { text, font, height, lineSpacing, brightness } = line;
    lines.push({ text, font, doubleHeight: height === 1, lineSpacing, brightness });
  }
}

/** Command 95. */
async function copyLast(ground: Ground, options?: LongCallOptions): Promise<void> {
  await ground.caller.callThrough(commands.repeatLastDocument, undefined, options);
  await waitPrinted(ground, commands.repeatLastDocument.name, [[2, 2]], options);
}

/** Command A8. */
async function registrationReport(ground: Ground, options?: LongCallOptions): Promise<void> {
  await ground.modes.send(commands.printRegistrationReport, undefined, options);
  await waitPrinted(ground, commands.printRegistrationReport.name, [[6, 2]], options);
}

/** Command AB. */
async function fnDocument(ground: Ground, number: number, options?: LongCallOptions): Promise<void> {
  await ground.modes.send(commands.printFnDocument, { number }, options);
  await waitPrinted(ground, commands.printFnDocument.name, [[6, 2]], options);
}

/** Command 82. */
async function demo(ground: Ground, kind: DemoKind, options?: LongCallOptions): Promise<void> {
  await ground.modes.send(commands.demoPrint, { printer: 1, kind: demoCodes[kind] }, options);
  await waitPrinted(ground, commands.demoPrint.name, [[7, 2]], options);
}

/** Table 2, row 1: the cliche is not printed by itself (setting `suppressCliche`). */
const SUPPRESS_CLICHE = { table: 2, row: 1, field: 119 } as const;

/** Command 73, or without the footer 6C, unless the tables forbid the cliche. */
async function endDocument(ground: Ground, footer: boolean, options?: LongCallOptions): Promise<void> {
  const { caller, modes } = ground;
  if (footer) await modes.send(commands.printFooter, undefined, options);
  else {
    const read = caller.callThrough(commands.readTable, SUPPRESS_CLICHE, options);
    const suppressed = await unlessRefused(read, deviceStatus.invalidField);
    // Without such a setting nobody can have set it.
    if (!suppressed?.value[0]) await caller.callThrough(commands.printCliche, undefined, options);
  }
  await waitPrinted(ground, commands.printFooter.name, [[2, 2]], options);
}
