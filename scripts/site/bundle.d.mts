export function bundlePrograms(options: {
  /** Names of files without `.js`, to sources. */
  inputs: Readonly<Record<string, string>>;
  dir: string;
  /** Where the pages find the driver. */
  driver: string;
  minify?: boolean;
}): Promise<void>;
