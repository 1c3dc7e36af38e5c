import { commands, deviceStatus, lineOperation } from '../../protocol/index.js';
import { oneOf } from '../../util/options.js';
import { waitPrinted } from '../classic/polling.js';
import type { ClassicSession } from '../classic/session.js';
import type { CallOptions, LongCallOptions } from '../session/call-options.js';
import { unlessRefused } from '../session/refusals.js';

/** Prints that the register makes by itself. */

/** A line of the last document, as it lies in the register's memory. */
export interface PrintedLine {
  /** `\t` in front of a wide character. */
  text: string;
  font: number;
  doubleHeight: boolean;
  lineSpacing: number;
  brightness: number;
}

/** What command 82 prints: a sample, facts of the device, a check of the way to the operator, a run of the mechanism. */
export const demoKinds = { demo: 0, information: 1, technologicalRun: 3, ofdDiagnostics: 6 } as const;
export type DemoKind = keyof typeof demoKinds;
export const demoKind = oneOf(...Object.keys(demoKinds));

/** Command C3 until AF. */
export async function lastLines({ modes }: ClassicSession, options?: CallOptions): Promise<PrintedLine[]> {
  const lines: PrintedLine[] = [];
  for (let operation: number = lineOperation.first; ; operation = lineOperation.next) {
    const line = await unlessRefused(
      modes.run(commands.readLastDocumentLines, { operation }, options),
      deviceStatus.noDataInBuffer,
    );
    if (!line) return lines;
    const { text, font, height, lineSpacing, brightness } = line;
    lines.push({ text, font, doubleHeight: height === 1, lineSpacing, brightness });
  }
}

/** Command 95. */
export async function copyLast(session: ClassicSession, options?: LongCallOptions): Promise<void> {
  await session.caller.callThrough(commands.repeatLastDocument, undefined, options);
  await waitPrinted(session, commands.repeatLastDocument.name, [[2, 2]], options);
}

/** Command A8. */
export async function registrationReport(session: ClassicSession, options?: LongCallOptions): Promise<void> {
  await session.modes.run(commands.printRegistrationReport, undefined, options);
  await waitPrinted(session, commands.printRegistrationReport.name, [[6, 2]], options);
}

/** Command AB. */
export async function fnDocument(
  session: ClassicSession,
  number: number,
  options?: LongCallOptions,
): Promise<void> {
  await session.modes.run(commands.printFnDocument, { number }, options);
  await waitPrinted(session, commands.printFnDocument.name, [[6, 2]], options);
}

/** Command 82. */
export async function demo(
  session: ClassicSession,
  kind: DemoKind,
  options?: LongCallOptions,
): Promise<void> {
  await session.modes.run(commands.demoPrint, { printer: 1, kind: demoKinds[kind] }, options);
  await waitPrinted(session, commands.demoPrint.name, [[7, 2]], options);
}

/** Table 2, row 1: the cliche is not printed by itself (setting `suppressCliche`). */
const SUPPRESS_CLICHE = { table: 2, row: 1, field: 119 } as const;

/** Command 73, or without the footer 6C, unless the tables forbid the cliche. */
export async function endDocument(
  session: ClassicSession,
  footer: boolean,
  options?: LongCallOptions,
): Promise<void> {
  const { caller, modes } = session;
  if (footer) await modes.run(commands.printFooter, undefined, options);
  else {
    const read = caller.callThrough(commands.readTable, SUPPRESS_CLICHE, options);
    const suppressed = await unlessRefused(read, deviceStatus.invalidField);
    // Without such a setting nobody can have set it.
    if (!suppressed?.value[0]) await caller.callThrough(commands.printCliche, undefined, options);
  }
  await waitPrinted(session, commands.printFooter.name, [[2, 2]], options);
}
