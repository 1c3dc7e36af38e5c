import { restated } from '../../errors/restated.js';
import { type DeviceError, ProtocolError } from '../../errors.js';
import { p5Error } from './errors.js';
import { type Fields, none, nothing } from './fields.js';
import { decodeP5Message, encodeP5Message, type P5Channel, type P5Message, p5Channel } from './message.js';
import { asciiBytes } from './text.js';

/** Seen with the vendor's driver, or concluded from what it accepts. */
export type P5Evidence = 'seen' | 'inferred';

/**
 * Everything both sides know about one command of the second protocol. The host encodes requests and decodes answers, the emulator the
 * other way round, with the same value.
 */
export interface P5Command<Q = unknown, A = unknown> {
  readonly name: string;
  readonly channel: P5Channel;
  /** Two characters, bytes of the same numbers. */
  readonly code: string;
  /** First field where one code carries several commands: number of a script of `Q2`, step of `b2`. */
  readonly sub: string | undefined;
  readonly title: string;
  readonly request: Fields<Q>;
  readonly answer: Fields<A>;
  /** The last field of the request, or of the answer, has no `;`. */
  readonly open: { readonly request: boolean; readonly answer: boolean };
  /** How long the host waits before it asks what became of it, ms. */
  readonly timeoutMs: number;
  /** It only reads: repeating it changes nothing. */
  readonly safe: boolean;
  readonly evidence: P5Evidence;
  /** Gets the whole answer before anybody judges it. */
  readonly watch?: (body: Uint8Array) => void;
}

interface Definition<Q, A> {
  name: string;
  code: string;
  sub?: string;
  channel?: P5Channel;
  title: string;
  request?: Fields<Q>;
  answer?: Fields<A>;
  openRequest?: boolean;
  openAnswer?: boolean;
  timeoutMs?: number;
  safe?: boolean;
  evidence?: P5Evidence;
}

const USUAL_TIMEOUT = 5000;

export function defineP5<Q = void, A = void>(definition: Definition<Q, A>): P5Command<Q, A> {
  const { openRequest = false, openAnswer = false, ...rest } = definition;
  return {
    channel: p5Channel.fiscal,
    sub: undefined,
    request: none as Fields<unknown> as Fields<Q>,
    answer: nothing as Fields<unknown> as Fields<A>,
    timeoutMs: USUAL_TIMEOUT,
    safe: false,
    evidence: 'seen',
    ...rest,
    open: { request: openRequest, answer: openAnswer },
  };
}

export type P5RequestOf<C> = C extends P5Command<infer Q, infer _A> ? Q : never;
export type P5AnswerOf<C> = C extends P5Command<infer _Q, infer A> ? A : never;

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
