import type { Language } from './language.js';

const locales: Readonly<Record<Language, string>> = { ru: 'ru-RU', en: 'en-GB' };
const made = new Map<string, Formats>();

/** Numbers and times as the reader writes them. Times are ms since 1970, sums kopecks. */
export class Formats {
  readonly #number: Intl.NumberFormat;
  readonly #money: Intl.NumberFormat;
  readonly #short: Intl.NumberFormat;
  readonly #moment: Intl.DateTimeFormat;
  readonly #exact: Intl.DateTimeFormat;
  readonly #day: Intl.DateTimeFormat;
  readonly #time: Intl.DateTimeFormat;
  readonly #ru: boolean;

  private constructor(language: Language, timeZone: string | undefined) {
    const locale = locales[language];
    const zone = timeZone === undefined ? {} : { timeZone };
    this.#ru = language === 'ru';
    this.#number = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
    this.#short = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
    this.#money = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    this.#moment = new Intl.DateTimeFormat(locale, { ...zone, dateStyle: 'short', timeStyle: 'short' });
    this.#exact = new Intl.DateTimeFormat(locale, { ...zone, dateStyle: 'short', timeStyle: 'medium' });
    this.#day = new Intl.DateTimeFormat(locale, { ...zone, dateStyle: 'short' });
    this.#time = new Intl.DateTimeFormat(locale, { ...zone, timeStyle: 'medium' });
  }

  /** Making one is slow, so that they are kept. */
  static of(language: Language, timeZone?: string): Formats {
    const name = `${language} ${timeZone ?? ''}`;
    let formats = made.get(name);
    if (!formats) {
      formats = new Formats(language, timeZone);
      made.set(name, formats);
    }
    return formats;
  }

  number(value: number): string {
    return this.#number.format(value);
  }

  money(kopecks: number): string {
    return this.#money.format(kopecks / 100);
  }

  percent(share: number): string {
    return `${this.#short.format(100 * share)} %`;
  }

  moment(at: number): string {
    return this.#moment.format(at);
  }

  exact(at: number): string {
    return this.#exact.format(at);
  }

  day(at: number): string {
    return this.#day.format(at);
  }

  time(at: number): string {
    return this.#time.format(at);
  }

  /** Such as `350 мс`, `12,5 с`, `3 мин`, `5 ч`. */
  duration(ms: number): string {
    const [tiny, small, middle, large, days] = this.#ru
      ? (['мс', 'с', 'мин', 'ч', 'дн.'] as const)
      : (['ms', 's', 'min', 'h', 'd'] as const);
    if (!Number.isFinite(ms)) return '∞';
    if (ms < 1000) return `${Math.round(ms)} ${tiny}`;
    if (ms < 120_000) return `${this.#short.format(ms / 1000)} ${small}`;
    if (ms < 7_200_000) return `${Math.round(ms / 60_000)} ${middle}`;
    if (ms < 172_800_000) return `${Math.round(ms / 3_600_000)} ${large}`;
    return `${this.#number.format(Math.round(ms / 86_400_000))} ${days}`;
  }
}
