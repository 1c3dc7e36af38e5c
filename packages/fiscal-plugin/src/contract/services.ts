import type { EventName, Events } from './types.js';

/** What a plug-in gets from its host. Every call is a message; a refused one rejects with a `ServiceError`. */
export interface Services {
  /** Writes into the till's log, under the plug-in's name. Keep personal data out of it. */
  log(level: LogLevel, message: string, data?: { readonly [name: string]: unknown }): Promise<void>;
  readonly storage: Storage;
  /**
   * Prints a document on the till's printer, or makes a PDF of it, as the till is set up. What was printed here is not in
   * `document.paper`, too: the till would print it once more.
   */
  print(document: PrintJob): Promise<void>;
  /** One HTTP request with limits; redirects are not followed. */
  http(request: HttpRequest): Promise<HttpAnswer>;
  /** Runs a program that the till's owner allowed by name. */
  program(run: ProgramRun): Promise<ProgramResult>;
  readonly time: {
    /**
     * The till's clock, ISO 8601 with an offset: the computer's own, or that of the till, `Z` in some. The day and the
     * year of your law are those of your country (`dayIn`), never the head of this string.
     */
    now(): Promise<string>;
    /** Resolves after that many milliseconds of the till's clock. */
    sleep(milliseconds: number): Promise<void>;
  };
  readonly secrets: {
    get(name: string): Promise<string | undefined>;
    set(name: string, value: string): Promise<void>;
    remove(name: string): Promise<void>;
  };
  /** Tells the till something without being asked. */
  emit<E extends EventName>(event: E, data: Events[E]): Promise<void>;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/**
 * A folder of the plug-in on this till, kept over restarts and new versions. Names are relative, with `/` between
 * folders; nothing outside the folder can be named.
 */
export interface Storage {
  read(name: string): Promise<string | undefined>;
  /** Replaces the file at once and is on the disk when it resolves. */
  write(name: string, text: string): Promise<void>;
  /**
   * Adds a line to a file and is on the disk when it resolves. A power cut before that may leave the head of the line
   * (`jsonLines` passes over it); the next line begins on a line of its own.
   */
  append(name: string, line: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** Names of the files below a folder, relative to it (`a/b.json` is `b.json` in `list('a')`), sorted. */
  list(folder?: string): Promise<readonly string[]>;
  /** Absolute path of a folder inside the storage, made if it is missing, for libraries that want a path. */
  folder(name?: string): Promise<string>;
}

export interface PrintJob {
  readonly title: string;
  readonly html?: string;
  readonly text?: string;
  /** 1 to 10, 1 by default. */
  readonly copies?: number;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string;
  /** Up to 60 000 ms, 10 000 by default. */
  readonly timeoutMs?: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  /** At most 4 MiB. */
  readonly body: string;
}

export interface ProgramRun {
  /** A name from the till's list of allowed programs, not a path. */
  readonly program: string;
  readonly args?: readonly string[];
  readonly input?: string;
  /** A folder of the storage to run in. */
  readonly folder?: string;
  /** Up to 300 000 ms, 30 000 by default. */
  readonly timeoutMs?: number;
}

export interface ProgramResult {
  /** `undefined` where the program was ended by its limit. */
  readonly exitCode?: number;
  readonly timedOut: boolean;
  /** At most 1 MiB each. */
  readonly stdout: string;
  readonly stderr: string;
}

/** Names of the service methods as they travel in messages. */
export const SERVICE_METHODS = [
  'log',
  'storage.read',
  'storage.write',
  'storage.append',
  'storage.remove',
  'storage.list',
  'storage.folder',
  'print',
  'http',
  'program',
  'time.now',
  'time.sleep',
  'secrets.get',
  'secrets.set',
  'secrets.remove',
  'emit',
] as const;
export type ServiceMethod = (typeof SERVICE_METHODS)[number];
