import type { Clock } from '../../util/clock.js';
import type { Device } from '../device/device.js';
import type { EmulatorEvents, Happening } from '../observe/events.js';
import type { Power } from '../power.js';
import type { LineFaults } from './line-faults.js';

/** What faults act upon. */
export interface FaultTarget {
  readonly device: Device;
  readonly clock: Clock;
  readonly lines: LineFaults;
  readonly events: EmulatorEvents;
  readonly power: Power;
  tell(happening: Happening): void;
  onError(error: unknown): void;
}
