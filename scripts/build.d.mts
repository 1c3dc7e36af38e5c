export interface BuildOptions {
  /** Only what is older than its sources. Default false. */
  readonly ifStale?: boolean;
  /** Type declarations, too. Default true. */
  readonly declarations?: boolean;
  /** Of this package and of what it needs; default all packages. */
  readonly folder?: string;
}

export function build(options?: BuildOptions): Promise<void>;
