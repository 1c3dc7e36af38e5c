import {
  type CashRegister,
  type ConnectOptions,
  connect,
  fileJournal,
  isAtolError,
  type JournalStore,
  memoryJournal,
} from '../index.js';
import { driverError, JsonTaskError, type JsonTasks, jsonTasks } from '../json/index.js';

/** A register that one or more wrappers of this thread have open. */
export interface OpenRegister {
  readonly kkt: CashRegister;
  readonly json: JsonTasks;
}

interface Shared {
  users: number;
  /** What it was opened with. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly register: Promise<OpenRegister>;
}

interface Stores {
  readonly receipts: JournalStore | string;
  readonly tasks: JournalStore;
}

const NO_CONNECTION = 2;
const PORT_BUSY = 3;
const PORT_NOT_AVAILABLE = 4;
const INVALID_SETTINGS = 9;

/** By address. */
const shared = new Map<string, Shared>();
/** Keys of those who gave no directory: they outlive `close()` and `destroy()`, but not this process. */
const inMemory = new Map<string, Stores>();

/** Ends of connections that are under way. */
const closing = new Map<string, Promise<void>>();

/**
 * Two wrappers of one register share its line, so that their tasks take turns and know each other's keys.
 *
 * @throws JsonTaskError 3 when the other one has opened it with other passwords, another journal, or without reconnecting.
 */
export async function openRegister(
  address: string,
  options: ConnectOptions,
  journal: string | undefined,
): Promise<{ register: OpenRegister; close: () => Promise<void> }> {
  const settings = { ...options, journal };
  const entry = shared.get(address) ?? { users: 0, settings, register: open(address, options, journal) };
  const other = differing(entry.settings, settings);
  if (other !== undefined) throw openedOtherwise(other);
  shared.set(address, entry);
  entry.users += 1;
  const leave = (): boolean => {
    entry.users -= 1;
    if (entry.users > 0) return false;
    if (shared.get(address) === entry) shared.delete(address);
    return true;
  };
  try {
    const register = await entry.register;
    return {
      register,
      close: async () => {
        if (!leave()) return;
        const closed = close(register).finally(() => closing.delete(address));
        closing.set(address, closed);
        await closed;
      },
    };
  } catch (error) {
    leave();
    throw error;
  }
}

/** Settings of the driver by the options that they become. */
const names = {
  accessPassword: 'AccessPassword',
  userPassword: 'UserPassword',
  reconnect: 'AutoReconnect',
  journal: 'Journal',
} as const;

function differing(one: Shared['settings'], other: Shared['settings']): string | undefined {
  return Object.entries(names).find(([option]) => one[option] !== other[option])?.[1];
}

function openedOtherwise(setting: string): JsonTaskError {
  const { code, description } = driverError(PORT_BUSY);
  return new JsonTaskError(
    code,
    `${description} (эта программа уже открыла ККТ с другой настройкой ${setting})`,
  );
}

async function open(
  address: string,
  options: ConnectOptions,
  journal: string | undefined,
): Promise<OpenRegister> {
  await closing.get(address)?.catch(() => undefined);
  const { receipts, tasks } = storesOf(address, journal);
  const kkt = await connect(address, { ...options, journal: receipts }).catch((error: unknown) => {
    throw notOpened(error, address);
  });
  return { kkt, json: jsonTasks(kkt, { journal: tasks, answers: '10.10' }) };
}

/** A port that is not there is not a register that is silent, and an address is no task. */
function notOpened(error: unknown, address: string): unknown {
  const isNetwork = address.startsWith('tcp:');
  if (isAtolError(error, 'ValidationError')) {
    const { code, description } = driverError(isNetwork ? NO_CONNECTION : INVALID_SETTINGS);
    return new JsonTaskError(code, `${description} (${error.message})`, { cause: error });
  }
  if (isNetwork || !isAtolError(error, 'ConnectionError') || error.code !== 'CONNECT_FAILED') return error;
  const { code, description } = driverError(PORT_NOT_AVAILABLE);
  // A package that is missing has to be told; that there is no such port, the driver tells without its reasons.
  const why = error.message.startsWith('Нет связи') ? '' : ` (${error.message})`;
  return new JsonTaskError(code, `${description}${why}`, { cause: error });
}

async function close({ kkt, json }: OpenRegister): Promise<void> {
  try {
    await json.close();
  } finally {
    await kkt.close();
  }
}

function storesOf(address: string, journal: string | undefined): Stores {
  if (journal) return { receipts: journal, tasks: fileJournal(`${journal}/tasks`) };
  const stores = inMemory.get(address) ?? { receipts: memoryJournal(), tasks: memoryJournal() };
  inMemory.set(address, stores);
  return stores;
}
