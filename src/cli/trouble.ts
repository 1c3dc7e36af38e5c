import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkFault, checkScenario, type Emulator, type Fault, type Scenario } from '../emulator/index.js';
import type { Options, ValuesOf } from './cli-command.js';
import { InputError } from './errors.js';
import { readTextFile } from './input.js';
import { jsonErrorPlace } from './json-position.js';
import { readListenAddress } from './listening.js';

/** Options of an emulator about what goes wrong. */
export const troubleOptions = {
  fault: {
    type: 'string',
    value: 'JSON',
    help: 'сбой или массив сбоев, например {"at":"closeReceipt","error":"67"}; см. docs/faults.md',
  },
  scenario: { type: 'string', value: 'ФАЙЛ', help: 'сценарий сбоев: .json, .js, .mjs или .ts' },
  chaos: {
    type: 'string',
    value: 'ЧИСЛО[:ДОЛЯ]',
    help: 'случайные сбои: начальное число и доля команд, например 42:0.05',
  },
  control: {
    type: 'string',
    value: 'http|tcp://АДРЕС:ПОРТ',
    help: 'управление по HTTP и страница в браузере; печатает «control http://АДРЕС:ПОРТ»',
  },
} as const satisfies Options;

type Given = ValuesOf<typeof troubleOptions>;

/** What the options mean; read before anything begins to listen. */
export interface Trouble {
  /** Begins it all. */
  begin(emulator: Emulator): void;
  /** Where the control endpoint listens. */
  readonly control: { readonly host: string; readonly port: number } | undefined;
}

/** Throws InputError and ValidationError. */
export async function readTrouble({ fault, scenario, chaos, control }: Given): Promise<Trouble> {
  const faults = fault === undefined ? [] : readFaults(fault);
  const script = scenario === undefined ? undefined : await readScenario(scenario);
  const dice = chaos === undefined ? undefined : readChaos(chaos);
  return {
    begin(emulator) {
      for (const one of faults) emulator.faults.add(one);
      if (script) emulator.faults.play(script);
      if (dice) emulator.faults.chaos(dice);
    },
    control: control === undefined ? undefined : readControl(control),
  };
}

function readFaults(text: string): Fault[] {
  const value = parseJson(text, '--fault');
  return (Array.isArray(value) ? value : [value]).map((fault) => checkFault(fault));
}

async function readScenario(file: string): Promise<Scenario> {
  if (!/\.[cm]?[jt]s$/.test(file)) return checkScenario(parseJson(await readTextFile(file), file));
  const module = await importFile(file);
  const value = module['scenario'] ?? module['default'];
  if (value === undefined) throw new InputError(`В ${file} нет export const scenario`, 'FILE');
  return checkScenario(value);
}

async function importFile(file: string): Promise<Record<string, unknown>> {
  try {
    return (await import(pathToFileURL(resolve(file)).href)) as Record<string, unknown>;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why =
      code === 'ERR_UNKNOWN_FILE_EXTENSION'
        ? 'этот Node не читает TypeScript, нужен 22.18 или новее'
        : message;
    throw new InputError(`Не удалось прочитать ${file}: ${why}`, 'FILE', error);
  }
}

function readChaos(text: string): { seed: number; rate?: number } {
  const [, seed, rate] = /^(\d{1,9})(?::(0|1|0?\.\d+|1\.0+|0\.\d+))?$/.exec(text) ?? [];
  if (seed === undefined)
    throw new InputError(`--chaos — число и доля команд от 0 до 1, например 42:0.05, а не «${text}»`);
  return { seed: Number(seed), ...(rate !== undefined && { rate: Number(rate) }) };
}

function readControl(text: string): { host: string; port: number } {
  return text === 'http'
    ? { host: '127.0.0.1', port: 0 }
    : readListenAddress(text.replace(/^http:/i, 'tcp:'));
}

function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const { line, column } = jsonErrorPlace(text);
    throw new InputError(`${source}: не JSON, строка ${line}, позиция ${column}`, 'JSON', error);
  }
}
