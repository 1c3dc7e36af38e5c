const formats = new Map<string, Intl.DateTimeFormat>();

/** The wall clock of a time zone as if it were UTC, ms since 1970. */
export function wallMs(at: number, timeZone: string | undefined): number {
  const name = timeZone ?? '';
  let format = formats.get(name);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      ...(timeZone !== undefined && { timeZone }),
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    });
    formats.set(name, format);
  }
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(at)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** `YYYY-MM-DDTHH:mm[:ss]` or `YYYY-MM-DD` as if it were UTC; undefined when it is no time. */
export function localMs(local: string | undefined): number | undefined {
  if (local === undefined || local === '') return undefined;
  const ms = Date.parse(`${local.length === 10 ? `${local}T00:00` : local}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}
