import { setTimeout as sleep } from 'node:timers/promises';
import { FiscalFault, fault, faultOf } from '../../contract/fault.js';
import {
  type HttpRequest,
  type PrintJob,
  type ProgramRun,
  SERVICE_METHODS,
  type ServiceMethod,
} from '../../contract/services.js';
import type { EventName, Events } from '../../contract/types.js';
import { localNow } from '../clock.js';
import type { OnEvent } from '../events.js';
import { eventProblems, serviceProblems, textOf } from '../validate.js';
import { httpRequest } from './http.js';
import { type Programs, runProgram } from './program.js';
import type { StorageFolder } from './storage.js';

/** Where a plug-in's secrets are kept; Electron's tills give one over `safeStorage`. */
export interface Secrets {
  get(plugin: string, name: string): Promise<string | undefined>;
  set(plugin: string, name: string, value: string): Promise<void>;
  remove(plugin: string, name: string): Promise<void>;
}

/** What the till gives to its plug-ins. */
export interface TillServices {
  /** Prints, or makes a PDF; absent: `print` is refused. */
  readonly print?: (plugin: string, job: PrintJob) => Promise<void>;
  readonly secrets?: Secrets;
  /** Hosts that may be asked over HTTP: `name` or `name:port`, `*` for all. None by default. */
  readonly httpHosts?: readonly string[];
  readonly programs?: Programs;
  /** The till's clock, ISO 8601 with offset; the computer's by default. */
  readonly now?: () => string;
  readonly sleep?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

type Serve = (method: string, params: unknown, signal: AbortSignal) => Promise<unknown>;

/** Answers one plug-in's calls of services. What the till does not allow is refused, and the till is told of it. */
export function serve(plugin: string, storage: StorageFolder, till: TillServices, onEvent: OnEvent): Serve {
  const answer = answering(plugin, storage, till, onEvent);
  return async (method, params, signal) => {
    try {
      return await answer(method, params, signal);
    } catch (error) {
      const reason = faultOf(error);
      if (reason.code === 'not-allowed') onEvent({ kind: 'fault', operation: method, fault: reason });
      throw error;
    }
  };
}

function answering(plugin: string, storage: StorageFolder, till: TillServices, onEvent: OnEvent): Serve {
  return async (method, params, signal) => {
    if (!isService(method)) throw refusal('not-supported', `this host has no service ${method}`);
    const problems = serviceProblems(method, params);
    if (problems.length > 0) throw refusal('bad-request', `${method}: ${textOf(problems)}`);
    const asked = Object(params) as Record<string, unknown>;
    switch (method) {
      case 'log':
        onEvent({
          kind: 'log',
          level: String(asked['level']),
          message: String(asked['message']).slice(0, 10_000),
          ...(asked['data'] === undefined ? {} : { data: asked['data'] }),
        });
        return undefined;
      case 'storage.read':
        return await storage.read(asked['name']);
      case 'storage.write':
        return await storage.write(asked['name'], asked['text']);
      case 'storage.append':
        return await storage.append(asked['name'], asked['line']);
      case 'storage.remove':
        return await storage.remove(asked['name']);
      case 'storage.list':
        return await storage.list(asked['folder']);
      case 'storage.folder':
        return await storage.folder(asked['name']);
      case 'print':
        return await print(plugin, till, asked);
      case 'http':
        return await httpRequest(asked as unknown as HttpRequest, till.httpHosts ?? [], signal);
      case 'program':
        return await runProgram(
          asked as unknown as ProgramRun,
          till.programs ?? {},
          await storage.folder(asked['folder']),
          signal,
        );
      case 'time.now':
        return (till.now ?? localNow)();
      case 'time.sleep':
        return await pause(till, Number(asked['milliseconds']), signal);
      case 'secrets.get':
      case 'secrets.set':
      case 'secrets.remove':
        return await secret(plugin, till, method, asked);
      case 'emit':
        return emit(asked, onEvent);
    }
  };
}

function isService(method: string): method is ServiceMethod {
  return (SERVICE_METHODS as readonly string[]).includes(method);
}

async function print(plugin: string, till: TillServices, asked: Record<string, unknown>): Promise<void> {
  if (till.print === undefined) throw refusal('not-supported', 'this till prints nothing for plug-ins');
  await till.print(plugin, asked as unknown as PrintJob);
}

async function pause(till: TillServices, milliseconds: number, signal: AbortSignal): Promise<void> {
  if (till.sleep !== undefined) await till.sleep(milliseconds, signal);
  else await sleep(milliseconds, undefined, { signal });
}

async function secret(
  plugin: string,
  { secrets }: TillServices,
  method: string,
  { name, value }: { name?: string; value?: string },
): Promise<string | undefined> {
  if (secrets === undefined) throw refusal('not-supported', 'this till keeps no secrets');
  if (method === 'secrets.get') return await secrets.get(plugin, String(name));
  if (method === 'secrets.remove') await secrets.remove(plugin, String(name));
  else await secrets.set(plugin, String(name), String(value));
  return undefined;
}

function emit({ event, data }: Record<string, unknown>, onEvent: OnEvent): void {
  const problems = eventProblems(String(event), data);
  if (problems.length > 0) throw refusal('bad-request', textOf(problems));
  onEvent({ kind: 'event', name: event as EventName, data: data as Events[EventName] });
}

function refusal(code: string, message: string): FiscalFault {
  return new FiscalFault(fault('plugin', code, message));
}
