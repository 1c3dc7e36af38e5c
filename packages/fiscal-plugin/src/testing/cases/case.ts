import type { Stand, StandOptions } from '../stand.js';
import type { FindingCode, ReportLanguage } from '../words.js';

/** Writes down something that is wrong; the detail is English, the words of its code are the report's. */
export type Found = (code: FindingCode, text: string) => void;

/** A case: throws nothing itself but findings; the stand is fresh and its plug-in has the good settings. */
export interface KitCase {
  readonly name: string;
  readonly title: Readonly<Record<ReportLanguage, string>>;
  /** Cases of a plug-in that does not even start are not tried. */
  readonly needsStart?: false;
  /** The case itself ends the process, so that a fall is no finding. */
  readonly kills?: true;
  run(stand: Stand, found: Found, options: StandOptions): Promise<SkipReason | undefined | void>;
}

export interface SkipReason {
  readonly skipped: string;
}
