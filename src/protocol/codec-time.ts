import { needText } from '../util/arguments.js';
import { type Codec, outOfRange, type TimePattern } from './codec.js';
import { malformed, readPair } from './packed-decimal.js';

const partNames = { y: 'год', d: 'день', h: 'час', s: 'секунды' } as const;
const TWO_DIGITS = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, '0'));
const localPattern = /^(?:(\d{4})-(\d{2})-(\d{2}))?T?(?:(\d{2}):(\d{2})(?::(\d{2}))?)?$/;

/**
 * Date and time of the register's own clock as an ISO string without a zone, cut to what the layout holds:
 * `2026-11-21T12:22:05`, `2026-11-21T12:22`, `2026-11-21` or `12:22:05`. Two-digit years are 2000..2099.
 * All zeroes, the register's "no date", is the empty string.
 */
function localTime(pattern: TimePattern, encoding: 'bcd' | 'binary'): Codec<string> {
  needText(pattern, 'pattern');
  const hasDate = pattern.includes('y');
  const hasTime = pattern.includes('h');
  const hasSeconds = pattern.endsWith('s');
  // The letter m is the month after d or y and the minutes after h.
  const order = Array.from(pattern, (letter, i) => (letter === 'm' && pattern[i - 1] === 'h' ? 'i' : letter));
  return {
    shape: { type: 'localTime', pattern },
    encode(writer, value) {
      const parts: Record<string, number> = { y: 0, m: 0, d: 0, h: 0, i: 0, s: 0 };
      if (value !== '') {
        const match = localPattern.exec(value);
        const date = hasDate === (match?.[1] !== undefined);
        const time = hasTime === (match?.[4] !== undefined) && (hasSeconds || match?.[6] === undefined);
        const [year, month, day, hour, minute, second] = (match ?? [])
          .slice(1)
          .map((part) => Number(part ?? 0));
        const calendar = new Date(Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 1));
        const valid =
          match &&
          date &&
          time &&
          (hour ?? 0) < 24 &&
          (minute ?? 0) < 60 &&
          (second ?? 0) < 60 &&
          (!hasDate ||
            ((year ?? 0) >= 2000 &&
              (year ?? 0) < 2100 &&
              calendar.getUTCDate() === day &&
              calendar.getUTCMonth() + 1 === month));
        if (!valid)
          throw outOfRange(`местное время ${sample(hasDate, hasTime, hasSeconds)}, годы 2000–2099`, value);
        Object.assign(parts, { y: (year ?? 2000) % 100, m: month, d: day, h: hour, i: minute, s: second });
      }
      for (const letter of order) {
        const part = parts[letter] ?? 0;
        writer.u8(encoding === 'bcd' ? Math.floor(part / 10) * 16 + (part % 10) : part);
      }
    },
    decode(reader) {
      const parts = { y: '00', m: '00', d: '00', h: '00', i: '00', s: '00' };
      for (const letter of order) {
        const part = encoding === 'bcd' ? readPair(reader.u8()) : reader.u8();
        const digits = TWO_DIGITS[part];
        if (digits === undefined)
          throw malformed(`${partNames[letter as keyof typeof partNames] ?? 'дата'} ${part}`);
        parts[letter as keyof typeof parts] = digits;
      }
      const { y, m, d, h, i, s } = parts;
      if (hasDate && m === '00' && d === '00') return '';
      const date = hasDate ? `20${y}-${m}-${d}` : '';
      if (!hasTime) return date;
      const time = hasSeconds ? `${h}:${i}:${s}` : `${h}:${i}`;
      return hasDate ? `${date}T${time}` : time;
    },
  };
}

function sample(date: boolean, time: boolean, seconds: boolean): string {
  return [date ? 'ГГГГ-ММ-ДД' : '', time ? `чч:мм${seconds ? ':сс' : ''}` : ''].filter(Boolean).join('T');
}

/** Date and time in packed decimal, as in registers and in 3F, ED. */
export const bcdTime = (pattern: TimePattern): Codec<string> => localTime(pattern, 'bcd');
/** Date and time in binary bytes, as in the answers of the FN (A4). */
export const binaryTime = (pattern: TimePattern): Codec<string> => localTime(pattern, 'binary');
