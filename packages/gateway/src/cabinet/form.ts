/** Fields of a form or an address. Nothing is there that was not sent; texts are cut to what a field can hold. */
export class Form {
  readonly #fields: URLSearchParams;

  constructor(fields: URLSearchParams | string = '') {
    this.#fields = new URLSearchParams(fields);
  }

  /** Without blanks around it; undefined for an empty field. */
  text(name: string): string | undefined {
    const value = this.#fields.get(name)?.trim();
    return value === undefined || value === '' ? undefined : value.slice(0, LONGEST);
  }

  all(name: string): string[] {
    return this.#fields
      .getAll(name)
      .map((value) => value.trim().slice(0, LONGEST))
      .filter((value) => value !== '');
  }

  /** A ticked box. */
  flag(name: string): boolean {
    return this.#fields.get(name) === 'on';
  }

  /** A number with a point or a comma; undefined when the field is empty or holds something else. */
  number(name: string): number | undefined {
    const text = this.text(name)
      ?.replace(/[\s\u00a0\u202f]/g, '')
      .replace(',', '.');
    return text !== undefined && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
  }

  /** A sum as the driver reads it: a point, no blanks. */
  decimal(name: string): string | undefined {
    return this.text(name)
      ?.replace(/[\s\u00a0\u202f]/g, '')
      .replace(',', '.');
  }

  entries(): [string, string][] {
    return [...this.#fields.entries()];
  }

  /** For an address, with these fields changed; undefined takes one away. */
  with(changes: Readonly<Record<string, string | undefined>>): string {
    const fields = new URLSearchParams(this.#fields);
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined) fields.delete(name);
      else fields.set(name, value);
    }
    return fields.toString();
  }
}

const LONGEST = 16_000;
