import { parseArgs } from 'node:util';
import { newPassword } from '../people/index.js';
import { openStore, type Store } from '../store/index.js';
import { readConfig } from './config.js';
import { addPerson } from './people.js';
import { UsageError } from './usage-error.js';

const roles = ['administrator', 'operator', 'viewer'] as const;

/** `user add LOGIN`: a person for the cabinet, with a password that is printed once. */
export async function user(args: readonly string[], print: (text: string) => void): Promise<void> {
  const { values, positionals } = parsed(args);
  const [what, login, ...more] = positionals;
  if (what !== 'add' || login === undefined || more.length > 0) {
    throw new UsageError('Укажите логин: atol-gateway user add LOGIN --config FILE');
  }
  if (!/^[\w.@-]{1,64}$/.test(login)) throw new UsageError('Логин: до 64 латинских букв, цифр, . - _ @');
  if (values.config === undefined) throw new UsageError('Укажите файл настроек: --config FILE');
  const asked = roles.find((one) => one === values.role);
  if (values.role !== undefined && !asked) throw new UsageError(`--role: одно из ${roles.join(', ')}`);
  const { store: path } = await readConfig(values.config);
  const store = await openStore(path);
  try {
    const before = await store.people.user(login);
    if (before?.role === 'shop') throw new UsageError(`${login} — логин магазина для API: выберите другой`);
    const password = newPassword();
    // Whoever is there keeps what is not named: a forgotten password makes nobody an administrator.
    const role = asked ?? before?.role ?? 'administrator';
    const groups = values.groups?.split(',').map((name) => name.trim()) ?? before?.groups;
    await addPerson(store, { login, name: values.name ?? before?.name ?? login, role, groups }, password);
    print(`Логин:  ${login}\nПароль: ${password}`);
  } finally {
    await store.close();
  }
}

/** Whether anybody may enter the cabinet. */
export async function hasPeople({ people }: Store): Promise<boolean> {
  return (await people.users()).some(({ role, disabled }) => role !== 'shop' && !disabled);
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        config: { type: 'string' },
        name: { type: 'string' },
        role: { type: 'string' },
        groups: { type: 'string' },
      },
      strict: true,
      allowPositionals: true,
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
