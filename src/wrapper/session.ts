import { driverError, JsonTaskError, toTaskError, type Verdict } from '../json/index.js';
import { type OpenRegister, openRegister } from './registers.js';
import { addressOf, connectionOf, type Settings } from './settings.js';

const CONNECTION_DISABLED = 1;
const PARSE_ERROR = 501;
const NO_OBJECT = 'JSON-задание должно иметь вид JSON-объекта';
const NO_JSON =
  'Ошибка парсинга запроса (* Line 1, Column 1\n  Syntax error: value, object or array expected.\n)';

/** The last document of the FN. */
export interface LastDocument {
  documentNumber: number;
  fiscalSign: string;
  /** By the register's clock; the FN keeps no seconds. */
  date: { year: number; month: number; day: number; hour: number; minute: number; second: number };
}

/** As the types of `node-atol-wrapper` have it, for programs that name it; no method gives it. */
export interface DeviceInfo {
  configurationVersion: string;
  ecrFfdVersion: string;
  fnFfdVersion: string;
  firmwareVersion: string;
  model: number;
  modelName: string;
  receiptLineLength: number;
  receiptLineLengthPx: number;
  serial: string;
}

/** One register behind the wrapper: what its methods do, in the worker, one after another. */
export class WrapperSession {
  #open: { register: OpenRegister; close: () => Promise<void> } | undefined;

  async open(settings: Settings): Promise<void> {
    this.#open ??= await openRegister(
      addressOf(settings),
      connectionOf(settings),
      settings.Journal || undefined,
    );
  }

  async close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.close();
  }

  async processJson(task: string): Promise<object | undefined> {
    const { json } = this.#opened();
    return json.process(taskOf(task));
  }

  async decide({ key, verdict }: Decision): Promise<void> {
    await this.#opened().json.decide(key, verdict);
  }

  async fnReport(number: number): Promise<void> {
    await this.#opened().json.process({ type: 'printFnDocument', fiscalDocumentNumber: number });
  }

  async findLastDocument(): Promise<LastDocument> {
    const { kkt } = this.#opened();
    const { lastDocument } = await kkt.fn.state();
    const found = await kkt.fn.findDocument(lastDocument);
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0] =
      found?.dateTime.split(/[-T:]/).map(Number) ?? [];
    return {
      documentNumber: lastDocument,
      // Ten digits, as on paper.
      fiscalSign: found ? String(found.fiscalSign).padStart(10, '0') : '',
      date: { year, month, day, hour, minute, second: 0 },
    };
  }

  #opened(): OpenRegister {
    if (this.#open) return this.#open.register;
    const { code, description } = driverError(CONNECTION_DISABLED);
    throw new JsonTaskError(code, description);
  }
}

/** @throws JsonTaskError 501 in the driver's words for a text that is no task. */
function taskOf(text: string): unknown {
  if (text === '') throw new JsonTaskError(PARSE_ERROR, NO_JSON);
  const task: unknown = JSON.parse(text);
  if (typeof task !== 'object' || task === null) throw new JsonTaskError(PARSE_ERROR, NO_OBJECT);
  return task;
}

/** The address of a serial port; undefined for other lines and for settings that `open` refuses. */
export function serialAddress(settings: Settings): string | undefined {
  try {
    const address = addressOf(settings);
    return address.startsWith('serial:') ? address : undefined;
  } catch {
    return undefined;
  }
}

export interface Decision {
  readonly key: string;
  readonly verdict: Verdict;
}

/** A call by its name, as it comes over the channel. */
export type Call =
  | { readonly method: 'open'; readonly argument: Settings }
  | { readonly method: 'processJson'; readonly argument: string }
  | { readonly method: 'fnReport'; readonly argument: number }
  | { readonly method: 'decide'; readonly argument: Decision }
  | { readonly method: 'close' | 'findLastDocument'; readonly argument?: undefined };

/** What comes back: plain data, since errors do not survive the way between threads. */
export type Reply =
  | { readonly value: unknown }
  | { readonly error: { readonly code: number; readonly description: string; readonly outcome: string } };

export async function carryOut(session: WrapperSession, call: Call): Promise<Reply> {
  try {
    switch (call.method) {
      case 'open':
        return { value: await session.open(call.argument) };
      case 'close':
        return { value: await session.close() };
      case 'processJson':
        return { value: await session.processJson(call.argument) };
      case 'decide':
        return { value: await session.decide(call.argument) };
      case 'fnReport':
        return { value: await session.fnReport(call.argument) };
      case 'findLastDocument':
        return { value: await session.findLastDocument() };
    }
  } catch (error) {
    const { code, description, outcome } = toTaskError(error);
    return { error: { code, description, outcome } };
  }
}
