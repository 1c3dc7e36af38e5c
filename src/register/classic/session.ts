import type { Caller } from '../session/caller.js';
import type { Session } from '../session/session.js';
import type { DeviceFacts } from './device-facts.js';
import type { Modes } from './modes.js';

/** What the operations of a register of links v2 and v3 share. */
export interface ClassicSession extends Session {
  readonly caller: Caller;
  readonly modes: Modes;
  readonly device: DeviceFacts;
}

/** What its dialect stands on. */
export type Ground = Pick<ClassicSession, 'caller' | 'modes' | 'device'>;
