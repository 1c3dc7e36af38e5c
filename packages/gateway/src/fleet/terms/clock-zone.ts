const formats = new Map<string, Intl.DateTimeFormat>();
/** No zone changes its clock within such a piece of time. */
const QUARTER_MS = 15 * 60_000;
const known = new Map<string, { readonly quarter: number; readonly offset: number }>();

/** The wall clock of a time zone as if it were UTC, ms since 1970; whole seconds. */
export function wallMs(at: number, timeZone: string | undefined): number {
  const name = timeZone ?? '';
  const second = Math.floor(at / 1000) * 1000;
  const quarter = Math.floor(at / QUARTER_MS);
  const before = known.get(name);
  if (before?.quarter === quarter) return second + before.offset;
  const offset = formatted(second, name, timeZone) - second;
  known.set(name, { quarter, offset });
  return second + offset;
}

function formatted(at: number, name: string, timeZone: string | undefined): number {
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
