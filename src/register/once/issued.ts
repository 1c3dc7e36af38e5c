/** Documents of the FN that are known to belong to somebody: a receipt in doubt cannot be one of them. */
export class IssuedDocuments {
  readonly #known = new Set<string>();

  add({ fnNumber, documentNumber }: { fnNumber: string; documentNumber: number }): void {
    this.#known.add(`${fnNumber}/${documentNumber}`);
  }

  has(fnNumber: string, documentNumber: number): boolean {
    return this.#known.has(`${fnNumber}/${documentNumber}`);
  }
}
