import { restated } from '../../errors/restated.js';
import { type DeviceError, ProtocolError } from '../../errors.js';
import { needBytes, needObject, wrongArgument } from '../../util/arguments.js';
import { asReading, readable } from '../../util/options.js';
import { Reader, Writer } from '../bytes.js';
import { bcd } from '../codec.js';
import { deviceError } from '../device-errors.js';
import type { Command } from './definition.js';
import { type Envelope, type Refusal, standard } from './envelope.js';

/** Access password in front of every command: 4 decimal digits, 0 when not set (table 2, row 1, field 23). */
const accessPassword = bcd(2);

/**
 * A message is what a link carries: access password and command.
 * Throws ProtocolError `RANGE` naming the field when a value does not fit.
 */
export function encodeRequest<Q, A>(command: Command<Q, A>, request: Q, password = 0): Uint8Array {
  needCommand(command);
  const writer = Writer.lend();
  writeRequest(writer, command, request, password);
  return Writer.bytesOf(writer);
}

/** Throws as `encodeRequest` does. */
export function checkRequest<Q, A>(command: Command<Q, A>, request: Q): void {
  needCommand(command);
  const writer = Writer.lend();
  writeRequest(writer, command, request, 0);
  Writer.giveBack(writer);
}

function writeRequest<Q, A>(writer: Writer, command: Command<Q, A>, request: Q, password: number): void {
  accessPassword.encode(writer, password);
  writer.u8(command.code);
  if (command.sub !== undefined) writer.u8(command.sub);
  try {
    command.request.encode(writer, request);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw asReading('request', error);
    throw restated(error, { outcome: 'not-sent', message: `Команда ${command.name}: ${error.message}` });
  }
}

/** Password and bytes of a message. Throws ProtocolError when it is shorter than a command. */
export function openMessage(message: Uint8Array): {
  password: number;
  code: number;
  sub: number | undefined;
  reader: Reader;
} {
  needBytes(message, 'message');
  const reader = new Reader(message);
  const password = accessPassword.decode(reader);
  const code = reader.u8();
  return { password, code, sub: message[3], reader };
}

/** Reads the parameters after the code; the whole message must be used up. */
export function decodeRequest<Q, A>(command: Command<Q, A>, reader: Reader): Q {
  needCommand(command);
  if (!(reader instanceof Reader))
    throw wrongArgument('reader', 'нужен Reader', 'a Reader is needed', reader);
  if (command.sub !== undefined) reader.u8();
  const request = command.request.decode(reader);
  if (reader.remaining > 0) {
    throw new ProtocolError('TRAILING', `Команда ${command.name}: ${reader.remaining} лишних байт`);
  }
  return request;
}

export function encodeAnswer<Q, A>(command: Command<Q, A>, answer: A): Uint8Array {
  needCommand(command);
  const writer = Writer.lend();
  command.envelope.seal(writer);
  try {
    command.answer.encode(writer, answer);
  } catch (error) {
    throw asReading('answer', error);
  }
  return Writer.bytesOf(writer);
}

/** The register's "no" to a command; without a command (unknown code) it is `55 err ext`. */
export function encodeRefusal(refusal: Refusal, envelope: Envelope = standard): Uint8Array {
  needObject(refusal, 'refusal');
  needObject(envelope, 'envelope');
  const writer = Writer.lend();
  readable('refusal', () => envelope.refuse(writer, refusal));
  return Writer.bytesOf(writer);
}

/**
 * The typed answer. Throws DeviceError when the register refused, ProtocolError when the answer has no known shape.
 * Bytes after the known fields are tolerated: newer firmware appends.
 */
export function decodeAnswer<Q, A>(command: Command<Q, A>, bytes: Uint8Array): A {
  needCommand(command);
  needBytes(bytes, 'bytes');
  const reader = new Reader(bytes);
  try {
    const refusal = command.envelope.open(reader);
    if (refusal) throw refused(refusal, command.name);
    return command.answer.decode(reader);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw restated(error, { message: `Ответ на ${command.name}: ${error.message}` });
  }
}

/** @throws ValidationError for what is no command of `defineCommand`. */
function needCommand<Q, A>(command: Command<Q, A>): void {
  if (isCommand(command)) return;
  throw wrongArgument(
    'command',
    'нужна команда из commands или от defineCommand()',
    'a command of `commands` or of defineCommand() is needed',
    command,
  );
}

function isCommand<Q, A>(command: Command<Q, A>): boolean {
  try {
    const { request, answer, envelope } = command;
    return (
      typeof request.encode === 'function' && typeof answer.decode === 'function' && envelope !== undefined
    );
  } catch {
    return false;
  }
}

function refused({ status, extended }: Refusal, command: string): DeviceError {
  // Only F6 carries its extended code in the third byte; elsewhere that byte means nothing.
  return deviceError(status, status === 0xf6 ? (extended ?? 0) : undefined, command);
}
