import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { openPostgres, type Store } from '../../src/store/index.js';
import { noPostgres, sharedPostgres } from './postgres.js';
import { openFastSqlite } from './sqlite-engine.js';

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
    tests((name) => openFastSqlite(join(folder, `${name}.db`)), 'sqlite');
  });
  describe.skipIf(noPostgres)(`${title} (PostgreSQL${noPostgres ? `, SKIPPED: ${noPostgres}` : ''})`, () => {
    // Files of tests share a server, and nothing on it.
    const own = `t${randomBytes(4).toString('hex')}`;
    let server: Awaited<ReturnType<typeof sharedPostgres>>;
    beforeAll(async () => {
      server = await sharedPostgres();
    });
    afterAll(() => server.close());
    tests(
      (name) => openPostgres(server.url, { schema: `${own}_${name.replaceAll('-', '_')}`, clock: 'caller' }),
      'postgres',
    );
  });
}
