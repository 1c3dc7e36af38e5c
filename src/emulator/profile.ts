import { type Problem, ValidationError } from '../errors.js';
import { type Model, modelByCode } from '../protocol/models.js';
import { type ModelName, type ModelRow, modelRows } from './data/models.js';
import { platforms } from './data/platforms.js';

/** What a register speaks. */
export type EmulatedLink = 'any' | 'v2' | 'v3' | 'p5';

export type { ModelName } from './data/models.js';

/** What one model differs in. */
export interface Profile extends Omit<ModelRow, 'code' | 'assumed'> {
  readonly name: ModelName;
  readonly model: Model;
  readonly firmware: Firmware;
}

export interface Firmware {
  readonly major: number;
  readonly minor: number;
  readonly build: number;
}

export const modelNames = Object.keys(modelRows) as ModelName[];

/** Throws ValidationError for a model that is not emulated, and for a version that is none. */
export function profileOf(name: ModelName, firmware: string = platforms.classic.firmware): Profile {
  const row: ModelRow | undefined = Object.hasOwn(modelRows, name) ? modelRows[name] : undefined;
  const model = row && modelByCode(row.code);
  const [, major, minor, build] = /^(\d{1,2})\.(\d{1,2})\.(\d{1,4})$/.exec(firmware) ?? [];
  if (!row || !model) {
    const known = modelNames.join(', ');
    throw wrong(
      'model',
      'MODEL',
      `такая модель не эмулируется, есть: ${known}`,
      `this model is not emulated, there are: ${known}`,
      name,
    );
  }
  if (major === undefined)
    throw wrong('firmware', 'OPTION', 'нужна версия вида 3.0.1245', 'a version such as 3.0.1245', firmware);
  const { code: _, assumed: __, ...features } = row;
  return {
    ...features,
    name,
    model,
    firmware: { major: Number(major), minor: Number(minor), build: Number(build) },
  };
}

/** What a register speaks when nobody says: that of its platform. */
export function linkOf({ link }: { link?: EmulatedLink | undefined }, { firmware }: Profile): EmulatedLink {
  return link ?? (firmware.major >= platforms.p5.major ? 'p5' : 'any');
}

/** Firmware when nobody says: one of the platform that speaks this link. */
export function firmwareOf(link: EmulatedLink | undefined): string {
  return link === 'p5' ? platforms.p5.firmware : platforms.classic.firmware;
}

/** Characters of a line, where a model with this code is emulated. */
export function charsOfModel(code: number): number | undefined {
  return Object.values(modelRows).find((row) => row.code === code)?.chars;
}

function wrong(path: string, code: string, ru: string, en: string, value: string): ValidationError {
  const problem: Problem = { path, code, ru, en, value };
  return new ValidationError([problem], 'Неверные параметры эмулятора');
}

/** Version in documents (tag 1188): up to 8 characters. */
export function versionText({ firmware }: Profile): string {
  return `${firmware.major}.${firmware.minor}.${firmware.build}`;
}
