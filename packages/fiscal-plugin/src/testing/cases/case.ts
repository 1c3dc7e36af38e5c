import type { Stand, StandOptions } from '../stand.js';

/** A case: throws nothing itself but findings; the stand is fresh and its plug-in has the good settings. */
export interface KitCase {
  readonly name: string;
  readonly title: string;
  /** Cases of a plug-in that does not even start are not tried. */
  readonly needsStart?: false;
  /** The case itself ends the process, so that a fall is no finding. */
  readonly kills?: true;
  run(
    stand: Stand,
    found: (code: string, text: string) => void,
    options: StandOptions,
  ): Promise<SkipReason | undefined | void>;
}

export interface SkipReason {
  readonly skipped: string;
}
