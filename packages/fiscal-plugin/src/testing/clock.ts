/** A clock that begins at a moment and goes on as fast as the computer's, ISO 8601 with the offset that it began with. */
export function clockFrom(moment: string): () => string {
  const match = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})$/.exec(moment);
  const [, local = '', offset = ''] = match ?? [];
  // The local time, as if it were UTC: the offset is put behind it again.
  const first = Date.parse(`${local}Z`);
  if (Number.isNaN(first) || Number.isNaN(Date.parse(moment))) {
    throw new RangeError(
      `"now" takes a moment such as 2030-01-01T09:00:00+01:00 (got ${JSON.stringify(moment)})`,
    );
  }
  const began = performance.now();
  return () => `${new Date(first + performance.now() - began).toISOString().slice(0, 19)}${offset}`;
}
