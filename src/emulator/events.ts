import type { DeviceError } from '../errors.js';
import type { CommandName } from '../protocol/classic/commands/index.js';
import type { P5CommandName } from '../protocol/p5/commands/index.js';

/** One executed command. */
export interface CommandEvent {
  /** Undefined for a code that no command has. */
  readonly name: CommandName | P5CommandName | undefined;
  /** Decoded parameters; undefined when the message could not be read. */
  readonly request: unknown;
  /** Decoded answer; undefined after a refusal and for commands that return nothing. */
  readonly answer: unknown;
  /** Set when the register refused. */
  readonly error: DeviceError | undefined;
  /** Access password and command as they came; of the second protocol channel and command. */
  readonly message: Uint8Array;
  /** The answer as it goes out. */
  readonly bytes: Uint8Array;
  /** Register clock at the begin. */
  readonly dateTime: string;
  /** How long it took, ms of the emulator's clock. */
  readonly ms: number;
}
