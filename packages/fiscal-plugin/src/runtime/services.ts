import { ServiceError } from '../contract/fault.js';
import type { ServiceMethod, Services } from '../contract/services.js';

/** Calls a service of the host by a message. */
export type Ask = (method: ServiceMethod, params: unknown) => Promise<unknown>;

/** The services as a plug-in sees them. */
export function servicesOver(ask: Ask): Services {
  const text = async (answer: Promise<unknown>) => (await answer) as string;
  const nothing = async (answer: Promise<unknown>) => {
    await answer;
  };
  return {
    log: (level, message, data) => nothing(ask('log', { level, message, data })),
    storage: {
      read: async (name) => ((await ask('storage.read', { name })) ?? undefined) as string | undefined,
      write: (name, content) => nothing(ask('storage.write', { name, text: content })),
      append: (name, line) => nothing(ask('storage.append', { name, line })),
      remove: (name) => nothing(ask('storage.remove', { name })),
      list: async (folder) => (await ask('storage.list', { folder })) as readonly string[],
      folder: (name) => text(ask('storage.folder', { name })),
    },
    print: (job) => nothing(ask('print', job)),
    http: async (request) => (await ask('http', request)) as Awaited<ReturnType<Services['http']>>,
    program: async (run) => (await ask('program', run)) as Awaited<ReturnType<Services['program']>>,
    time: {
      now: () => text(ask('time.now', {})),
      sleep: (milliseconds) => nothing(ask('time.sleep', { milliseconds })),
    },
    secrets: {
      get: async (name) => ((await ask('secrets.get', { name })) ?? undefined) as string | undefined,
      set: (name, value) => nothing(ask('secrets.set', { name, value })),
      remove: (name) => nothing(ask('secrets.remove', { name })),
    },
    emit: (event, data) => nothing(ask('emit', { event, data })),
  };
}

/** What the host refused, as the error that the contract names. */
export function serviceErrorOf(method: string, error: unknown): ServiceError {
  const refused = (error as { fault?: { code?: unknown; message?: unknown } } | null)?.fault;
  const code = typeof refused?.code === 'string' ? refused.code : 'failed';
  const message = typeof refused?.message === 'string' ? refused.message : String(error);
  return new ServiceError(code, `${method}: ${message}`, { cause: error });
}
