import type { CliCommand } from '../cli-command.js';
import { barcode } from './barcode.js';
import { cancel } from './cancel.js';
import { cash } from './cash.js';
import { convert } from './convert.js';
import { cut } from './cut.js';
import { demo } from './demo.js';
import { discover } from './discover.js';
import { doctor } from './doctor.js';
import { drawer } from './drawer.js';
import { dump } from './dump.js';
import { emulate } from './emulate.js';
import { fn } from './fn.js';
import { json } from './json.js';
import { ofd } from './ofd.js';
import { ofdProxy } from './ofd-proxy.js';
import { print } from './print.js';
import { raw } from './raw.js';
import { receipt } from './receipt.js';
import { register } from './register.js';
import { report } from './report.js';
import { setting } from './setting.js';
import { shift } from './shift.js';
import { status } from './status.js';
import { table } from './table.js';

/** In the order of the help. */
export const cliCommands: readonly CliCommand[] = [
  demo,
  emulate,
  ofd,
  ofdProxy,
  discover,
  doctor,
  dump,
  status,
  shift,
  receipt,
  json,
  convert,
  cancel,
  cash,
  report,
  print,
  barcode,
  drawer,
  cut,
  register,
  fn,
  setting,
  table,
  raw,
];
