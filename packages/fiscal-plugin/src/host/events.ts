import type { EventName, Events, Fault, Health } from '../contract/types.js';

/** What happens to plug-ins, for the till's log and screen. Plain data. */
export type HostEvent = { readonly plugin: string; readonly at: string } & (
  | { readonly kind: 'started'; readonly version: string; readonly apiVersion: string; readonly pid?: number }
  | { readonly kind: 'stopped'; readonly reason: string }
  | { readonly kind: 'fault'; readonly operation?: string; readonly key?: string; readonly fault: Fault }
  | { readonly kind: 'log'; readonly level: string; readonly message: string; readonly data?: unknown }
  | { readonly kind: 'output'; readonly line: string }
  | { readonly kind: 'resolved'; readonly key: string; readonly outcome: string }
  | { readonly kind: 'installed'; readonly version: string; readonly former?: string }
  | { readonly kind: 'rolled-back'; readonly version: string; readonly to: string; readonly fault: Fault }
  | { readonly kind: 'source'; readonly fault: Fault }
  /** When it is not as it was told last. */
  | {
      readonly kind: 'health';
      readonly state: Health['state'];
      readonly problems: readonly Fault[];
      readonly queued?: number;
    }
  | { readonly kind: 'event'; readonly name: EventName; readonly data: Events[EventName] }
);

type Without<T> = T extends unknown ? Omit<T, 'plugin' | 'at'> : never;
export type HostEventBody = Without<HostEvent>;
export type OnEvent = (event: HostEventBody) => void;
