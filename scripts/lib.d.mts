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

/** Runs a program and resolves with its exit code and its collected output. */
export function run(command: string, args: readonly string[], options?: RunOptions): Promise<Finished>;

/** Whether the module with this `import.meta.url` is the program itself. */
export function isMain(url: string): boolean;
