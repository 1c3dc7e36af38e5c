import { AbortedError, type DeviceError, ProtocolError } from '../../errors.js';
import { decodeP5Command, encodeP5Answer, encodeP5Refusal } from '../../protocol/p5/command.js';
import { p5CommandOf } from '../../protocol/p5/commands/index.js';
import type { P5Command } from '../../protocol/p5/definition.js';
import { p5Error } from '../../protocol/p5/errors.js';
import { decodeP5Message, type P5Channel } from '../../protocol/p5/message.js';
import type { P5Executed } from './handlers/handlers.js';
import { asRefusal, codeOfRefusal } from './refusal.js';

/** What became of one message. */
export interface P5Outcome {
  /** Error code and fields; nothing when the power failed meanwhile. */
  readonly answer: Uint8Array;
  /** Undefined for a code that no command has. */
  readonly name: P5Executed | undefined;
  readonly request: unknown;
  readonly value: unknown;
  /** Undefined when executed. */
  readonly error: DeviceError | undefined;
}

/** Runs the handler of a command. */
export type PerformP5 = (name: P5Executed, request: unknown) => Promise<unknown>;

const NOTHING = new Uint8Array(0);

/** Which command a message is, without reading its fields. */
export function p5NameOf(channel: P5Channel, body: Uint8Array): P5Executed | undefined {
  try {
    return p5CommandOf(channel, decodeP5Message(body))?.name as P5Executed | undefined;
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/** One message: command and fields. An exception that is no refusal becomes "internal fault" and goes to `onError`. */
export async function executeP5(
  channel: P5Channel,
  body: Uint8Array,
  perform: PerformP5,
  onError: (error: unknown) => void,
): Promise<P5Outcome> {
  let command: P5Command | undefined;
  let request: unknown;
  try {
    const message = decodeP5Message(body);
    command = p5CommandOf(channel, message);
    if (!command) throw p5Error(':1');
    request = decodeP5Command(command, message);
    const value = await perform(command.name as P5Executed, request);
    const answer = encodeP5Answer(command, value);
    return { answer, name: command.name as P5Executed, request, value, error: undefined };
  } catch (thrown) {
    const name = command?.name as P5Executed | undefined;
    // Switched off in the middle of a command: nobody is there to answer.
    const off = thrown instanceof AbortedError;
    const refusal = asRefusal(thrown) ?? (thrown instanceof ProtocolError ? p5Error('5B') : undefined);
    if (!refusal && !off) onError(thrown);
    const code = refusal ? codeOfRefusal(refusal) : '1P';
    const error = p5Error(code, name);
    return { answer: off ? NOTHING : encodeP5Refusal(code), name, request, value: undefined, error };
  }
}
