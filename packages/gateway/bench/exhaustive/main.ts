/** What takes minutes: processes that are killed or stopped, databases that go away, a million jobs, every page of the cabinet. `npm run exhaustive -- kills` runs a part. */
import { textTable } from '../../src/cli/table.js';
import { cabinetPages } from './cabinet.js';
import { cabinetSpeed } from './cabinet-speed.js';
import { hostileStrangers } from './hostile.js';
import { acceptsOverHttp } from './http-load.js';
import { databaseAway, killsOnPostgres, killsOnSqlite, type Round, stopsOnPostgres } from './kills.js';
import { soak } from './soak.js';
import { storesUnderLoad } from './stores.js';
import { virtualRuns } from './virtual.js';

const wanted = process.argv.slice(2);
const wants = (name: string): boolean => wanted.length === 0 || wanted.includes(name);
const count = (full: number): number => Number(process.env['ROUNDS'] ?? full);
const rounds: Round[] = [];
let good = true;

async function run(name: string, work: () => Promise<Round>): Promise<void> {
  if (!wants(name)) return;
  process.stderr.write(`${name}…\n`);
  rounds.push(await work());
}

await run('kills', () => killsOnSqlite(count(200)));
await run('kills-postgres', () => killsOnPostgres(count(50)));
await run('stops', () => stopsOnPostgres(count(20)));
await run('away', () => databaseAway(count(5)));
if (rounds.length > 0) {
  console.log(
    textTable(
      ['what', 'rounds', 'accepted', 'done', 'failed', 'documents', 'lost', 'doubled', 'wrong', 'seconds'],
      rounds.map(
        ({ name, rounds: times, accepted, done, failed, documents, lost, doubled, wrong, seconds }) => [
          name,
          times,
          accepted,
          done,
          failed,
          documents,
          lost,
          doubled,
          wrong,
          Math.round(seconds),
        ],
      ),
    ),
  );
  good = rounds.every(({ lost, doubled, wrong }) => lost + doubled + wrong === 0);
}
if (wants('http')) good = (await acceptsOverHttp()) && good;
if (wants('hostile')) good = (await hostileStrangers()) && good;
if (wants('soak')) good = (await soak()) && good;
if (wants('virtual')) good = (await virtualRuns()) && good;
if (wants('stores')) good = (await storesUnderLoad()) && good;
if (wants('cabinet')) good = (await cabinetPages()) && good;
if (wants('cabinet-speed')) good = (await cabinetSpeed()) && good;
process.exitCode = good ? 0 : 1;
