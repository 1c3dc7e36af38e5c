/**
 * The version of the contract between a till and its plug-ins: `major.minor`.
 *
 * A minor version only adds optional fields and operations; who does not know them ignores them. A host serves the
 * current major version and the one before it.
 */
export const API_VERSION = '1.0';

/** The major number of a version such as `'1.0'`, or `undefined` where the text is no version. */
export function majorOf(apiVersion: unknown): number | undefined {
  const match = typeof apiVersion === 'string' ? /^(\d{1,4})\.(\d{1,4})$/.exec(apiVersion) : null;
  return match === null ? undefined : Number(match[1]);
}

/** Major versions that a host of such a contract serves: its own, and the one before it where there was one. */
export function servedMajors(apiVersion: string): readonly number[] {
  const major = majorOf(apiVersion);
  if (major === undefined) throw new TypeError(`${JSON.stringify(apiVersion)} is no version of a contract`);
  return [major, major - 1].filter((each) => each >= 1);
}

/** Major versions that this host can talk to. Version 1 is the first, so there is none before it yet. */
export const SERVED_MAJORS: readonly number[] = servedMajors(API_VERSION);
