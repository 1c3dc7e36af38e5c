/**
 * Runs ATOL's driver (libfptr10) against the emulator: `npm run conformance -- [--only TEXT]`.
 * `--only` takes the suites whose name contains the text, such as `30F async: shift` or `fiscal-err`.
 * Every check prints one line, the last line counts them. Exit code 1 when a check failed.
 */
import { parseArgs } from 'node:util';
import { Checks, type Group } from './checks.js';
import { ANSWER_STYLES, type DeviceOptions, MODELS } from './device/device.js';
import { installDriver } from './driver/install.js';
import type { LibraryFiles } from './driver/library.js';
import { LOST_CLOSE_CASES, runLostClose } from './scenarios/lost-close.js';
import { type RecordedScenario, recordedScenarios, runRecorded } from './scenarios/recorded.js';
import { runRegistration } from './scenarios/registration.js';
import { runShift } from './scenarios/shift.js';
import { Stand } from './stand.js';

/** Checks on one register, freshly made. */
interface Suite {
  readonly name: string;
  readonly device: DeviceOptions;
  run(group: Group, stand: Stand): Promise<void>;
}

/** Most of the time of a suite is waiting (the driver reconnects after 5 s), so several share the machine. */
const PARALLEL = 6;

const { values: options } = parseArgs({ options: { only: { type: 'string', default: '' } } });
const checks = new Checks();
const installation = await installDriver();
if (installation.state === 'ready') {
  const wanted = [...suites(), ...recordedSuites()].filter(({ name }) => name.includes(options.only));
  await runAll(installation.files, wanted);
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

async function runAll(files: LibraryFiles, all: readonly Suite[]): Promise<void> {
  if (all.length === 0) checks.fail(`--only ${options.only}`, 0, ['no suite has such a name']);
  const queue = [...all];
  const work = async () => {
    for (let suite = queue.shift(); suite !== undefined; suite = queue.shift()) await runSuite(files, suite);
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
