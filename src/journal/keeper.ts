/** How life is shown and seen on one kind of system: by a file in the directory that is to be locked. */
export interface Keeper {
  /** Makes the file; it shows that we live until `end` is called or this process dies. The note is for people. */
  announce(directory: string, nonce: string, note: string): Promise<Sign>;
  isAlive(path: string): Promise<boolean>;
}

export interface Sign {
  readonly path: string;
  end(): Promise<void>;
}
