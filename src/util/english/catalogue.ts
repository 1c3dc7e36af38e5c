/** A Russian text and its English. `{}` stands for what a template fills in; `{1}`, `{2}` in the English change the order. */
export type Entry = readonly [ru: string, en: string];

interface Template {
  readonly pattern: RegExp;
  readonly en: string;
}

/**
 * Texts are written once, in Russian, where they are needed; a catalogue has the English of each, as gettext does it.
 * What a template fills in is translated as well: a reason inside a message is a text of its own.
 */
export class Catalogue {
  readonly #entries: readonly Entry[];
  #texts: ReadonlyMap<string, string> | undefined;
  #templates: readonly Template[] | undefined;

  constructor(entries: readonly Entry[]) {
    this.#entries = entries;
  }

  /** Undefined for a text that the catalogue does not have. */
  find(text: string): string | undefined {
    // Most programs never ask: nothing is prepared before somebody does.
    this.#texts ??= new Map(this.#entries);
    const whole = this.#texts.get(text);
    if (whole !== undefined) return whole;
    this.#templates ??= this.#entries
      .filter(([ru]) => ru.includes('{}'))
      .sort(([one], [other]) => weightOf(other) - weightOf(one))
      .map(templateOf);
    for (const { pattern, en } of this.#templates) {
      const match = pattern.exec(text);
      if (match)
        return filled(
          en,
          match.slice(1).map((part) => this.english(part)),
        );
    }
    return undefined;
  }

  /** The text as it is when it has no English: names, numbers, messages of the system. */
  english(text: string): string {
    return this.find(text) ?? text;
  }
}

/** Of several templates that fit, the one with most text of its own is meant. */
function weightOf(ru: string): number {
  return ru.replaceAll('{}', '').length;
}

function templateOf([ru, en]: Entry): Template {
  const pattern = ru.split('{}').map(escaped).join('(.*?)');
  return { pattern: new RegExp(`^${pattern}$`, 's'), en };
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function filled(en: string, parts: readonly string[]): string {
  let next = 0;
  return en.replace(/\{(\d?)\}/g, (_whole, number: string) => {
    const index = number === '' ? next++ : Number(number) - 1;
    return parts[index] ?? '';
  });
}
