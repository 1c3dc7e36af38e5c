import { ProtocolError } from '../errors.js';
import {
  encodeSetting,
  type Setting,
  type SettingName,
  type SettingValue,
  settingOfModel,
  settings,
} from '../protocol/index.js';
import { mac } from '../protocol/setting-strings.js';

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
  if (failure instanceof ProtocolError) failure.outcome = 'not-sent';
  if (failure !== undefined) throw failure;
}

function assumedWidth({ encoding }: Setting): number {
  return encoding === mac ? MAC_WIDTH : WIDEST;
}
