/** Tables of settings as commands 46 and 50 see them. Both throw DeviceError 91, 92, 93 for what does not exist. */
export interface TableMemory {
  read(table: number, row: number, field: number): Uint8Array;
  write(table: number, row: number, field: number, value: Uint8Array): void;
  /** Everything as the factory left it. */
  reset(): void;
}

const DEVICE = 2;
const USERS = 3;
const SECTIONS = 7;
const USER_COUNT = 30;

/** What the register itself wants to know from its tables. */
export class Settings {
  readonly tables: TableMemory;

  constructor(tables: TableMemory) {
    this.tables = tables;
  }

  #number(table: number, row: number, field: number): number {
    return this.tables.read(table, row, field).reduce((value, byte) => value * 256 + byte, 0);
  }

  #digits(table: number, row: number, field: number): number {
    return this.tables
      .read(table, row, field)
      .reduce((value, byte) => value * 100 + (byte >> 4) * 10 + (byte & 15), 0);
  }

  /** Access password in front of every command. */
  get accessPassword(): number {
    return this.#digits(DEVICE, 1, 23);
  }

  /** Row of table 3 whose password this is. */
  userByPassword(password: number): number | undefined {
    for (let user = USER_COUNT; user > 0; user--) if (this.#digits(USERS, user, 1) === password) return user;
    return undefined;
  }

  /** Tag 1214 of a position that gives none: full settlement unless set otherwise. */
  get defaultMethod(): number {
    return this.#number(DEVICE, 1, 113) || 4;
  }

  /** Tag 1212 of a position that gives none: goods unless set otherwise. */
  get defaultSubject(): number {
    return this.#number(DEVICE, 1, 120) || 1;
  }

  /** Cash is counted and may not become negative; the bit says that it is not. */
  get cashControl(): boolean {
    return (this.#number(DEVICE, 1, 115) & 0x01) === 0;
  }

  /** Tax number of a section; "no VAT" unless set otherwise. */
  sectionTax(section: number): number {
    const row = section >= 1 && section <= 16 ? section : 1;
    return this.#number(SECTIONS, row, 2) || 6;
  }
}
