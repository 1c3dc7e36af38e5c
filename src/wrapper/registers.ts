import {
  type CashRegister,
  type ConnectOptions,
  connect,
  fileJournal,
  type JournalStore,
  memoryJournal,
} from '../index.js';
import { type JsonTasks, jsonTasks } from '../json/index.js';

/** A register that one or more wrappers of this thread have open. */
export interface OpenRegister {
  readonly kkt: CashRegister;
  readonly json: JsonTasks;
}

interface Shared {
  users: number;
  readonly register: Promise<OpenRegister>;
}

interface Stores {
  readonly receipts: JournalStore | string;
  readonly tasks: JournalStore;
}

const shared = new Map<string, Shared>();
/** Keys of those who gave no directory: they outlive `close()` and `destroy()`, but not this process. */
const inMemory = new Map<string, Stores>();

/** Ends of connections that are under way. */
const closing = new Map<string, Promise<void>>();

/** Two wrappers of one register share its line, so that their tasks take turns and know each other's keys. */
export async function openRegister(
  address: string,
  options: ConnectOptions,
  journal: string | undefined,
): Promise<{ register: OpenRegister; close: () => Promise<void> }> {
  const id = JSON.stringify([address, options, journal]);
  const entry = shared.get(id) ?? { users: 0, register: open(address, options, journal) };
  shared.set(id, entry);
  entry.users += 1;
  const leave = (): boolean => {
    entry.users -= 1;
    if (entry.users > 0) return false;
    if (shared.get(id) === entry) shared.delete(id);
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

async function open(
  address: string,
  options: ConnectOptions,
  journal: string | undefined,
): Promise<OpenRegister> {
  await closing.get(address)?.catch(() => undefined);
  const { receipts, tasks } = storesOf(address, journal);
  const kkt = await connect(address, { ...options, journal: receipts });
  return { kkt, json: jsonTasks(kkt, { journal: tasks, answers: '10.10' }) };
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
