import { type ConnectOptions, connect } from '../register/connect.js';
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
  await using register = await connect(url, { accessPassword, signal: io.signal, ...more });
  return await work(register);
}

function readPassword(text: string): number {
  if (/^\d{4}$/.test(text)) return Number(text);
  throw new InputError(`Пароль доступа — 4 цифры, а не «${text}»`);
}
