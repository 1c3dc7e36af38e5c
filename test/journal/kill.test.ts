import { describe, expect, it } from 'vitest';
import { fileJournal, type JournalRecord } from '../../src/journal/index.js';
import { thorough } from '../support/thorough.js';
import { children, temporaryDirectory } from './support/children.js';
import { contentsOf, keysOf, lastOfEach, toldBy } from './support/scenario.js';

const spawn = children();
const directory = temporaryDirectory();

interface Heard {
  asked: JournalRecord[];
  promised: number;
}

function hear(said: readonly unknown[]): Heard {
  const lines = said.filter((line) => typeof line === 'object') as Array<{
    asked?: JournalRecord;
    promised?: number;
  }>;
  return {
    asked: lines.flatMap(({ asked }) => asked ?? []),
    promised: lines.reduce((sum, { promised = 0 }) => sum + promised, 0),
  };
}

/** Opens the journal that a killed process left, and says which of the records asked for are in it. */
async function check(before: readonly JournalRecord[], { asked, promised }: Heard): Promise<JournalRecord[]> {
  const journal = fileJournal(directory());
  const keys = keysOf([...before, ...asked]);
  const found = JSON.stringify(await contentsOf(journal, keys));
  await journal.close();
  for (let count = promised; count <= asked.length; count++) {
    const all = [...before, ...asked.slice(0, count)];
    if (JSON.stringify(toldBy(all, keys)) === found) return lastOfEach(all);
  }
  expect(JSON.parse(found), `promised ${promised}`).toEqual(toldBy([...before, ...asked], keys));
  return [];
}

describe('a process killed with kill -9', () => {
  it('leaves all that it promised, whenever it is killed', async () => {
    let records: JournalRecord[] = [];
    let promised = 0;
    const rounds = thorough ? 20 : 5;
    for (let round = 0; round < rounds; round++) {
      const child = spawn('append', directory());
      // Anywhere, but each round later than the one before, so that no luck makes all of them early.
      await child.hasSaid(2 + Math.floor((150 * (round + Math.random())) / rounds));
      await child.kill();
      const heard = hear(child.said());
      records = await check(records, heard);
      promised += heard.promised;
    }
    expect(promised).toBeGreaterThan(100);
  });

  it('leaves all that it promised, killed in the middle of each of its first steps', async () => {
    let records: JournalRecord[] = [];
    for (let step = 1; step <= 37; step += thorough ? 1 : 4) {
      const child = spawn('append', directory(), String(step));
      expect(await child.ended).toBeNull();
      records = await check(records, hear(child.said()));
    }
    expect(records.length).toBe(5);
  });
});
