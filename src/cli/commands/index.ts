import type { CliCommand } from '../cli-command.js';
import { demo } from './demo.js';
import { emulate } from './emulate.js';
import { raw } from './raw.js';
import { receipt } from './receipt.js';
import { report } from './report.js';
import { shift } from './shift.js';
import { status } from './status.js';

/** In the order of the help. */
export const cliCommands: readonly CliCommand[] = [demo, emulate, status, shift, receipt, report, raw];
