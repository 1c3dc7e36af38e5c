import type { Caller } from './caller.js';
import type { DeviceFacts } from './device-facts.js';
import type { Modes } from './modes.js';

/** What the dialect of links v2 and v3 stands on. */
export interface Ground {
  readonly caller: Caller;
  readonly modes: Modes;
  readonly device: DeviceFacts;
}
