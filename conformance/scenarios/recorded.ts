import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Fault } from '../../src/emulator/index.js';
import type { Group } from '../checks.js';
import { type Call, double, type Params, type ReadKind } from '../driver/values.js';
import type { CutPoint } from '../line/tap.js';
import type { Stand } from '../stand.js';

/**
 * Calls of the driver recorded with a software register (test/golden/transcripts), with what came of them then: the
 * driver's error number, and the commands that it sent. Answers differ from register to register (numbers, times, signs);
 * the course of the dialogue must not.
 */
export interface RecordedScenario {
  readonly name: string;
  /** The model it belongs to; every model when absent. */
  readonly model?: string;
  /** State of the shift before the first call. */
  readonly shift: 'open' | 'closed';
  /** How many documents the register signs during the calls. */
  readonly documents: number;
  readonly fault?: RecordedFault;
  readonly calls: readonly RecordedCall[];
}

interface RecordedFault {
  /** The line fails around one command. */
  readonly cut?: { readonly command: string; readonly at: CutPoint };
  /** Milliseconds of signing. */
  readonly latency?: number;
  readonly register?: Fault;
}

interface RecordedCall {
  readonly operation: string;
  readonly params?: Params;
  readonly nonPrintable?: readonly string[];
  /** A JSON task; the operation is `process_json` then. */
  readonly task?: object;
  readonly code: number;
  /** Values that were read afterwards. */
  readonly read?: Readonly<Record<string, boolean>>;
  /** Commands in hex, in order, as {@link dialogue} gives them. */
  readonly sends: string;
}

const folder = fileURLToPath(new URL('recorded', import.meta.url));

/** Polls and changes of the mode depend on how fast the register is and on the mode it starts from. */
const MODE_COMMANDS = ['45', '48', '56'];
/** Text and raster depend on the width of the paper, a run of them counts as one. */
const PRINT_COMMANDS = ['4C', '87', '8E', 'C1', 'C2'];
/** A440 carries the number of a document. */
const FIND_DOCUMENT = 'A440';
/** A write to a table is repeated when the register wants the programming mode for it (error 66). */
const WRITE_TABLE = '50';
/** JSON tasks look at the print state now and then, also twice on the same register. */
const PRINT_STATE = '913B0000';

export function recordedScenarios(): RecordedScenario[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const scenario = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as Omit<
        RecordedScenario,
        'name'
      >;
      return { ...scenario, name: file.replace('.json', '') };
    });
}

/** Brings the register into the recorded state, repeats the calls, holds what comes of them against the record. */
export async function runRecorded(group: Group, stand: Stand, scenario: RecordedScenario): Promise<void> {
  const { device } = stand;
  await group.check(`${scenario.calls.length} calls`, async () => {
    await prepare(stand, scenario);
    const before = device.documents.length;
    const differences: string[] = [];
    for (const [index, recorded] of scenario.calls.entries()) {
      const title = `${index + 1} ${recorded.operation}`;
      const { code, description, read, sends } = await repeat(stand, recorded);
      if (code !== recorded.code)
        differences.push(`${title}: driver code ${code} (${description}), not ${recorded.code}`);
      if (code === 0 && JSON.stringify(read) !== JSON.stringify(recorded.read ?? {})) {
        differences.push(`${title}: read ${JSON.stringify(read)}, not ${JSON.stringify(recorded.read)}`);
      }
      if (sends !== recorded.sends) differences.push(`${title} sends\n  ${sends}\nnot\n  ${recorded.sends}`);
    }
    const signed = device.documents.length - before;
    if (signed !== scenario.documents)
      differences.push(`${signed} documents signed, not ${scenario.documents}`);
    if (differences.length > 0) assert.fail(differences.join('\n'));
  });
}

async function prepare(
  { device, driver, tap }: Stand,
  { shift, fault = {} }: RecordedScenario,
): Promise<void> {
  await driver.call('open');
  if (shift === 'open') {
    await driver.call('operator_login', { t1021: 'Кассир Иванов', t1203: '123456789047' });
    await driver.call('open_shift');
    await driver.call('cash_income', { SUM: double(1000) });
  }
  const { cut, register } = fault;
  if (cut !== undefined) tap.cutOnce({ command: Number.parseInt(cut.command, 16), at: cut.at });
  if (register !== undefined) device.inject(register);
}

async function repeat({ driver, tap }: Stand, recorded: RecordedCall) {
  const before = tap.tasks.length;
  const { code, description, values } = await driver.attempt(asCall(recorded));
  const tasks = tap.tasks.slice(before).filter(({ delivered }) => delivered);
  const commands = tasks.map(({ command }) => command);
  return { code, description, read: values, sends: dialogue(commands, recorded).join(' ') };
}

function asCall({ operation, params, nonPrintable, task, read = {} }: RecordedCall): Call {
  return {
    operation,
    params: task === undefined ? (params ?? {}) : { JSON_DATA: JSON.stringify(task) },
    ...(nonPrintable && { nonPrintable }),
    read: Object.fromEntries(Object.keys(read).map((name): [string, ReadKind] => [name, 'bool'])),
  };
}

/** The commands that any register is asked, without what differs from one to another. */
function dialogue(commands: readonly string[], { task }: RecordedCall): string[] {
  const result: string[] = [];
  for (const command of commands) {
    const code = command.slice(0, 2);
    const isPrint = PRINT_COMMANDS.includes(code);
    const shown = isPrint ? code : command.startsWith(FIND_DOCUMENT) ? FIND_DOCUMENT : command;
    const isRepeat = (isPrint || code === WRITE_TABLE) && result.at(-1) === shown;
    const isOptional = MODE_COMMANDS.includes(code) || (task !== undefined && command === PRINT_STATE);
    if (!isRepeat && !isOptional) result.push(shown);
  }
  return result;
}
