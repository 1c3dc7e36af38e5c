import { deviceError } from '../protocol/device-errors.js';

/** Interim: cells come to life with one byte when they are read. */
export class TableMemory {
  readonly #cells = new Map<string, Uint8Array>();
  constructor(_model: number) {
    this.reset();
  }
  read(table: number, row: number, field: number): Uint8Array {
    if (![2, 3, 6, 7, 9, 12, 17, 19].includes(table)) throw deviceError(0x91);
    return this.#cells.get(`${table}/${row}/${field}`) ?? new Uint8Array(1);
  }
  write(table: number, row: number, field: number, value: Uint8Array): void {
    this.#cells.set(`${table}/${row}/${field}`, value);
  }
  reset(): void {
    this.#cells.clear();
    this.#cells.set('2/1/23', new Uint8Array(2));
    for (let row = 1; row <= 30; row++) {
      this.#cells.set(`3/${row}/1`, Uint8Array.of(0, 0, 0, Math.floor(row / 10) * 16 + (row % 10)));
    }
  }
}
