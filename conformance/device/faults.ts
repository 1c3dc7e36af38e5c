import type { Emulator } from '../../src/emulator/index.js';
import { commandByCode, deviceError } from '../../src/protocol/index.js';

/** What goes wrong in the register at one command. */
export interface RegisterFault {
  /** Code of the command, hex. */
  readonly command: string;
  /** Error byte of the answer, hex; the command succeeds when absent. */
  readonly error?: string;
  /** Extended error that register 37 then shows, hex. */
  readonly extended?: string;
  /** Whether the register does what the command says before it answers so. */
  readonly executed: boolean;
  /** False: the document does not get to the end of its paper. */
  readonly printed?: false;
  /** How many commands meet the fault. */
  readonly times: number;
}

export function injectFault(emulator: Emulator, fault: RegisterFault): void {
  const command = commandByCode(Number.parseInt(fault.command, 16));
  if (command === undefined) throw new Error(`There is no command ${fault.command}`);
  const error = parseHex(fault.error);
  const extended = parseHex(fault.extended);
  let left = fault.times;
  const remove = emulator.override(command.name as Parameters<Emulator['override']>[0], async (_, next) => {
    left -= 1;
    if (left === 0) remove();
    const answer = fault.executed ? await next() : undefined;
    if (fault.printed === false) {
      // A report goes on after its answer and prints last of all.
      void emulator.idle.then(() => {
        emulator.state.printed = false;
      });
    }
    if (error !== undefined) throw deviceError(error, extended);
    return answer;
  });
}

function parseHex(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number.parseInt(text, 16);
}
