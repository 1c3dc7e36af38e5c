import { type CommandName, commands } from '../../protocol/classic/commands/index.js';
import { isP5CommandName, p5Commands } from '../../protocol/p5/commands/index.js';
import type { FaultCommand } from './fault.js';

/** A command that only reads, of either protocol. */
export function isSafeCommand(name: FaultCommand): boolean {
  if (isP5CommandName(name) && p5Commands[name].safe) return true;
  return Object.hasOwn(commands, name) && commands[name as CommandName].safe;
}
