/**
 * Runs ATOL's driver (libfptr10) against the emulator: `npm run conformance -- [--only TEXT] [--random N] [--seed N] [--record]`.
 * `--random 1000 --seed 7` sets how many random JSON tasks both drivers get, and which.
 * `--record` writes what ATOL's driver answers to the tasks of `test/golden/json-tasks` there, whether ours agrees or not.
 * `--only` takes the suites whose name contains the text, such as `30F async: shift` or `fiscal-err`.
 * Every check prints one line, the last line counts them. Exit code 1 when a check failed.
 */
import { parseArgs } from 'node:util';
import { Checks, type Group } from './checks.js';
import { ANSWER_STYLES, type DeviceOptions, MODELS } from './device/device.js';
import { installDriver } from './driver/install.js';
import type { LibraryFiles } from './driver/library.js';
import { compareJsonTasks, JSON_TASKS } from './json/compare.js';
import { compareQuestions, QUESTIONS } from './p5/questions.js';
import { P5Stand } from './p5/stand.js';
import { type P5Suite, p5Suites } from './p5/suites.js';
import { official, ours } from './recovery/sellers.js';
import { recover, recoveryTable } from './recovery/table.js';
import { compareDumps, DUMPS } from './scenarios/dump.js';
import { LOST_CLOSE_CASES, runLostClose } from './scenarios/lost-close.js';
import { type RecordedScenario, recordedScenarios, runRecorded } from './scenarios/recorded.js';
import { runRegistration } from './scenarios/registration.js';
import { runShift } from './scenarios/shift.js';
import { Stand } from './stand.js';
import { runOnOriginal } from './wrapper/original.js';
import { runOwnPrograms, WRAPPER } from './wrapper/own-programs.js';

/** Checks on one register, freshly made. */
interface Suite {
  readonly name: string;
  readonly device: DeviceOptions;
  run(group: Group, stand: Stand): Promise<void>;
}

/** Name of the comparison of both drivers after lost lines. */
const RECOVERY = 'recovery after a lost line';

/** Most of the time of a suite is waiting (the driver reconnects after 5 s), so several share the machine. */
const PARALLEL = 6;

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    random: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    record: { type: 'boolean', default: false },
  },
});
const checks = new Checks();
const installation = await installDriver();
if (installation.state === 'ready') {
  const wanted = [...suites(), ...recordedSuites()].filter(({ name }) => name.includes(options.only));
  const second = p5Suites().filter(({ name }) => name.includes(options.only));
  const recovers = RECOVERY.includes(options.only);
  const compares = JSON_TASKS.includes(options.only);
  const dumps = DUMPS.includes(options.only);
  const questions = QUESTIONS.includes(options.only);
  const programs = WRAPPER.includes(options.only);
  if (wanted.length + second.length > 0 || !(recovers || compares || dumps || questions || programs))
    await runAll(installation.files, wanted, second);
  if (compares) {
    const [random, seed] = [Number(options.random), Number(options.seed)];
    const { record } = options;
    await compareJsonTasks({ files: installation.files, checks, random, seed, record });
  }
  if (dumps) await compareDumps({ files: installation.files, checks });
  if (questions) await compareQuestions({ files: installation.files, checks });
  if (programs) {
    const { record } = options;
    await runOwnPrograms({ files: installation.files, checks });
    await runOnOriginal({ files: installation.files, checks, name: WRAPPER, record });
  }
  if (recovers) await runRecovery(installation.files);
} else if (installation.state === 'failed' && process.env['CI'] === 'true') {
  checks.fail("installing ATOL's driver", 0, [installation.reason]);
} else {
  checks.skip("every check with ATOL's driver", installation.reason);
}
const { passed, failed, skipped } = checks.totals;
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed > 0 ? 1 : 0;

function suites(): Suite[] {
  return MODELS.flatMap((model) =>
    ANSWER_STYLES.flatMap((answers) => {
      const name = `${model.name} ${answers}`;
      const shift: Suite = {
        name: `${name}: shift`,
        device: { model, answers },
        run: (group, stand) => runShift(group, stand, model),
      };
      const lost = LOST_CLOSE_CASES.filter(({ styles }) => styles.includes(answers)).map(
        (lostCase): Suite => ({
          name: `${name}: ${lostCase.title}`,
          device: { model, answers, latency: lostCase.latency },
          run: (group, stand) => runLostClose(group, stand, lostCase),
        }),
      );
      const registration: Suite = {
        name: `${name}: registration`,
        device: { model, answers },
        run: (group, stand) => runRegistration(group, stand, model.name),
      };
      return [shift, registration, ...lost];
    }),
  );
}

function recordedSuites(): Suite[] {
  const scenarios = recordedScenarios();
  return MODELS.flatMap((model) =>
    ANSWER_STYLES.flatMap((answers) =>
      scenarios
        .filter((scenario) => scenario.model === undefined || scenario.model === model.name)
        .map((scenario) => recordedSuite({ model, answers }, scenario)),
    ),
  );
}

function recordedSuite({ model, answers }: DeviceOptions, scenario: RecordedScenario): Suite {
  const { latency = 0 } = scenario.fault ?? {};
  return {
    name: `${model.name} ${answers}: ${scenario.name}`,
    device: { model, answers, latency },
    run: (group, stand) => runRecorded(group, stand, scenario),
  };
}

/** Only what our driver gets wrong is a failure; what the other one does is told. */
async function runRecovery(files: LibraryFiles): Promise<void> {
  const sellers = [ours, official(files)];
  const started = performance.now();
  const results = await Promise.all(
    sellers.map(async (seller) => ({ seller, tallies: await recover(seller) })),
  );
  const ms = performance.now() - started;
  console.log(`\n${recoveryTable(results)}\n`);
  for (const { seller, tallies } of results) {
    for (const { row, wrong, unknown, positions } of tallies) {
      if (seller !== ours) for (const text of wrong) console.log(`     ${seller.name}, ${row}: ${text}`);
      else if (wrong.length + unknown > 0) checks.fail(`${RECOVERY}: ${row}`, ms, wrong);
      else if (positions === 0) checks.fail(`${RECOVERY}: ${row}`, ms, ['the line was never cut']);
      else checks.pass(`${RECOVERY}: ${row}`, ms);
    }
  }
}

async function runAll(
  files: LibraryFiles,
  classic: readonly Suite[],
  second: readonly P5Suite[],
): Promise<void> {
  const all = [
    ...classic.map((suite) => () => runSuite(files, suite)),
    ...second.map((suite) => () => runP5Suite(files, suite)),
  ];
  if (all.length === 0) checks.fail(`--only ${options.only}`, 0, ['no suite has such a name']);
  const queue = [...all];
  const work = async () => {
    for (let suite = queue.shift(); suite !== undefined; suite = queue.shift()) await suite();
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
}

async function runSuite(files: LibraryFiles, { name, device, run }: Suite): Promise<void> {
  const group = checks.group(name);
  const stand = await Stand.build(files, device).catch((error: unknown) => {
    checks.fail(`${name}: start`, 0, [String(error)]);
  });
  if (stand === undefined) return;
  await using running = stand;
  group.watch(running);
  await run(group, running);
}

async function runP5Suite(files: LibraryFiles, { name, device, model, run }: P5Suite): Promise<void> {
  const group = checks.group(name);
  const stand = await P5Stand.build(files, device, model).catch((error: unknown) => {
    checks.fail(`${name}: start`, 0, [String(error)]);
  });
  if (stand === undefined) return;
  await using running = stand;
  group.watch(running);
  await run(group, running);
}
