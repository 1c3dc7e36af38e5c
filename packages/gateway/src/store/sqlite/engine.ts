import { createRequire } from 'node:module';

/** The part of `node:sqlite` that we use; `@photostructure/sqlite` has the same. */
export interface Statement {
  all(...params: unknown[]): unknown[];
  run(...params: unknown[]): { changes: number | bigint };
}

export interface Connection {
  exec(text: string): void;
  prepare(text: string): Statement;
  close(): void;
}

export interface Engine {
  readonly name: string;
  open(path: string, options: { readOnly: boolean }): Connection;
}

interface SqliteModule {
  DatabaseSync: new (path: string, options: { readOnly: boolean }) => Connection;
}

/** Node's own where it needs no flag; otherwise the same engine with the same interface, prebuilt in a package. */
export async function loadEngine(): Promise<Engine> {
  const own = ownModule();
  const { DatabaseSync } = own ?? ((await import('@photostructure/sqlite')) as unknown as SqliteModule);
  return {
    name: own ? 'node:sqlite' : '@photostructure/sqlite',
    open: (path, options) => new DatabaseSync(path, options),
  };
}

/** Before 22.13 it wants a flag; in 22 it says on standard error that it is experimental, once. */
function ownModule(): SqliteModule | undefined {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 22 || (major === 22 && minor < 13)) return undefined;
  try {
    return createRequire(import.meta.url)('node:sqlite') as SqliteModule;
  } catch {
    return undefined;
  }
}
