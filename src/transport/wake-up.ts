/**
 * Node from 26.4 on with serialport 13 (serialport/node-serialport#3148, serialport/bindings-cpp#239): the event that bytes came
 * reaches JavaScript only when something else wakes the event loop. A timer does, and an echo takes 4 ms then.
 */

/** The first version of Node that needs it, and the last one of serialport. */
const NODE = [26, 4] as const;
const SERIALPORT = [13, 0] as const;

/** While an answer may come, ms. */
const BUSY_MS = 2;
/** An answer is waited for so long after the last byte in either direction, ms. */
const BUSY_FOR_MS = 5000;
/** Later, ms: for what a register sends by itself. */
const IDLE_MS = 50;

let needed: Promise<boolean> | undefined;

/** Asked once; a later serialport than those known counts as repaired. */
export function needsWakeUp(): Promise<boolean> {
  needed ??= (async () =>
    isLater(process.versions.node, NODE, true) && !isLater(await serialport(), SERIALPORT))();
  return needed;
}

/** Version of the package that the program finds; an unknown one counts as one that needs it. */
async function serialport(): Promise<string> {
  const { findPackageJSON } = (await import('node:module')) as {
    findPackageJSON?: (name: string, base: URL) => string | undefined;
  };
  const { pathToFileURL } = await import('node:url');
  const { readFile } = await import('node:fs/promises');
  try {
    const path = findPackageJSON?.(
      'serialport',
      pathToFileURL(process.argv[1] ?? `${process.cwd()}/main.js`),
    );
    const { version } = JSON.parse(await readFile(path ?? '', 'utf8')) as { version?: unknown };
    return String(version);
  } catch {
    return '';
  }
}

function isLater(version: string, [major, minor]: readonly [number, number], orSame = false): boolean {
  const [a = 0, b = 0] = version.split('.').map(Number);
  return a > major || (a === major && (orSame ? b >= minor : b > minor));
}

/** Wakes the event loop while somebody waits for the bytes of a port. */
export class WakeUp {
  readonly #needed: boolean;
  #timer: NodeJS.Timeout | undefined;
  #period = 0;
  /** The last byte in either direction. */
  #lastAt = 0;

  constructor(needed: boolean) {
    this.#needed = needed;
  }

  /** Bytes went out or came in. */
  active(): void {
    this.#lastAt = performance.now();
    if (this.#timer !== undefined && this.#period !== BUSY_MS) this.start();
  }

  /** Somebody waits for bytes from here on. */
  start(): void {
    if (!this.#needed) return;
    const period = performance.now() - this.#lastAt < BUSY_FOR_MS ? BUSY_MS : IDLE_MS;
    if (this.#timer !== undefined && period === this.#period) return;
    this.stop();
    this.#period = period;
    this.#timer = setInterval(() => this.start(), period);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
