import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Checks } from '../checks.js';
import { MODELS, type ModelUnderTest } from '../device/device.js';
import type { LibraryFiles } from '../driver/library.js';
import { fnLife, type Step } from './fn-life.js';
import { plain, secondProtocolDay } from './p5-tasks.js';
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
  /** Writes what ATOL's driver does to `test/golden/json-tasks`. */
  readonly record: boolean;
}

interface Row {
  readonly model: string;
  readonly type: string;
  same: number;
  /** Of these: refused by both with one number. */
  refused: number;
  different: number;
}

/** The tasks of a day, those of an FN's life and a number of random ones by both drivers; a table of what was alike. */
export async function compareJsonTasks({
  files,
  checks,
  random,
  seed,
  record,
}: JsonComparison): Promise<void> {
  const zone = process.env['TZ'];
  // ATOL's driver tells the register's time with the zone of its process, which is UTC.
  process.env['TZ'] = 'UTC';
  const rows = new Map<string, Row>();
  try {
    for (const model of MODELS) {
      await compare(model, 'a day', stepsOfDay(model), record ? dayFile(model) : undefined);
      await compare(model, 'the life of an FN', [...fnLife(model)], record ? fnFile(model) : undefined);
      await compare(
        model,
        `random, seed ${seed}`,
        [...randomTasks(seed, random)].map((task) => ({ task })),
      );
      await compareP5(model, 'a day', secondProtocolDay());
      await compareP5(
        model,
        `random, seed ${seed}`,
        [...randomTasks(seed, Math.ceil(random / 4))].map(plain),
      );
    }
  } finally {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  }
  console.log(`\n${table([...rows.values()])}\n`);

  function compareP5(model: ModelUnderTest, what: string, tasks: readonly Task[]): Promise<void> {
    const steps = tasks.map((task) => ({ task }));
    return compare(model, `second protocol, ${what}`, steps, undefined, 'p5');
  }

  async function compare(
    model: ModelUnderTest,
    what: string,
    steps: readonly Step[],
    file?: URL,
    link?: 'p5',
  ): Promise<void> {
    await using twins = await Twins.start(files, model, link);
    const records: string[] = [];
    let tasks = 0;
    let alike = true;
    for (const step of steps) {
      if ('happens' in step) {
        await twins.happen(step.happens);
        records.push(JSON.stringify(step));
        continue;
      }
      const { task } = step;
      tasks += 1;
      const theirs = await twins.theirs(task);
      records.push(recordOf(task, theirs));
      // From the first difference on numbers and sums of the twins differ; what is recorded is theirs alone.
      if (alike)
        alike = await isAlike(twins, task, theirs, `${model.name}, ${what}: ${tasks} ${task.type}`, model);
      if (!alike && !file) return;
    }
    if (file) writeFileSync(file, `${records.join('\n')}\n`);
    if (alike) checks.pass(`${JSON_TASKS}: ${model.name}, ${what}: ${tasks} tasks`, 0);
  }

  async function isAlike(
    twins: Twins,
    task: Task,
    theirs: Made,
    title: string,
    { name }: ModelUnderTest,
  ): Promise<boolean> {
    const started = performance.now();
    const key = `${name} ${task.type}`;
    const row = rows.get(key) ?? { model: name, type: task.type, same: 0, refused: 0, different: 0 };
    rows.set(key, row);
    try {
      assert.deepEqual(comparable(await twins.ours(task)), comparable(theirs));
      row.same += 1;
      if (theirs.error) row.refused += 1;
      return true;
    } catch (error) {
      row.different += 1;
      const lines = [JSON.stringify(task), ...(error as Error).message.split('\n')];
      checks.fail(`${JSON_TASKS}: ${title}`, performance.now() - started, lines);
      return false;
    }
  }
}

const dayFile = ({ name }: ModelUnderTest): URL => golden(`${name}.jsonl`);
const fnFile = ({ name }: ModelUnderTest): URL => golden(`${name}-fn.jsonl`);
const golden = (name: string): URL => new URL(`../../test/golden/json-tasks/${name}`, import.meta.url);

/** The tasks whose answers are kept with the tests. */
function stepsOfDay(model: ModelUnderTest): Step[] {
  const lines = readFileSync(dayFile(model), 'utf8').trim().split('\n');
  return lines.map((line) => ({ task: (JSON.parse(line) as { task: Task }).task }));
}

function recordOf(task: Task, { answer, error, signed }: Made): string {
  const documents = signed.map((bytes) => Buffer.from(bytes).toString('base64'));
  return JSON.stringify({ task, answer, error, ...(documents.length > 0 && { documents }) });
}

/** Signs follow from the order of the requisites; our texts say more behind theirs. */
function comparable({ answer, error, documents, paper }: Made): unknown {
  const signs = new Set(['fiscalDocumentSign', '1077', 'rawData']);
  return {
    answer: JSON.parse(
      JSON.stringify(answer ?? null, (key, value: unknown) => (signs.has(key) ? typeof value : value)),
    ),
    error: error && { code: error.code, description: error.description.split(' (')[0] },
    documents,
    // Where theirs gives up in the middle, ours does not begin.
    paper: error ? [] : paper,
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
