import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Checks } from '../checks.js';
import { MODELS, type ModelUnderTest } from '../device/device.js';
import type { LibraryFiles } from '../driver/library.js';
import { randomTasks } from './random-tasks.js';
import { type Made, type Task, Twins } from './twins.js';

/** Name of the comparison. */
export const JSON_TASKS = 'JSON tasks';

export interface JsonComparison {
  readonly files: LibraryFiles;
  readonly checks: Checks;
  /** How many random tasks on each model, and where they begin. */
  readonly random: number;
  readonly seed: number;
}

interface Row {
  readonly model: string;
  readonly type: string;
  same: number;
  /** Of these: refused by both with one number. */
  refused: number;
  different: number;
}

/** Every recorded task and a number of random ones by both drivers; a table of what was alike. */
export async function compareJsonTasks({ files, checks, random, seed }: JsonComparison): Promise<void> {
  const zone = process.env['TZ'];
  // ATOL's driver tells the register's time with the zone of its process, which is UTC.
  process.env['TZ'] = 'UTC';
  const rows = new Map<string, Row>();
  try {
    for (const model of MODELS) {
      await compare(model, 'recorded', recordedTasks(model));
      await compare(model, `random, seed ${seed}`, [...randomTasks(seed, random)]);
    }
  } finally {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  }
  console.log(`\n${table([...rows.values()])}\n`);

  async function compare(model: ModelUnderTest, what: string, tasks: readonly Task[]): Promise<void> {
    await using twins = await Twins.start(files, model);
    for (const [index, task] of tasks.entries()) {
      const started = performance.now();
      const key = `${model.name} ${task.type}`;
      const row = rows.get(key) ?? { model: model.name, type: task.type, same: 0, refused: 0, different: 0 };
      rows.set(key, row);
      try {
        const theirs = await twins.theirs(task);
        assert.deepEqual(comparable(await twins.ours(task)), comparable(theirs));
        row.same += 1;
        if (theirs.error) row.refused += 1;
      } catch (error) {
        row.different += 1;
        const title = `${JSON_TASKS}: ${model.name}, ${what}: ${index + 1} ${task.type}`;
        const lines = [JSON.stringify(task), ...(error as Error).message.split('\n')];
        checks.fail(title, performance.now() - started, lines);
        // From here on numbers and sums of the twins differ.
        return;
      }
    }
    checks.pass(`${JSON_TASKS}: ${model.name}, ${what}: ${tasks.length} tasks`, 0);
  }
}

/** The tasks whose answers are kept with the tests. */
function recordedTasks({ name }: ModelUnderTest): Task[] {
  const file = new URL(`../../test/golden/json-tasks/${name}.jsonl`, import.meta.url);
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => (JSON.parse(line) as { task: Task }).task);
}

/** Signs follow from the order of the requisites; our texts say more behind theirs. */
function comparable({ answer, error, documents }: Made): unknown {
  const signs = new Set(['fiscalDocumentSign', '1077', 'rawData']);
  return {
    answer: JSON.parse(
      JSON.stringify(answer ?? null, (key, value: unknown) => (signs.has(key) ? typeof value : value)),
    ),
    error: error && { code: error.code, description: error.description.split(' (')[0] },
    documents,
  };
}

function table(rows: readonly Row[]): string {
  const types = [...new Set(rows.map(({ type }) => type))];
  const cell = (model: string, type: string) => {
    const row = rows.find((one) => one.model === model && one.type === type);
    if (!row) return '-';
    const refused = row.refused > 0 ? `, ${row.refused} refused` : '';
    return `${row.same} of ${row.same + row.different}${refused}`;
  };
  const head = ['task', ...MODELS.map(({ name }) => name)];
  const lines = types.map((type) => [type, ...MODELS.map(({ name }) => cell(name, type))]);
  return [head, ['---', ...MODELS.map(() => '---')], ...lines]
    .map((line) => `| ${line.join(' | ')} |`)
    .join('\n');
}
