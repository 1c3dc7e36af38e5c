import { AsyncQueue } from '../../util/queue.js';
import type { CommandEvent } from '../events.js';
import type { Fault } from '../faults/fault.js';
import type { StoredDocument } from '../fn/state.js';

/** What every event tells. */
interface Moment {
  /** Counts up from 1. */
  readonly sequence: number;
  /** The emulator's `Clock.now()`, ms. */
  readonly time: number;
  /** The register's own clock, `YYYY-MM-DDTHH:mm:ss`. */
  readonly dateTime: string;
}

/** Everything that can be seen of a register, by `type`. */
export interface EventMap {
  /** A message came and is about to be executed. */
  command: { readonly name: CommandEvent['name']; readonly message: Uint8Array };
  /** The register answered it; `error` is set when it refused. */
  answer: CommandEvent;
  /** The FN signed a document. */
  document: { readonly document: StoredDocument };
  /** Lines that got on paper. */
  printed: { readonly lines: readonly string[] };
  /** A fault struck, the command it struck at, and a line for people. */
  fault: {
    readonly id: string;
    readonly fault: Fault;
    readonly command: string | undefined;
    readonly text: string;
  };
  /** A host came or went; lines are counted from 1. */
  line: { readonly line: number; readonly state: 'opened' | 'closed' };
  power: { readonly state: 'off' | 'on' };
  /** A try to hand a document to the operator; `error` says why it failed. */
  ofd: { readonly documentNumber: number; readonly accepted: boolean; readonly error?: string | undefined };
}

export type EventType = keyof EventMap;
export type EventOf<T extends EventType> = Moment & { readonly type: T } & EventMap[T];
/** One event; `type` tells its shape. */
export type EmulatorEvent = { [T in EventType]: EventOf<T> }[EventType];

/** Something happened, apart from when. */
export type Happening = { [T in EventType]: { readonly type: T } & EventMap[T] }[EventType];

type Listener = (event: EmulatorEvent) => void;

const KEPT = 4000;

/**
 * What happens to a register, in order. Listeners are called at once; an iteration gets what happens after it began and ends
 * when the emulator is closed.
 *
 * @example
 * const off = emulator.events.on('document', ({ document }) => console.log(document.number));
 * for await (const event of emulator.events) console.log(event.type);
 */
export class EmulatorEvents implements AsyncIterable<EmulatorEvent> {
  readonly #listeners = new Map<object, Listener>();
  readonly #readers = new Set<AsyncQueue<EmulatorEvent>>();
  readonly #when: () => { time: number; dateTime: string };
  readonly #onError: (error: unknown) => void;
  #kept: EmulatorEvent[] = [];
  #sequence = 0;
  #ended = false;

  /** @internal */
  constructor(when: () => { time: number; dateTime: string }, onError: (error: unknown) => void) {
    this.#when = when;
    this.#onError = onError;
  }

  /** Calls `listener` for events of one type, or of every type. The returned function ends it. */
  on(type: '*', listener: (event: EmulatorEvent) => void): () => void;
  on<T extends EventType>(type: T, listener: (event: EventOf<T>) => void): () => void;
  on(type: EventType | '*', listener: (event: never) => void): () => void {
    const key = {};
    this.#listeners.set(key, (event) => {
      if (type === '*' || event.type === type) listener(event as never);
    });
    return () => {
      this.#listeners.delete(key);
    };
  }

  /** The next event of a type that `wanted` accepts. Rejects with the signal's reason when it fires first. */
  once<T extends EventType>(
    type: T,
    { wanted = () => true, signal }: OnceOptions<T> = {},
  ): Promise<EventOf<T>> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const abort = (): void => {
        off();
        reject(signal?.reason);
      };
      const off = this.on(type, (event) => {
        if (!wanted(event)) return;
        off();
        signal?.removeEventListener('abort', abort);
        resolve(event);
      });
      signal?.addEventListener('abort', abort, { once: true });
    });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<EmulatorEvent, void, undefined> {
    if (this.#ended) return;
    const reader = new AsyncQueue<EmulatorEvent>();
    this.#readers.add(reader);
    try {
      yield* reader;
    } finally {
      this.#readers.delete(reader);
    }
  }

  /** The last events, oldest first: a host that polls all night must not fill the memory. */
  get recent(): readonly EmulatorEvent[] {
    return this.#kept.slice(-KEPT);
  }

  /** @internal */
  tell(happening: Happening): void {
    const event = { sequence: ++this.#sequence, ...this.#when(), ...happening } as EmulatorEvent;
    this.#kept.push(event);
    if (this.#kept.length >= 2 * KEPT) this.#kept = this.#kept.slice(-KEPT);
    for (const listener of [...this.#listeners.values()]) {
      try {
        listener(event);
      } catch (error) {
        this.#onError(error);
      }
    }
    for (const reader of this.#readers) reader.push(event);
  }

  /** @internal */
  end(): void {
    this.#ended = true;
    for (const reader of this.#readers) reader.end();
  }
}

export interface OnceOptions<T extends EventType> {
  /** Default: any. */
  wanted?: ((event: EventOf<T>) => boolean) | undefined;
  signal?: AbortSignal | undefined;
}
