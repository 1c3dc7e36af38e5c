import type { Gateway } from '../fleet/index.js';
import type { Gate } from '../people/index.js';
import type { Sessions } from './access/sessions.js';
import type { Changes } from './live/changes.js';
import type { Pulse } from './live/pulse.js';
import type { Turns } from './turns.js';

/** What `dev` adds: registers that are made of nothing can be given a new FN from the page. */
export interface DevTools {
  /** Takes the FN out and puts a new one in. */
  changeFn(register: string): Promise<void>;
  /** Callbacks that were sent to `/_dev/inbox`, newest first. */
  inbox(): readonly { readonly at: number; readonly text: string }[];
}

/** What the pages share. */
export interface Cabinet {
  readonly gateway: Gateway;
  readonly gate: Gate;
  readonly sessions: Sessions;
  readonly pulse: Pulse;
  readonly changes: Changes;
  readonly turns: Turns;
  /** Hosts that the search for registers begins with, such as `10.0.0.7:5555`. */
  readonly searchHosts: readonly string[];
  readonly dev: DevTools | undefined;
}
