import { ProtocolError } from '../errors.js';

/**
 * The register's clock has no zone. Its date-times are strings `YYYY-MM-DDTHH:mm:ss` or `YYYY-MM-DDTHH:mm`;
 * to count with them they are taken as if they were UTC, so that no time zone of the host can move them.
 */
const pattern = /^(?!00)\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?$/;

/** Milliseconds since 1970-01-01T00:00:00 of the same clock. Throws ProtocolError `RANGE` for a moment that no calendar has. */
export function localToMs(text: string): number {
  const ms = pattern.test(text) ? Date.parse(`${text}Z`) : Number.NaN;
  // Date.parse takes 31 April for 1 May, and 24:00 for the next day.
  if (Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(text)) {
    throw new ProtocolError('RANGE', `Нет такой даты и времени: ${text}`, {
      value: text,
      rule: 'YYYY-MM-DDTHH:mm[:ss]',
    });
  }
  return ms;
}

/** The inverse of `localToMs`; parts of a second (or of a minute, with `minutes`) are cut off. */
export function msToLocal(ms: number, precision: 'seconds' | 'minutes' = 'seconds'): string {
  const date = new Date(ms);
  const year = date.getUTCFullYear();
  if (!(year >= 100 && year <= 9999)) {
    throw new ProtocolError('RANGE', `Нет такого времени: ${ms} мс`, { value: ms, rule: '0100..9999' });
  }
  return date.toISOString().slice(0, precision === 'seconds' ? 19 : 16);
}

/** Local time of this computer. */
export function hostTime(): string {
  const now = new Date();
  return msToLocal(now.getTime() - now.getTimezoneOffset() * 60_000);
}
