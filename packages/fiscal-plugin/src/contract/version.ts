/**
 * The version of the contract between a till and its plug-ins: `major.minor`.
 *
 * A minor version only adds optional fields and operations; who does not know them ignores them. A host serves the
 * current major version and the one before it.
 */
export const API_VERSION = '1.0';

/** Major versions that this host can talk to. */
export const SERVED_MAJORS: readonly number[] = [1];

/** The major number of a version such as `'1.0'`, or `undefined` where the text is no version. */
export function majorOf(apiVersion: unknown): number | undefined {
  const match = typeof apiVersion === 'string' ? /^(\d{1,4})\.(\d{1,4})$/.exec(apiVersion) : null;
  return match === null ? undefined : Number(match[1]);
}
