import type { Fault } from './types.js';

/**
 * What travels over a pipe between two ends, whatever it carries: calls in both directions, matched with their answers by the
 * caller's number, and events that nobody answers. Method and event names are those of operations, services and events.
 */
export type Envelope =
  | { readonly kind: 'call'; readonly id: number; readonly method: string; readonly params?: unknown }
  /** Nobody waits for this call any more; it may still be answered. */
  | { readonly kind: 'cancel'; readonly id: number }
  | { readonly kind: 'answer'; readonly id: number; readonly ok: true; readonly value?: unknown }
  | { readonly kind: 'answer'; readonly id: number; readonly ok: false; readonly fault: Fault }
  | { readonly kind: 'event'; readonly name: string; readonly data?: unknown };

/** What a plug-in's program says of itself, as events, before it is asked anything. */
export interface Signals {
  readonly ready: Record<string, never>;
  readonly 'load-failed': { readonly text: string };
}

/**
 * A message on a channel of Electron's IPC. One web contents holds several conversations over its life: its page is
 * loaded anew while the answers to the page before are still on their way.
 */
export interface IpcMessage {
  /** Chosen by the page, once for each connection. */
  readonly conversation: string;
  /** An `Envelope`. */
  readonly message?: unknown;
  /** The page does not listen any more. */
  readonly ended?: true;
}
