import { restated } from '../../errors/restated.js';
import { type Problem, ProtocolError, ValidationError } from '../../errors.js';
import { mac } from '../../protocol/classic/setting-strings.js';
import {
  decodeSetting,
  encodeSetting,
  isSettingName,
  type Setting,
  type SettingName,
  type SettingValue,
  settingOfModel,
  settings,
} from '../../protocol/index.js';
import { closest } from '../../util/closest.js';

/** The one model with a layout of its own. */
const MODEL_90F = 72;

/** Wide enough for any text whose width only the register knows. */
const WIDEST = 255;
const MAC_WIDTH = 6;

/**
 * Refuses a value that no register could take, before anything is asked. Where the model is not known yet, every layout of the
 * setting counts; the width is the declared one.
 *
 * @throws ProtocolError `RANGE` with outcome `not-sent`.
 */
export function checkSetting(name: SettingName, value: SettingValue, model: number | undefined): void {
  const layouts: Array<Setting | undefined> =
    model === undefined ? [settings[name], settingOfModel(name, MODEL_90F)] : [settingOfModel(name, model)];
  let failure: unknown;
  for (const layout of layouts) {
    if (!layout) continue;
    try {
      encodeSetting(layout, value, new Uint8Array(layout.width ?? assumedWidth(layout)));
      return;
    } catch (error) {
      failure ??= error;
    }
  }
  if (failure instanceof ProtocolError) throw restated(failure, { outcome: 'not-sent' });
  if (failure !== undefined) throw failure;
}

function assumedWidth({ encoding }: Setting): number {
  return encoding === mac ? MAC_WIDTH : WIDEST;
}

/** Undefined when the bytes have no known meaning. */
export function meaningOf(setting: Setting, bytes: Uint8Array): SettingValue | undefined {
  try {
    return decodeSetting(setting, bytes);
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/** @throws ValidationError for a name that no setting has. */
export function requireName(name: string): void {
  if (isSettingName(name)) return;
  const like = typeof name === 'string' ? closest(name, Object.keys(settings)) : undefined;
  throw wrongName(
    name,
    `нет такой настройки${like === undefined ? '' : `; возможно, «${like}»`}`,
    `no such setting${like === undefined ? '' : `; did you mean "${like}"?`}`,
  );
}

export function wrongName(name: string, ru: string, en: string): ValidationError {
  const problem: Problem = { path: 'name', code: 'SETTING', ru, en, value: name };
  return new ValidationError([problem], 'Настройка');
}
