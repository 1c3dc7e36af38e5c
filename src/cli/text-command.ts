import { AtolError } from '../errors.js';
import { formatKopecks, formatQuantity } from '../fiscal/index.js';
import {
  decodeP5Message,
  decodeP5Text,
  defineP5,
  encodeP5Message,
  encodeP5Text,
  type FieldUnit,
  isP5CommandName,
  type P5Channel,
  type P5Command,
  type P5Message,
  p5Channel,
  p5CommandOf,
  p5Commands,
} from '../protocol/p5/index.js';
import { closest } from '../util/closest.js';
import { toHex } from '../util/hex.js';
import type { Context, ValuesOf } from './cli-command.js';
import { CommandFailure, InputError } from './errors.js';
import { columns, dateTime } from './format.js';
import { titleIn } from './language.js';
import { readChoice, type registerOptions, withRegister } from './register.js';

const channels = {
  fiscal: p5Channel.fiscal,
  system: p5Channel.system,
  transport: p5Channel.transport,
} as const;
type ChannelName = keyof typeof channels;
const channelNames = Object.keys(channels) as ChannelName[];

interface Given {
  readonly text: string | undefined;
  readonly channel: string | undefined;
}

/** A command of the second protocol as somebody wrote it. */
export interface TextCommand {
  readonly channel: P5Channel;
  readonly message: P5Message;
  readonly known: P5Command | undefined;
  readonly safe: boolean;
}

/** What `--text` and `--channel` say; undefined when there is no `--text`. Throws InputError. */
export function readTextCommand(hex: string | undefined, { text, channel }: Given): TextCommand | undefined {
  if (text === undefined) {
    if (channel !== undefined) throw new InputError('--channel бывает только вместе с --text');
    if (hex === undefined) throw new InputError('Не указано: HEX или --text');
    return undefined;
  }
  if (hex !== undefined) throw new InputError('Или HEX, или --text, а не оба сразу');
  const asked = channel === undefined ? undefined : readChoice('--channel', channel, channelNames);
  const named = byName(text);
  if (named) return withChannel(named.command, named.rest, asked);
  const message = readMessage(text);
  if (asked !== undefined) return found(channels[asked], message);
  const all = channelNames.map((name) => found(channels[name], message));
  return all.find(({ known }) => known !== undefined) ?? found(p5Channel.fiscal, message);
}

function found(channel: P5Channel, message: P5Message): TextCommand {
  const known = p5CommandOf(channel, message);
  return { channel, message, known, safe: known?.safe ?? false };
}

function withChannel(known: P5Command, rest: string, asked: ChannelName | undefined): TextCommand {
  if (asked !== undefined && channels[asked] !== known.channel)
    throw new InputError(
      `У команды ${known.name} другой канал: ${channelName(known.channel)}, а не ${asked}`,
    );
  const sub = known.sub === undefined ? '' : `${known.sub};`;
  const { fields, open } = readMessage(`--${sub}${rest}`);
  return { channel: known.channel, message: { code: known.code, fields, open }, known, safe: known.safe };
}

/** A first word of letters alone that stands for itself is a name: codes have two characters, and `;` or a digit behind them. */
function byName(text: string): { command: P5Command; rest: string } | undefined {
  const [, word, rest = ''] = /^([A-Za-z]{3,}[A-Za-z0-9]*)(?:\s+(.*))?$/s.exec(text) ?? [];
  if (word === undefined) return undefined;
  if (isP5CommandName(word)) return { command: p5Commands[word] as unknown as P5Command, rest };
  const like = closest(word, Object.keys(p5Commands));
  if (like !== undefined) throw new InputError(`Нет команды «${word}», возможно, «${like}»`);
  if (!text.includes(';'))
    throw new InputError(`Нет команды «${word}»: нужно её имя или код и поля, например "b11;0;1;"`);
  return undefined;
}

const BACKSLASH = '\\';

/** Code and fields in CP866, `\x00` for a byte. Throws InputError. */
function readMessage(text: string): P5Message {
  const bytes: number[] = [];
  for (const [piece] of text.matchAll(/\\x[0-9A-Fa-f]{2}|\\\\|./gsu)) {
    if (piece === BACKSLASH) throw new InputError('После \\ нужно x и две цифры или ещё одна \\: \\x00');
    if (piece === BACKSLASH + BACKSLASH) bytes.push(BACKSLASH.charCodeAt(0));
    else if (piece.startsWith(BACKSLASH)) bytes.push(Number.parseInt(piece.slice(2), 16));
    else {
      const encoded = encodeP5Text(piece);
      if (decodeP5Text(encoded) !== piece) throw new InputError(`Символа «${piece}» в CP866 нет`);
      bytes.push(...encoded);
    }
  }
  if (bytes.length < 2) throw new InputError('Код команды — два символа, например 01');
  if (endsEscaped(bytes)) throw new InputError('После ~ нужен символ: сама тильда пишется ~~');
  return decodeP5Message(Uint8Array.from(bytes));
}

const TILDE = '~'.charCodeAt(0);

function endsEscaped(bytes: readonly number[]): boolean {
  let tildes = 0;
  while (bytes.at(-1 - tildes) === TILDE) tildes++;
  return tildes % 2 === 1 && bytes.length - tildes >= 2;
}

/** Bytes of this protocol as a person types them; {@link readMessage} reads them back. */
function showBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => {
    if (byte === BACKSLASH.charCodeAt(0)) return BACKSLASH + BACKSLASH;
    return byte < 0x20 || byte === 0x7f
      ? `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`
      : decodeP5Text(Uint8Array.of(byte));
  }).join('');
}

function channelName(channel: P5Channel): string {
  return channelNames.find((name) => channels[name] === channel) ?? toHex(Uint8Array.of(channel));
}

type Options = ValuesOf<typeof registerOptions>;
type TextContext = Pick<Context, 'io' | 'print' | 'json' | 'language'> & { readonly options: Options };

/** Sends it and shows what came; a refusal is shown, too, before it is reported. */
export async function runTextCommand(context: TextContext, url: string, given: TextCommand): Promise<void> {
  const { channel, known, message } = given;
  let answer: Uint8Array | undefined;
  let decoded: unknown;
  const command = defineP5<undefined, void>({
    name: known?.name ?? 'raw',
    channel,
    code: message.code,
    title: known?.title ?? 'неизвестная команда',
    request: { encode: () => [...message.fields], decode: () => undefined },
    openRequest: message.open,
    safe: given.safe,
    ...(known && { timeoutMs: known.timeoutMs }),
  });
  const watched = {
    ...command,
    watch: (body: Uint8Array) => {
      answer = body;
    },
  };
  const toJSON = (): Record<string, unknown> => ({
    command: known?.name ?? null,
    channel: channelName(channel),
    request: showBytes(encodeP5Message(message)),
    answer: answer ? showBytes(answer) : null,
    code: answer ? showBytes(answer.subarray(0, 2)) : null,
    fields: answer ? fieldsOf(answer) : null,
    decoded: decoded ?? null,
  });
  try {
    await withRegister(context, url, (register) =>
      register.call(watched, undefined, { signal: context.io.signal }),
    );
  } catch (error) {
    if (!(error instanceof AtolError)) throw error;
    if (!context.json && answer) context.io.stdout(`${spaced(answer)}\n`);
    throw new CommandFailure(error, toJSON());
  }
  const body = answer ?? new Uint8Array();
  decoded = known && decode(known, body);
  const title = known ? `${known.name}: ${titleIn(context.language, known)}` : command.title;
  context.print([spaced(body), title, ...(known ? describe(known, decoded) : [])], toJSON());
}

/** `00 77;5.7.13;` */
function spaced(answer: Uint8Array): string {
  return `${showBytes(answer.subarray(0, 2))} ${showBytes(answer.subarray(2))}`.trimEnd();
}

function fieldsOf(answer: Uint8Array): string[] {
  return messageOf(answer)?.fields.map(showBytes) ?? [];
}

function messageOf(answer: Uint8Array): P5Message | undefined {
  try {
    return decodeP5Message(answer);
  } catch (error) {
    // Shown as it is.
    if (error instanceof AtolError) return undefined;
    throw error;
  }
}

/** That the fields are others than known is no failure of the command: they are shown. */
function decode(command: P5Command, answer: Uint8Array): unknown {
  const message = messageOf(answer);
  try {
    return message && command.answer.decode(message.fields);
  } catch (error) {
    if (error instanceof AtolError) return undefined;
    throw error;
  }
}

function describe({ answer: { units = {} } }: P5Command, decoded: unknown): string[] {
  if (typeof decoded !== 'object' || decoded === null) return [];
  return columns(
    Object.entries(decoded).map(([name, value]): [string, string] => [
      Array.isArray(decoded) ? String(Number(name) + 1) : name,
      shown(value, units[name]),
    ]),
  );
}

function shown(value: unknown, unit: FieldUnit | undefined): string {
  if (value instanceof Uint8Array) return showBytes(value) || '(пусто)';
  if (typeof value === 'string') return (unit === 'localTime' ? dateTime(value) : value) || '(пусто)';
  if (typeof value !== 'number') return String(value);
  if (unit === 'kopecks') return `${formatKopecks(value)} руб.`;
  return unit === 'thousandths' ? formatQuantity(value) : String(value);
}
