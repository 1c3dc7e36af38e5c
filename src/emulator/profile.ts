import { type Problem, ValidationError } from '../errors.js';
import { type Model, models } from '../protocol/models.js';

/** Models that can be emulated. */
export type ModelName = '42FS' | '30F';

/** What one model differs in. */
export interface Profile {
  readonly model: Model;
  /** As A5 tells it. */
  readonly title: string;
  /** Factory number when none is given: 14 digits, 001 and the model first. */
  readonly serialNumber: string;
  /** False: receipts go nowhere but to the operator. */
  readonly printer: boolean;
  /** Register 18. */
  readonly chars: number;
  readonly dots: number;
  readonly firmware: { readonly major: number; readonly minor: number; readonly build: number };
}

const FIRMWARE = { major: 3, minor: 0, build: 1245 } as const;

const profiles: Readonly<Record<ModelName, Omit<Profile, 'model'>>> = {
  // The 42FS has no printer, yet hosts ask for the width: never answer 0, the vendor's driver would loop.
  '42FS': {
    title: 'АТОЛ 42ФС',
    serialNumber: '00106700000042',
    printer: false,
    chars: 48,
    dots: 576,
    firmware: FIRMWARE,
  },
  '30F': {
    title: 'АТОЛ 30Ф',
    serialNumber: '00106300000030',
    printer: true,
    chars: 32,
    dots: 384,
    firmware: FIRMWARE,
  },
};

export const modelNames = Object.keys(profiles) as ModelName[];

/** Throws ValidationError for a model that is not emulated. */
export function profileOf(name: ModelName): Profile {
  const profile = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  const model = models.find((one) => one.name === name);
  if (profile && model) return { model, ...profile };
  const known = modelNames.join(', ');
  const problem: Problem = {
    path: 'model',
    code: 'MODEL',
    ru: `такая модель не эмулируется, есть: ${known}`,
    en: `this model is not emulated, there are: ${known}`,
    value: name,
  };
  throw new ValidationError([problem], 'Неверные параметры эмулятора');
}

/** Version in documents (tag 1188): up to 8 characters. */
export function versionText({ firmware }: Profile): string {
  return `${firmware.major}.${firmware.minor}.${firmware.build}`;
}
