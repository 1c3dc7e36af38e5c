/** From and to, both included. */
export type NumberRange = readonly [from: number, to: number];

/**
 * Documents of the FN that are known to belong to somebody: a receipt in doubt cannot be one of them. Documents follow one another,
 * so that there is little to keep.
 */
export class IssuedDocuments {
  /** By the number of the FN; ascending, with gaps between them. */
  readonly #ranges = new Map<string, NumberRange[]>();

  add({ fnNumber, documentNumber }: { fnNumber: string; documentNumber: number }): void {
    this.addRange(fnNumber, [documentNumber, documentNumber]);
  }

  addRange(fnNumber: string, [from, to]: NumberRange): void {
    const ranges = this.#ranges.get(fnNumber) ?? [];
    this.#ranges.set(fnNumber, ranges);
    // Nearly always the last one.
    let end = ranges.length;
    while (end > 0 && (ranges[end - 1]?.[0] ?? 0) > to + 1) end--;
    let begin = end;
    let [low, high] = [from, to];
    for (let one = ranges[begin - 1]; one && one[1] >= from - 1; one = ranges[begin - 1]) {
      low = Math.min(low, one[0]);
      high = Math.max(high, one[1]);
      begin--;
    }
    ranges.splice(begin, end - begin, [low, high]);
  }

  has(fnNumber: string, documentNumber: number): boolean {
    const ranges = this.#ranges.get(fnNumber) ?? [];
    return ranges.some(([from, to]) => from <= documentNumber && documentNumber <= to);
  }

  /** Those with a greater number. */
  after(fnNumber: string, documentNumber: number): NumberRange[] {
    const later = (this.#ranges.get(fnNumber) ?? []).filter(([, to]) => to > documentNumber);
    return later.map(([from, to]) => [Math.max(from, documentNumber + 1), to]);
  }
}
