import { printerFlag, stateFlag } from '../../protocol/classic/commands/info.js';
import { deviceStatus } from '../../protocol/device-status.js';

interface Trouble {
  /** Bits of command 45. */
  readonly code: number;
  /** Error byte of what cannot be printed, */
  readonly status: number;
  /** and the two characters of the second protocol. */
  readonly p5: string;
}

/** What keeps a printer from printing. */
export const printerTroubles = {
  out: { code: printerFlag.noPaper, status: deviceStatus.noPaper, p5: '12' },
  // No bit of 45 and no error byte of its own is known for an open cover: 3F tells it. The second protocol has codes for it and the cutter.
  cover: { code: printerFlag.noPaper, status: deviceStatus.noPaper, p5: '22' },
  overheat: { code: printerFlag.overheated, status: deviceStatus.printerOverheat, p5: '32' },
  cutter: { code: printerFlag.cutterFault, status: deviceStatus.mechanicalFault, p5: '52' },
  printer: { code: printerFlag.noPrinter, status: deviceStatus.printerFault, p5: '62' },
  mechanics: { code: printerFlag.mechanicalFault, status: deviceStatus.mechanicalFault, p5: '62' },
} as const satisfies Readonly<Record<string, Trouble>>;

export type PrinterTrouble = keyof typeof printerTroubles;

/** Bits of command 3F. */
export function paperFlags(trouble: PrinterTrouble | undefined): number {
  return (trouble === 'out' ? 0 : stateFlag.paperPresent) | (trouble === 'cover' ? stateFlag.coverOpen : 0);
}
