import { connect } from '../register/connect.js';
import type { ConnectOptions } from '../register/connect-options.js';
import type { CashRegister } from '../register/register.js';
import type { Argument, Context, Options, ValuesOf } from './cli-command.js';
import { InputError } from './errors.js';

export const urlArgument: Argument = { name: 'URL', help: 'адрес ККТ, например tcp://192.168.1.10:5555' };

/** Options of every command that talks to a register. */
export const registerOptions = {
  password: {
    type: 'string',
    value: 'NNNN',
    help: 'пароль доступа ККТ, 4 цифры',
    default: '0000',
  },
  'user-password': {
    type: 'string',
    value: 'NN',
    help: 'пароль пользователя для входа в режимы',
    default: '30',
  },
  link: {
    type: 'string',
    value: 'auto|v2|v3|p5',
    help: 'протокол обмена',
    default: 'auto',
  },
  reconnect: {
    type: 'string',
    value: 'МС',
    help: 'сколько восстанавливать пропавшую связь с ККТ, мс',
    default: '10000',
  },
} as const satisfies Options;

type RegisterContext = Pick<Context, 'io'> & { options: ValuesOf<typeof registerOptions> };

/** Connects, does the work, and closes the line whatever happens. */
export async function withRegister<T>(
  { io, options }: RegisterContext,
  url: string,
  work: (register: CashRegister) => Promise<T>,
  more: ConnectOptions = {},
): Promise<T> {
  const accessPassword = readPassword(options.password);
  const userPassword = readInteger('--user-password', options['user-password'], 0, 99_999_999);
  const reconnect = { limitMs: readMilliseconds('--reconnect', options.reconnect) };
  const link = readChoice('--link', options.link, ['auto', 'v2', 'v3', 'p5']);
  await using register = await connect(url, {
    accessPassword,
    userPassword,
    link,
    reconnect,
    signal: io.signal,
    ...more,
  });
  return await work(register);
}

/** Further than this no timer of Node reaches, ms. */
const MAX_MS = 2 ** 31 - 1;

/** A whole number of milliseconds from zero. Throws InputError that names the option. */
export function readMilliseconds(option: string, text: string): number {
  return readInteger(option, text, 0, MAX_MS, ' миллисекунд');
}

/** A whole number within bounds. Throws InputError that names it. */
export function readInteger(name: string, text: string, min: number, max: number, unit = ''): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new InputError(`${name} — целое число${unit} ${min}..${max}, а не «${text}»`);
}

/** One of a few words. Throws InputError that names the option. */
export function readChoice<const T extends string>(option: string, text: string, choices: readonly T[]): T {
  const choice = choices.find((one) => one === text);
  if (choice !== undefined) return choice;
  throw new InputError(`${option} бывает ${choices.join(', ')}, а не «${text}»`);
}

export function readPassword(text: string): number {
  if (/^\d{4}$/.test(text)) return Number(text);
  throw new InputError(`Пароль доступа — 4 цифры, а не «${text}»`);
}
