import { fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { type Port, portOf, portPair } from '../../bridge/port.js';
import { pluginOf, servePlugin } from '../../runtime/serve.js';
import { environment } from '../environment.js';

/**
 * How a plug-in is kept apart from the till: a process of its own (a crash of native code takes nothing with it), a
 * worker thread (lighter; not for native code that is not made for threads), or not at all.
 */
export type Isolation = 'process' | 'worker' | 'none';

/** How the child program is started; bundled tills that move files name its place. */
export interface ChildProgram {
  readonly entry: string;
  readonly execArgv?: readonly string[];
  /** Variables for plug-ins besides the few that every program needs; the till's own are not passed on. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A running plug-in's surroundings: the pipe to it and the means to end it. */
export interface Isolate {
  readonly port: Port;
  /** Resolves when it is gone, with the reason; never rejects. */
  readonly gone: Promise<string>;
  /** Ends it whatever it does; resolves when it is gone. */
  kill(): Promise<void>;
  /** Of a process of its own. */
  readonly pid?: number | undefined;
}

export interface IsolateOptions {
  readonly isolation: Isolation;
  /** The plug-in's main file, absolute. */
  readonly file: string;
  /** Limit of its JavaScript heap, MiB. */
  readonly memoryMb: number;
  /** Lines that it writes to its standard output and error. */
  readonly onOutput: (line: string) => void;
  readonly child?: ChildProgram | undefined;
}

/** At most this much of a line that a plug-in prints is kept. */
const MAX_LINE = 2000;

export async function isolate(options: IsolateOptions): Promise<Isolate> {
  switch (options.isolation) {
    case 'process':
      return inProcess(options);
    case 'worker':
      return inWorker(options);
    case 'none':
      return await here(options);
  }
}

function inProcess({ file, memoryMb, onOutput, child = ownChild() }: IsolateOptions): Isolate {
  const process_ = fork(child.entry, [file, String(process.pid)], {
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [`--max-old-space-size=${memoryMb}`, ...(child.execArgv ?? [])],
    // In Electron's main process the executable is Electron itself.
    env: environment({ ...child.env, ELECTRON_RUN_AS_NODE: '1' }),
  });
  for (const stream of [process_.stdout, process_.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n')) if (line !== '') onOutput(line.slice(0, MAX_LINE));
    });
  }
  const gone = new Promise<string>((resolve) => {
    process_.once('exit', (code, signal) =>
      resolve(code === null ? `signal ${signal}` : `exit code ${code}`),
    );
    process_.once('error', (error) => resolve(error.message));
  });
  // A write to a process that has just died is an event of its own; `gone` tells of it.
  process_.on('error', () => {});
  const port: Port = {
    send: (message) => {
      if (process_.connected) process_.send(message as object, () => {});
    },
    onMessage: (listener) => {
      process_.on('message', listener);
    },
    onClose: (listener) => void gone.then(listener),
    close: () => {
      if (process_.connected) process_.disconnect();
    },
  };
  return {
    port,
    gone,
    pid: process_.pid,
    async kill() {
      process_.kill('SIGKILL');
      await gone;
    },
  };
}

function inWorker({ file, memoryMb, onOutput, child = ownChild() }: IsolateOptions): Isolate {
  const worker = new Worker(fileUrl(child.entry), {
    workerData: { file },
    stdout: true,
    stderr: true,
    env: environment(child.env),
    execArgv: [...(child.execArgv ?? [])],
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  });
  for (const stream of [worker.stdout, worker.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n')) if (line !== '') onOutput(line.slice(0, MAX_LINE));
    });
  }
  let reason: string | undefined;
  worker.on('error', (error) => {
    reason = error instanceof Error ? error.message : String(error);
  });
  const gone = new Promise<string>((resolve) => {
    worker.once('exit', (code) => resolve(reason ?? `exit code ${code}`));
  });
  const port = portOf(worker as unknown as Parameters<typeof portOf>[0]);
  return {
    port: { ...port, onClose: (listener) => void gone.then(listener), close: () => {} },
    gone,
    async kill() {
      await worker.terminate();
    },
  };
}

/** In the till's own process: for plug-ins that the till's makers wrote themselves, and for stepping through one. */
async function here({ file }: IsolateOptions): Promise<Isolate> {
  const [ours, theirs] = portPair();
  let end: (reason: string) => void = () => {};
  const gone = new Promise<string>((resolve) => {
    end = resolve;
  });
  const module: unknown = await import(`${pathToFileURL(file).href}?loaded=${Date.now()}`);
  const peer = servePlugin(theirs, pluginOf(module));
  peer.emit('ready', {});
  return {
    port: { ...ours, onClose: (listener) => void gone.then(listener) },
    gone,
    async kill() {
      ours.close();
      peer.close();
      end('ended');
    },
  };
}

function ownChild(): ChildProgram {
  return { entry: createRequire(import.meta.url).resolve('fiscal-plugin/child') };
}

function fileUrl(entry: string): URL {
  return entry.startsWith('file:') ? new URL(entry) : pathToFileURL(entry);
}
