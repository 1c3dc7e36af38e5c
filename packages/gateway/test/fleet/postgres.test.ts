import { Emulator } from 'atol-kkt/emulator';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGateway, type Gateway } from '../../src/fleet/index.js';
import { openPostgres, type Store } from '../../src/store/index.js';
import { PostgresDatabase } from '../../src/store/postgres/postgres-database.js';
import { noPostgres, type PostgresServer, startPostgres } from '../support/postgres.js';
import { sale } from '../support/receipts.js';
import { emulatorOptions } from '../support/stand.js';

describe.skipIf(noPostgres)(
  `two gateways over PostgreSQL${noPostgres ? ` (SKIPPED: ${noPostgres})` : ''}`,
  () => {
    let server: PostgresServer;
    beforeAll(async () => {
      server = await startPostgres();
    });
    afterAll(() => server.close());

    test('a connection that breaks between two questions is an error of the next one, and of nothing else', async () => {
      const database = new PostgresDatabase(server.url, { readers: 1 });
      const other = new Client({ connectionString: server.url });
      await other.connect();
      const reading = database.read(async (sql) => {
        const [row] = await sql.rows('select pg_backend_pid() as pid');
        await other.query('select pg_terminate_backend($1)', [row?.['pid']]);
        // Long enough for the news to arrive while nothing is asked; only then would it have nowhere to go.
        await new Promise((resolve) => setTimeout(resolve, 100));
        return sql.rows('select 1 as one');
      });
      await expect(reading).rejects.toMatchObject({ code: 'STORE_LOST', passing: true });
      expect(await database.read(async (sql) => sql.rows('select 1 as one'))).toEqual([{ one: 1 }]);
      await other.end();
      await database.close();
    });

    test('share the registers; the database dies in the middle: every receipt once', async () => {
      const emulators = Array.from(
        { length: 4 },
        (_, index) => new Emulator(emulatorOptions(index, { latency: 20 })),
      );
      const stores: Store[] = [];
      const gateways: Gateway[] = [];
      for (let n = 0; n < 2; n++) {
        const store = await openPostgres(server.url);
        stores.push(store);
        gateways.push(
          await createGateway({
            store,
            leaseMs: 900,
            tickMs: 100,
            groups: [{ name: 'shop' }],
            registers: emulators.map((one, index) => ({
              name: `r${index}`,
              group: 'shop',
              address: one.transport(),
            })),
          }),
        );
      }
      const [first, second] = gateways as [Gateway, Gateway];
      const events: string[] = [];
      first.events.on(({ type }) => events.push(type));
      const submit = (from: number, to: number) =>
        Promise.all(
          Array.from({ length: to - from }, (_, n) =>
            (n % 2 ? first : second).submit('shop', `o${from + n}`, sale(1 + n)),
          ),
        );
      const jobs = await submit(0, 30);
      await server.stop('immediate');
      await expect(first.submit('shop', 'lost', sale())).rejects.toMatchObject({
        name: 'StoreError',
        passing: true,
      });
      await server.start();
      // Nobody has to do anything.
      for (let tries = 0; ; tries++) {
        try {
          jobs.push(...(await submit(30, 50)));
          break;
        } catch (error) {
          if (tries > 2000) throw error;
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      }
      const ended = await Promise.all(jobs.map(({ uuid }) => first.finished(uuid)));
      expect(new Set(ended.map(({ state }) => state))).toEqual(new Set(['done']));
      expect(new Set(ended.map(({ result }) => `${result?.fnNumber} ${result?.documentNumber}`)).size).toBe(
        50,
      );
      expect(emulators.reduce((sum, { receipts }) => sum + receipts.length, 0)).toBe(50);
      expect(events).toContain('store.lost');
      expect(events).toContain('store.restored');
      await Promise.all(gateways.map((gateway) => gateway.close()));
      await Promise.all(stores.map((store) => store.close()));
      await Promise.all(emulators.map((emulator) => emulator.close()));
    });
  },
);
