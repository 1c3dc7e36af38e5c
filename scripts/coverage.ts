// npm run coverage: the tests of the driver with their coverage, then every line that they did not reach must be known.
// `-- --check` only compares the report of the last run with the list.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isMain, root, run } from './lib.mjs';

/** A line of the sources that stands in the list. */
interface Known {
  readonly file: string;
  readonly text: string;
  /** Reached by some runs: what is random in the tests is not the same each time. */
  readonly sometimes: boolean;
}

interface Missed {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

const LIST = 'test/uncovered.md';
/** They run what is built, or pages, or hold no tests. */
const ELSEWHERE: readonly string[] = [
  ...['bench', 'browser', 'examples', 'packaging', 'site', 'types', 'usb'],
  ...['golden', 'support'],
];
const SOMETIMES = /\(now and then\)$/;

/** Headings are reasons; under them a file in backticks, and its lines in a fenced block, as often as they are not reached. */
export function readList(markdown: string): Known[] {
  const known: Known[] = [];
  let file = '';
  let sometimes = false;
  let inBlock = false;
  for (const line of markdown.split('\n')) {
    if (line.startsWith('```')) inBlock = !inBlock;
    else if (inBlock) known.push({ file, text: line.trim(), sometimes });
    else if (line.startsWith('## ')) sometimes = SOMETIMES.test(line);
    else file = /^`(src\/[^`]+)`$/.exec(line)?.[1] ?? file;
  }
  return known;
}

/** What is wrong with the list, a line each: lines that it lacks, and those that are reached or gone. */
export function compare(
  missed: readonly Missed[],
  known: readonly Known[],
  textOf: (file: string) => string,
): string[] {
  const left = [...known];
  const wrong: string[] = [];
  for (const { file, line, text } of missed) {
    const at = left.findIndex((one) => one.file === file && one.text === text);
    if (at >= 0) left.splice(at, 1);
    else wrong.push(`${file}:${line} is not reached, and ${LIST} does not say why: ${text}`);
  }
  for (const { file, text, sometimes } of left) {
    const stands = textOf(file)
      .split('\n')
      .some((line) => line.trim() === text);
    if (!stands) wrong.push(`${file} has no such line any more: ${text}`);
    else if (!sometimes) wrong.push(`${file}: reached now, or more often than ${LIST} says: ${text}`);
  }
  return wrong;
}

/** Of istanbul's report: a line is reached when one of the statements that begin in it is. */
interface FileReport {
  readonly path: string;
  readonly statementMap: Readonly<Record<string, { readonly start: { readonly line: number } }>>;
  readonly s: Readonly<Record<string, number>>;
}

function missedIn({ path, statementMap, s }: FileReport): Missed[] {
  const hits = new Map<number, number>();
  for (const [id, { start }] of Object.entries(statementMap))
    hits.set(start.line, (hits.get(start.line) ?? 0) + (s[id] ?? 0));
  const lines = readFileSync(path, 'utf8').split('\n');
  const file = relative(root, path).replaceAll('\\', '/');
  return [...hits]
    .filter(([, count]) => count === 0)
    .map(([line]) => ({ file, line, text: lines[line - 1]?.trim() ?? '' }));
}

/** Those of the packages have the packages to look after. */
function tests(): string[] {
  return readdirSync(join(root, 'test'))
    .filter((name) => !ELSEWHERE.includes(name) && (!name.includes('.') || name.endsWith('.test.ts')))
    .map((name) => (name.includes('.') ? `test/${name}` : `test/${name}/`));
}

async function main(): Promise<number> {
  if (!process.argv.includes('--check')) {
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
    const { code } = await run(process.execPath, [vitest, 'run', '--coverage', ...tests()], {
      inherit: true,
    });
    if (code !== 0) return code;
  }
  const report = JSON.parse(readFileSync(join(root, 'coverage/coverage-final.json'), 'utf8')) as Readonly<
    Record<string, FileReport>
  >;
  const known = readList(readFileSync(join(root, LIST), 'utf8'));
  const missed = Object.values(report).flatMap(missedIn);
  const wrong = compare(missed, known, (file) => readFileSync(join(root, file), 'utf8'));
  for (const text of wrong) console.error(text);
  console.log(`${missed.length} lines are not reached; wrong in ${LIST}: ${wrong.length}`);
  return wrong.length === 0 ? 0 : 1;
}

if (isMain(import.meta.url)) process.exitCode = await main();
