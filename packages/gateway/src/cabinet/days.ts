const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

export function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
}

/** A calendar day `YYYY-MM-DD` of a time zone, as ms since 1970, without its end. Undefined: the zone of this computer. */
export function dayRange(day: string, timeZone: string | undefined): readonly [from: number, to: number] {
  const midnight = Date.parse(day);
  return [instantOf(midnight, timeZone), instantOf(midnight + DAY_MS, timeZone)];
}

/** The day that it is there. */
export function dayOf(at: number, timeZone: string | undefined): string {
  return new Date(at + offsetMs(at, timeZone)).toISOString().slice(0, 10);
}

/** How far the clocks there are ahead of UTC. */
export function offsetMs(at: number, timeZone: string | undefined): number {
  if (timeZone === undefined) return -new Date(at).getTimezoneOffset() * 60_000;
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
    formats.set(timeZone, format);
  }
  return Date.parse(`${format.format(at).replace(' ', 'T')}Z`) - Math.floor(at / 1000) * 1000;
}

/** Of a time that clocks there show. */
function instantOf(wall: number, timeZone: string | undefined): number {
  const guess = wall - offsetMs(wall, timeZone);
  return wall - offsetMs(guess, timeZone);
}
