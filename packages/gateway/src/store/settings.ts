/** A group or register that was added by hand or by configuration; `data` is the layer's above, plain JSON. */
export interface Stored<T> {
  readonly name: string;
  readonly data: T;
  /** `config`: comes with every start of the program; `hand`: lives in the store only. */
  readonly origin: 'config' | 'hand';
}

export interface StoredRegister<T> extends Stored<T> {
  readonly group: string;
}

/** What a fleet consists of. */
export interface SettingsStore {
  groups<T>(): Promise<Stored<T>[]>;
  saveGroup<T>(group: Stored<T>): Promise<void>;
  /** False when it has registers or jobs. */
  removeGroup(name: string): Promise<boolean>;
  registers<T>(): Promise<StoredRegister<T>[]>;
  register<T>(name: string): Promise<StoredRegister<T> | undefined>;
  /** Adds or replaces, in one transaction; each gets a lane. */
  saveRegisters<T>(registers: readonly StoredRegister<T>[]): Promise<void>;
  /** False when jobs are pinned to it. */
  removeRegister(name: string): Promise<boolean>;
  /** Grows with every change of groups and registers. */
  revision(): Promise<number>;
  /** Small values of the layers above, such as the last pick of a calendar. */
  value<T>(name: string): Promise<T | undefined>;
  setValue(name: string, value: unknown): Promise<void>;
  /** Sets a value that nobody has set before, and gives the one that stands: all processes agree on it. */
  agree<T>(name: string, value: T): Promise<T>;
}
