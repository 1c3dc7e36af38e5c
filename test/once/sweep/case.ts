import type { PowerFault } from '../../../src/emulator/index.js';
import { OutcomeUnknownError, TimeoutError } from '../../../src/errors.js';
import { type CashRegister, connect } from '../../../src/index.js';
import { yardstick } from '../../support/receipts.js';
import { DOWN_MS, FlakyTransport, type Fault as LineFault } from './flaky-line.js';
import type { Operation } from './operations.js';
import type { Site, World } from './world.js';

export interface Setting {
  readonly world: World;
  readonly operation: Operation;
  /** The handle has sold before. */
  readonly used: boolean;
  /** The register loses its task results with the line. */
  readonly forgetful: boolean;
  readonly answers: 'async' | 'sync';
  readonly exchange: 'serial' | 'buffered';
}

export type Fault = LineFault | PowerFault;

export interface Verdict {
  outcome: 'done' | 'refused' | 'resolved';
  /** What is wrong with it; undefined when caller and register agree. */
  wrong: string | undefined;
  /** Time until the caller knew, ms of the emulator's clock. */
  ms: number;
  /** The story, in a line each. */
  history: string;
}

/** What happens when nothing goes wrong. */
export interface Clean {
  readonly bytes: { readonly out: number; readonly in: number };
  /** Names of the commands, in order. */
  readonly commands: readonly string[];
  readonly trace: string;
  readonly ms: number;
}

const LATENCY_MS = 900;
/** Until a fault is over, and a bit. */
export function awayMs(fault: Fault): number {
  if ('power' in fault) return typeof fault.offMs === 'number' ? fault.offMs + 1000 : 1000;
  return fault.kind === 'down' ? DOWN_MS + 1000 : 1000;
}

interface Bench extends Site {
  line: FlakyTransport;
  kkt: CashRegister;
}

/** A computer that is busy with something else may miss the short waits of a real line before any fault. */
const TRIES = 4;

async function insist<T>(world: World, job: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await job();
    } catch (error) {
      if (world.exact || tries >= TRIES || !(error instanceof TimeoutError)) throw error;
    }
  }
}

async function prepare({ world, operation, used, forgetful, answers, exchange }: Setting): Promise<Bench> {
  const { model } = operation;
  const site = await world.open({
    answers,
    latency: LATENCY_MS,
    forgetOnDisconnect: forgetful,
    ...(model && { model }),
  });
  const { clock } = site;
  const line = new FlakyTransport(site.transport, clock);
  const open = () => insist(world, () => connect(line, { clock, exchange, link: world.link }));
  let kkt = await open();
  await operation.prepare(kkt);
  if (used) {
    if (site.emulator.fn.state.shift.open)
      await kkt.issue({ ...yardstick, customer: { contact: 'other@example.com' } });
  } else {
    await kkt.close();
    kkt = await open();
  }
  return { ...site, line, kkt };
}

export async function measure(setting: Setting): Promise<Clean> {
  const { emulator, line, kkt, clock } = await prepare(setting);
  const { operation } = setting;
  const commands: string[] = [];
  emulator.onCommand(({ name }) => commands.push(name ?? ''));
  const since = emulator.fn.documents().length;
  line.arm();
  const started = clock.now();
  await operation.run(kkt);
  const ms = clock.now() - started;
  const bytes = line.passed;
  const [trace = '', ...more] = operation.traces(emulator, since);
  if (more.length > 0) throw new Error(`${operation.name} leaves more than one trace`);
  await kkt.close();
  await emulator.close();
  return { bytes, commands, trace, ms };
}

/** One operation with one fault; what the caller was told is compared with the register. Undefined when the fault never struck. */
export async function runCase(setting: Setting, fault: Fault, clean: Clean): Promise<Verdict | undefined> {
  const bench = await prepare(setting);
  const { emulator, clock, line, kkt } = bench;
  const { operation } = setting;
  try {
    const since = emulator.fn.documents().length;
    if ('power' in fault) {
      line.arm();
      emulator.faults.add({ ...fault, id: 'power' });
    } else line.arm(fault);
    const started = clock.now();
    let outcome: Verdict['outcome'] = 'done';
    let result: unknown;
    let failure: unknown;
    let ms = 0;
    try {
      result = await operation.run(kkt);
      ms = clock.now() - started;
    } catch (error) {
      ms = clock.now() - started;
      failure = error;
      outcome = 'refused';
      if (error instanceof OutcomeUnknownError) {
        outcome = 'resolved';
        await clock.sleep(awayMs(fault));
        result = await error.resolve().then(
          (found) => found ?? 'done',
          (refused: unknown) => {
            failure = refused;
            return undefined;
          },
        );
      }
    }
    const struck = 'power' in fault ? emulator.faults.list.some((one) => one.struck > 0) : line.fired;
    if (!struck) return undefined;
    const history = storyOf(result ?? failure);
    const wrong = disagreement(bench, setting, since, result, failure, clean);
    if (wrong !== undefined) return { outcome, wrong, ms, history };
    await clock.sleep(awayMs(fault));
    const next = await insist(setting.world, () => operation.next(kkt)).then(
      () => undefined,
      (error: Error) => `next: ${error.message}`,
    );
    return { outcome, wrong: next, ms, history };
  } finally {
    await kkt.close();
    await emulator.close();
  }
}

/** Undefined when the register holds exactly what the caller believes. */
function disagreement(
  { emulator }: Bench,
  { operation }: Setting,
  since: number,
  result: unknown,
  failure: unknown,
  clean: Clean,
): string | undefined {
  const outcome = (failure as { outcome?: string } | undefined)?.outcome;
  if (result === undefined && outcome !== 'refused' && outcome !== 'not-sent')
    return `neither done nor refused: ${failure}`;
  const traces = operation.traces(emulator, since);
  if (traces.length !== (result === undefined ? 0 : 1))
    return `${traces.length} times for ${result === undefined ? failure : 'a result'}`;
  if (result === undefined) return undefined;
  if (traces[0] !== clean.trace) return `other contents: ${traces[0]}`;
  return operation.disagreement?.(emulator, result);
}

function storyOf(source: unknown): string {
  const { history = [] } = (source ?? {}) as { history?: ReadonlyArray<{ text: string }> };
  return history.map(({ text }) => text).join('\n');
}
