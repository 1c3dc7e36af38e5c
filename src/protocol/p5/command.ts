import { restated } from '../../errors/restated.js';
import { type DeviceError, ProtocolError } from '../../errors.js';
import type { P5Command } from './definition.js';
import { p5Error } from './errors.js';
import { decodeP5Message, encodeP5Message, type P5Message } from './message.js';
import { asciiBytes } from './text.js';

/** Error code of an answer that refuses nothing. */
export const P5_OK = '00';

/** Command and fields, without task id. Throws ProtocolError `RANGE` naming the field. */
export function encodeP5Command<Q, A>(command: P5Command<Q, A>, request: Q): Uint8Array {
  try {
    const fields = command.request.encode(request);
    const all = command.sub === undefined ? fields : [asciiBytes(command.sub), ...fields];
    return encodeP5Message({ code: command.code, fields: all, open: command.open.request });
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw restated(error, { outcome: 'not-sent', message: `Команда ${command.name}: ${error.message}` });
  }
}

/** Reads the fields of a command that `message` was found to be. */
export function decodeP5Command<Q, A>(command: P5Command<Q, A>, { fields }: P5Message): Q {
  return command.request.decode(command.sub === undefined ? fields : fields.slice(1));
}

export function encodeP5Answer<Q, A>(command: P5Command<Q, A>, answer: A): Uint8Array {
  const fields = command.answer.encode(answer);
  return encodeP5Message({ code: P5_OK, fields, open: command.open.answer });
}

/** The register's "no": two characters. */
export function encodeP5Refusal(code: string): Uint8Array {
  return encodeP5Message({ code, fields: [], open: false });
}

/**
 * The typed answer. Throws DeviceError when the register refused, ProtocolError when the fields have no known shape. More fields than
 * are known are tolerated.
 */
export function decodeP5Result<Q, A>(command: P5Command<Q, A>, body: Uint8Array): A {
  try {
    command.watch?.(body);
    const message = decodeP5Message(body);
    if (message.code !== P5_OK) throw refused(message.code, command.name);
    return command.answer.decode(message.fields);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw restated(error, { message: `Ответ на ${command.name}: ${error.message}` });
  }
}

function refused(code: string, command: string): DeviceError {
  return p5Error(code, command);
}
