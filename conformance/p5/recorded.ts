import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Fault } from '../../src/emulator/index.js';
import type { Group } from '../checks.js';
import { type Call, double, type Params, type ReadKind } from '../driver/values.js';
import type { P5Stand } from './stand.js';
import type { P5Cut } from './tap.js';

/**
 * The recorded scenarios of the classic protocol in the second one: the same calls of the driver, the same outcome; the commands are
 * those that it sent to a software device of this protocol.
 */
export interface P5Recorded {
  readonly name: string;
  /** The model it belongs to; every model when absent. */
  readonly model?: string;
  /** State of the shift before the first call. */
  readonly shift: 'open' | 'closed';
  /** How many documents the register signs during the calls. */
  readonly documents: number;
  readonly fault?: P5RecordedFault;
  readonly calls: readonly P5RecordedCall[];
}

interface P5RecordedFault {
  /** The line fails around one command. */
  readonly cut?: P5Cut;
  /** Milliseconds of signing. */
  readonly latency?: number;
  readonly register?: Fault;
}

interface P5RecordedCall {
  readonly operation: string;
  readonly params?: Params;
  readonly nonPrintable?: readonly string[];
  /** A JSON task; the operation is `process_json` then. */
  readonly task?: object;
  readonly code: number;
  /** Values that were read afterwards, as they were then. */
  readonly read?: Readonly<Record<string, boolean | number | string>>;
  /** Why it comes to something else than in the classic protocol. */
  readonly otherwise?: string;
  /** Commands in order, as {@link dialogue} gives them. */
  readonly sends: readonly string[];
}

const folder = fileURLToPath(new URL('recorded', import.meta.url));

/** Widths of fonts, and documents by number: what is asked depends on the model and on what the driver remembers of it. */
const OPTIONAL = ['P1', 'P2', '4@', '4P', '4A'];
/** Text and raster depend on the width of the paper; a run of them counts as one. */
const PRINT = ['PA', 'PB', 'PD'];
/** Carries the time. */
const SET_CLOCK = 'A2';

export function p5RecordedScenarios(): P5Recorded[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const scenario = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Omit<P5Recorded, 'name'>;
      return { ...scenario, name: file.replace('.json', '') };
    });
}

/** Brings the register into the recorded state, repeats the calls, holds what comes of them against the record. */
export async function runP5Recorded(group: Group, stand: P5Stand, scenario: P5Recorded): Promise<void> {
  await group.check(`${scenario.calls.length} calls`, async () => {
    await prepare(stand, scenario);
    const before = stand.documents;
    const differences: string[] = [];
    for (const [index, recorded] of scenario.calls.entries()) {
      const title = `${index + 1} ${recorded.operation}`;
      const from = stand.tap.commands.length;
      const { code, description, values } = await stand.driver.attempt(asCall(recorded));
      const sent = stand.tap.commands.slice(from).filter(({ delivered }) => delivered);
      const sends = dialogue(sent.map(({ text }) => text));
      if (code !== recorded.code)
        differences.push(`${title}: driver code ${code} (${description}), not ${recorded.code}`);
      if (code === 0 && JSON.stringify(values) !== JSON.stringify(recorded.read ?? {}))
        differences.push(`${title}: read ${JSON.stringify(values)}, not ${JSON.stringify(recorded.read)}`);
      if (sends.join(' ') !== recorded.sends.join(' '))
        differences.push(`${title} sends\n  ${sends.join(' ')}\nnot\n  ${recorded.sends.join(' ')}`);
    }
    const signed = stand.documents - before;
    if (signed !== scenario.documents)
      differences.push(`${signed} documents signed, not ${scenario.documents}`);
    if (differences.length > 0) assert.fail(differences.join('\n'));
  });
}

async function prepare({ driver, tap, emulator }: P5Stand, { shift, fault = {} }: P5Recorded): Promise<void> {
  await driver.call('open');
  if (shift === 'open') {
    await driver.call('operator_login', { t1021: 'Кассир Иванов', t1203: '123456789047' });
    await driver.call('open_shift');
    await driver.call('cash_income', { SUM: double(1000) });
  }
  if (fault.cut !== undefined) tap.cutOnce(fault.cut);
  if (fault.register !== undefined) emulator.faults.add(fault.register);
}

function asCall({ operation, params, nonPrintable, task, read = {} }: P5RecordedCall): Call {
  return {
    operation,
    params: task === undefined ? (params ?? {}) : { JSON_DATA: JSON.stringify(task) },
    ...(nonPrintable && { nonPrintable }),
    read: Object.fromEntries(Object.entries(read).map(([name, value]) => [name, kindOf(value)])),
  };
}

function kindOf(value: boolean | number | string): ReadKind {
  return typeof value === 'boolean' ? 'bool' : typeof value === 'number' ? 'int' : 'string';
}

/** The commands that any register is asked, without what differs from one to another. */
export function dialogue(commands: readonly string[]): string[] {
  const result: string[] = [];
  for (const command of commands) {
    const code = command.slice(0, 2);
    if (OPTIONAL.includes(code)) continue;
    const isPrint = PRINT.includes(code);
    const text = isPrint || code === SET_CLOCK ? code : command;
    if (!(isPrint && result.at(-1) === text)) result.push(text);
  }
  return result;
}
