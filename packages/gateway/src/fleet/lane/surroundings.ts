import type { Clock } from 'atol-kkt';
import type { Logger } from 'pino';
import type { Store } from '../../store/index.js';
import type { Dispatcher } from '../queue/index.js';
import type { GatewayEvents, Group, Location } from '../terms/index.js';

/** What everybody in a fleet needs. */
export interface Surroundings {
  readonly store: Store;
  readonly clock: Clock;
  readonly events: GatewayEvents;
  readonly log: Logger;
  /** Pause between looks at a register that has nothing to do, ms. */
  readonly careMs: number;
  group(name: string): Group;
  dispatcher(group: string): Dispatcher;
  /** Registers that are out of reach in the same box, or, where no box is named, in the same rack. */
  troubleNear(location: Location | undefined): number;
  /** The store has failed somebody. */
  storeTrouble(error: unknown): void;
}
