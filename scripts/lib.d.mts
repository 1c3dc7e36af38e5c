export interface Finished {
  readonly code: number;
  readonly output: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly inherit?: boolean;
}

/** Runs npm without a shell. */
export function npm(args: readonly string[], options?: RunOptions): Promise<Finished>;

/** The folder of the project. */
export const root: string;
