import type { DeviceState } from './device/state.js';
import type { FnContent } from './fn/storage.js';
import type { Profile } from './profile.js';
import type { EmulatedRegistration } from './registration.js';
import type { Tables } from './tables.js';

/** What a register is put together of: a new one, one out of a directory, one that was read from outside. */
export interface Parts {
  readonly profile: Profile;
  readonly serialNumber: string;
  readonly registration: EmulatedRegistration;
  readonly tables: Tables;
  readonly fn: FnContent;
  readonly fnPresent: boolean;
  readonly state: DeviceState;
}
