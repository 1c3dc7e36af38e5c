import { AtolError, ProtocolError } from '../../errors.js';
import {
  bytes,
  type Command,
  commandByCode,
  commands,
  defineCommand,
  type Envelope,
  nothing,
  Reader,
  registerByNumber,
  type Shape,
  standard,
} from '../../protocol/index.js';
import type { CashRegister } from '../../register/register.js';
import { fromHex, toHex } from '../../util/hex.js';
import { defineCliCommand } from '../cli-command.js';
import { CommandFailure, InputError } from '../errors.js';
import { columns } from '../format.js';
import { type Language, titleIn } from '../language.js';
import { registerOptions, urlArgument, withRegister } from '../register.js';
import { readTextCommand, runTextCommand } from '../text-command.js';
import { describeValue } from '../value.js';

export const raw = defineCliCommand({
  name: 'raw',
  summary: 'послать команду байтами и расшифровать ответ',
  details: [
    'Пароль доступа подставляется перед командой сам. Режимы ККТ не переключаются.',
    'Ответ разбирается по описанию команды; команда без описания уходит как есть.',
    'С --text — команда второго протокола (p5): код и поля, после каждого поля ;',
    'или имя команды и поля после пробела. Байты: \\x00, сама черта: \\\\.',
  ].join('\n'),
  arguments: [
    urlArgument,
    { name: 'HEX', help: 'код команды и параметры, например "91 0A 00 00"', optional: true, rest: true },
  ],
  options: {
    ...registerOptions,
    text: { type: 'string', value: 'ТЕКСТ', help: 'команда второго протокола, например "b11;0;1;"' },
    channel: {
      type: 'string',
      value: 'fiscal|system|transport',
      help: 'какой части ККТ адресована команда --text; известной команде канал не нужен',
    },
  },
  examples: [
    'atol raw tcp://192.168.1.10:5555 A5',
    'atol raw tcp://192.168.1.10:5555 "91 0A 00 00"',
    'atol raw tcp://192.168.1.10:5555 --text 01',
    "atol raw tcp://192.168.1.10:5555 --text 'getShiftPayments 1;'",
    "atol raw tcp://192.168.1.10:5555 --text '(D' --channel system",
  ],
  readOnly: ([, hex], options) =>
    (readTextCommand(hex, options) ?? new RawExchange(readHex(hex)).command).safe,
  async run(context) {
    const [url = '', hex] = context.args;
    const spoken = readTextCommand(hex, context.options);
    if (spoken) return runTextCommand(context, url, spoken);
    const request = readHex(hex);
    const exchange = new RawExchange(request);
    try {
      await withRegister(context, url, (register) => exchange.send(register, context.io.signal));
    } catch (error) {
      if (!(error instanceof AtolError)) throw error;
      if (!context.json && exchange.answer) context.io.stdout(`${toHex(exchange.answer)}\n`);
      throw new CommandFailure(error, exchange.toJSON());
    }
    const { answer = new Uint8Array(), decoded } = exchange;
    context.print(
      [
        toHex(answer),
        exchange.title(context.language),
        ...(decoded ? columns(describeValue(decoded.shape, decoded.value)) : []),
      ],
      exchange.toJSON(),
    );
  },
});

function readHex(text = ''): Uint8Array {
  let request: Uint8Array;
  try {
    request = fromHex(text);
  } catch (error) {
    throw new InputError(`Не шестнадцатеричная строка: ${text}`, 'USAGE', error);
  }
  if (request.length === 0) throw new InputError('Команда пуста: нужен хотя бы её код, например A5');
  return request;
}

interface Decoded {
  readonly shape: Shape;
  readonly value: unknown;
}

/** One command whose bytes are given; what is known of it only serves to read the answer. */
class RawExchange {
  readonly request: Uint8Array;
  readonly command: Command;
  readonly #known: Command | undefined;
  /** The whole answer, as soon as there is one. */
  answer: Uint8Array | undefined;
  decoded: Decoded | undefined;

  constructor(request: Uint8Array) {
    this.request = request;
    const [code = 0, sub] = request;
    this.#known = commandByCode(code, sub);
    this.command =
      this.#known ?? (defineCommand({ name: 'raw', code, title: 'неизвестная команда' }) as Command);
  }

  title(language: Language): string {
    const { command } = this;
    return this.#known ? `${command.name}: ${titleIn(language, command)}` : command.title;
  }

  async send(register: CashRegister, signal: AbortSignal): Promise<void> {
    const command: Command<Uint8Array, void> = {
      ...this.command,
      sub: undefined,
      request: bytes(),
      answer: nothing,
      envelope: this.#envelope(),
    };
    await register.call(command, this.request.slice(1), { signal });
  }

  /** Keeps the answer before anybody judges it. */
  #envelope(): Envelope {
    const { envelope } = this.#known ?? { envelope: standard };
    return {
      ...envelope,
      open: (all) => {
        this.answer = all.rest();
        const reader = new Reader(this.answer);
        const refusal = envelope.open(reader);
        if (!refusal) this.decoded = this.#decode(reader);
        return refusal;
      },
    };
  }

  #decode(reader: Reader): Decoded | undefined {
    const codec = this.#known ? (this.#register()?.value ?? this.#known.answer) : bytes();
    try {
      return { shape: codec.shape, value: codec.decode(reader) };
    } catch (error) {
      // The bytes are shown; that the layout is another one is no failure of the command.
      if (error instanceof ProtocolError) return undefined;
      throw error;
    }
  }

  /** What the value of command 91 means depends on the register. */
  #register() {
    return this.command === commands.readRegister ? registerByNumber(this.request[1] ?? -1) : undefined;
  }

  toJSON(): Record<string, unknown> {
    return {
      command: this.#known?.name ?? null,
      request: toHex(this.request),
      answer: this.answer ? toHex(this.answer) : null,
      decoded: this.decoded?.value ?? null,
    };
  }
}
