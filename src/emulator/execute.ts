import { AbortedError, DeviceError, ProtocolError } from '../errors.js';
import { decodeRequest, encodeAnswer, encodeRefusal, openMessage } from '../protocol/classic/command.js';
import { type CommandName, commandByCode } from '../protocol/classic/commands/index.js';
import type { Command } from '../protocol/classic/definition.js';
import { standard } from '../protocol/classic/envelope.js';
import { deviceError } from '../protocol/device-errors.js';
import { deviceStatus } from '../protocol/device-status.js';
import type { Device } from './device/device.js';
import { checkInterruptedZ } from './device/interrupted-z.js';
import { FnError } from './fn/fn-error.js';
import { requireFn } from './fn-needed.js';

/** What became of one message. */
export interface Executed {
  /** The whole answer. */
  readonly answer: Uint8Array;
  readonly refused: boolean;
  /** Undefined for a code that no command has. */
  readonly name: CommandName | undefined;
  /** Undefined when the message could not be read. */
  readonly request: unknown;
  /** Value of the answer; undefined after a refusal and for commands that return nothing. */
  readonly value: unknown;
  /** Error byte; undefined when executed. */
  readonly error: DeviceError | undefined;
}

/** Finds and runs the handler of a command. */
export type Perform = (name: CommandName, request: unknown) => unknown;

/**
 * One message: access password, command, parameters. Every one gets an answer; an exception that is no refusal becomes the
 * register's "internal fault" and goes to `onError`.
 */
export async function executeMessage(
  device: Device,
  message: Uint8Array,
  perform: Perform,
  onError: (error: unknown) => void,
): Promise<Executed> {
  let command: Command | undefined;
  let request: unknown;
  try {
    const opened = attempt(() => openMessage(message));
    command = opened.value && commandByCode(opened.value.code, opened.value.sub);
    const { reader } = opened.value ?? fail(opened.status);
    if (opened.value?.password !== device.settings.accessPassword)
      throw deviceError(deviceStatus.invalidPassword);
    if (!command) throw deviceError(deviceStatus.notSupported);
    const found = command;
    const decoded = attempt(() => ({ request: decodeRequest(found, reader) }));
    ({ request } = decoded.value ?? fail(decoded.status));
    checkState(device, command, request);
    requireFn(device, command.name as CommandName, request);
    const value = await perform(command.name as CommandName, request);
    const answer = encodeAnswer(command, value);
    if (!command.safe) succeeded(device, command);
    return { answer, refused: false, name: command.name as CommandName, request, value, error: undefined };
  } catch (thrown) {
    const error = refusalOf(thrown, onError);
    // Without power nothing is noted.
    if (!(thrown instanceof AbortedError))
      device.state.lastError = { code: error.status, extended: error.extended ?? 0 };
    const { status, extended } = error;
    const answer = encodeRefusal({ status, extended }, command?.envelope ?? standard);
    return {
      answer,
      refused: true,
      name: command?.name as CommandName | undefined,
      request,
      value: undefined,
      error,
    };
  }
}

function checkState(device: Device, command: Command, request: unknown): void {
  // Only questions are answered while an operation goes on.
  if (device.state.operation && !command.safe) throw deviceError(deviceStatus.busy);
  if (!command.safe) checkInterruptedZ(device, command.name, request);
  if (command.mode !== undefined && command.mode !== device.state.mode)
    throw deviceError(deviceStatus.invalidMode);
}

/** An operation that failed before its answer (no latency) must not lose its error. */
function succeeded({ state }: Device, command: Command): void {
  if (!operations.has(command.name)) state.lastError = { code: 0, extended: 0 };
}

/** Their outcome is told by register 37 only. */
const operations: ReadonlySet<string> = new Set<CommandName>([
  'openShift',
  'closeShift',
  'printReport',
  'generalReset',
  'printRegistrationReport',
  'printFnDocument',
  'registerFn',
  'closeFn',
  'demoPrint',
]);

function attempt<T>(read: () => T): { value?: T; status: number } {
  try {
    return { value: read(), status: 0 };
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    const length = error.code === 'TRUNCATED' || error.code === 'TRAILING';
    return { status: length ? 0x14 : 0x13 };
  }
}

function fail(status: number): never {
  throw deviceError(status);
}

function refusalOf(thrown: unknown, onError: (error: unknown) => void): DeviceError {
  if (thrown instanceof DeviceError) return thrown;
  if (thrown instanceof FnError) return deviceError(thrown.status);
  // Switched off in the middle of a command: nobody is there to read the answer.
  if (!(thrown instanceof AbortedError)) onError(thrown);
  return deviceError(deviceStatus.extendedByte, 0x03);
}
