import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { openPostgres, openSqlite, type Store } from '../../src/store/index.js';
import { noPostgres, type PostgresServer, startPostgres } from './postgres.js';

/** Opens a store that is empty, or, with the same name, the one of before. */
export type OpenStore = (name: string) => Promise<Store>;

/** The same tests over every store. Where PostgreSQL cannot be had they are SKIPPED, with the reason in their name. */
export function onEveryStore(title: string, tests: (open: OpenStore, kind: Store['kind']) => void): void {
  describe(`${title} (SQLite)`, () => {
    let folder = '';
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'gateway-'));
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));
    tests((name) => openSqlite(join(folder, `${name}.db`), { gather: 'microtask' }), 'sqlite');
  });
  describe.skipIf(noPostgres)(`${title} (PostgreSQL${noPostgres ? `, SKIPPED: ${noPostgres}` : ''})`, () => {
    let server: PostgresServer;
    beforeAll(async () => {
      server = await startPostgres();
    });
    afterAll(() => server.close());
    tests(
      (name) => openPostgres(server.url, { schema: name.replaceAll('-', '_'), clock: 'caller' }),
      'postgres',
    );
  });
}
