import type { FiscalResult } from 'atol-kkt';
import type { Job, JobFailure } from '../../store/index.js';
import type { HealthProblem, LaneState } from './health.js';

interface JobEvent {
  readonly at: number;
  readonly uuid: string;
  readonly group: string;
  readonly externalId: string;
}

interface OnRegister {
  readonly at: number;
  readonly register: string;
  readonly group: string;
}

interface Told {
  /** For a person. */
  readonly ru: string;
  readonly en: string;
}

/** Everything that happens in this process, by name. Times are ms since 1970. */
export interface GatewayEventMap {
  'job.accepted': JobEvent;
  'job.pinned': JobEvent & { readonly register: string; readonly waitMs: number };
  /** Certainly not printed; it waits again. */
  'job.released': JobEvent & { readonly register: string; readonly reason: string };
  'job.unknown': JobEvent & { readonly register: string } & Told;
  'job.done': JobEvent & { readonly register: string; readonly result: FiscalResult; readonly job: Job };
  'job.failed': JobEvent & { readonly register: string | undefined; readonly failure: JobFailure };
  'register.state': OnRegister & { readonly state: LaneState; readonly before: LaneState };
  'register.problem': OnRegister & { readonly problem: HealthProblem } & Told;
  'register.recovered': OnRegister & { readonly problem: HealthProblem } & Told;
  'register.moved': OnRegister & { readonly address: string } & Told;
  'register.fn': OnRegister & { readonly fnNumber: string; readonly before: string | undefined } & Told;
  'shift.closed': OnRegister & { readonly shiftNumber: number } & Told;
  'shift.opened': OnRegister & { readonly shiftNumber: number } & Told;
  'group.reserve': { readonly at: number; readonly group: string; readonly joined: boolean } & Told;
  'group.warning': { readonly at: number; readonly group: string; readonly code: GroupWarning } & Told;
  'lane.taken': OnRegister & { readonly fence: number };
  'lane.lost': OnRegister & { readonly fence: number };
  'store.lost': { readonly at: number } & Told;
  'store.restored': { readonly at: number } & Told;
}

/** `boxDown`: all registers of a box are out of reach; `overdue`: so much waits that receipts are expected to expire. */
export type GroupWarning = 'oneBox' | 'oneRack' | 'boxDown' | 'noReserve' | 'overdue' | 'noRegisters';

export type GatewayEventType = keyof GatewayEventMap;
export type GatewayEvent<T extends GatewayEventType = GatewayEventType> = {
  [K in T]: { readonly type: K } & GatewayEventMap[K];
}[T];

type Listener = (event: GatewayEvent) => void;

/** Any number of listeners; none of them can disturb the others, nor the gateway. */
export class GatewayEvents {
  readonly #listeners = new Set<Listener>();

  /** Calls the listener for events of one type, or of all. The returned function ends it. */
  on(listener: Listener): () => void;
  on<T extends GatewayEventType>(type: T, listener: (event: GatewayEvent<T>) => void): () => void;
  on<T extends GatewayEventType>(
    what: T | Listener,
    listener?: (event: GatewayEvent<T>) => void,
  ): () => void {
    const own: Listener =
      typeof what === 'function'
        ? (event) => what(event)
        : (event) => {
            if (event.type === what) listener?.(event as unknown as GatewayEvent<T>);
          };
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }

  /** Events from now on, until the signal fires. What nobody reads is kept, up to 10 000; then the oldest are dropped. */
  async *stream(signal?: AbortSignal): AsyncGenerator<GatewayEvent, void, void> {
    const kept: GatewayEvent[] = [];
    let wake: (() => void) | undefined;
    const end = this.on((event) => {
      if (kept.length >= MOST_KEPT) kept.shift();
      kept.push(event);
      wake?.();
    });
    const stop = (): void => wake?.();
    signal?.addEventListener('abort', stop);
    try {
      while (!signal?.aborted) {
        const event = kept.shift();
        if (event) yield event;
        else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    } finally {
      end();
      signal?.removeEventListener('abort', stop);
    }
  }

  /** @internal */
  emit<T extends GatewayEventType>(type: T, event: GatewayEventMap[T]): void {
    const whole = { type, ...event } as unknown as GatewayEvent;
    for (const listener of this.#listeners) {
      try {
        listener(whole);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}

const MOST_KEPT = 10_000;
