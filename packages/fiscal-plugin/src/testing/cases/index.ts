import type { KitCase } from './case.js';
import { day, describes, settings, sums } from './life.js';
import { differentKeys, killed, neverSeen, sameKey } from './once.js';
import { badRequests, languages, memory, noDevice, slowDevice } from './trouble.js';

/** Every case, in the order in which they run. */
export const CASES: readonly KitCase[] = [
  describes,
  settings,
  day,
  sums,
  sameKey,
  differentKeys,
  neverSeen,
  killed,
  noDevice,
  slowDevice,
  badRequests,
  languages,
  memory,
];
