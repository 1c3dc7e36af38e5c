import type { Clock } from '../../util/clock.js';
import type { EmulatorEvents } from '../observe/events.js';
import type { Fault } from './fault.js';

/** Where a scenario or a chaos is played: what it needs of an emulator. */
export interface Stage {
  readonly faults: {
    add(fault: Fault): () => void;
    remove(id: string): void;
    clear(): void;
  };
  readonly events: EmulatorEvents;
  readonly clock: Clock;
}
