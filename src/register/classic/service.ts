import { commands, deviceStatus, mode, powerAction, registers, unit } from '../../protocol/index.js';
import { orAway } from '../care/away.js';
import type { PictureDialect, ServiceDialect, UnitVersion } from '../care/dialect.js';
import { rowsOf } from '../print/bitmap.js';
import type { CallOptions } from '../session/call-options.js';
import { isRefusal, unlessRefused } from '../session/refusals.js';
import type { UnitName } from '../vocabulary.js';
import type { Caller } from './caller.js';
import type { Ground } from './ground.js';
import { waitWhile } from './polling.js';

/** Commands 6B, 71, 74, 77, 9D, A4 60, CE, ED, register 43. */
export function classicService(ground: Ground): ServiceDialect {
  const { caller, modes } = ground;
  return {
    restart: (options) => caller.call(commands.powerControl, { action: powerAction.reboot }, options),
    uptime: async (options) => (await unlessRefused(caller.read(registers.uptime, 0, 0, options)))?.value,
    // CE 00, in mode 3 as the vendor's driver sends it. The answer may not come any more.
    async powerOff(options) {
      await modes.enter(mode.closing, options);
      await orAway(caller.call(commands.powerControl, { action: powerAction.off }, options));
    },
    versions: (options) => readVersions(caller, options),
    async hasSecurityCode(number, options) {
      return (await caller.callThrough(commands.getSecurityCodeState, { number }, options)).state === 1;
    },
    async initTables(options) {
      await modes.send(commands.initTables, undefined, options);
      await followAccessPassword(caller, options);
    },
    async technologicalReset(options) {
      await modes.send(commands.technologicalReset, undefined, options);
      await followAccessPassword(caller, options);
    },
    async generalReset(options) {
      await modes.send(commands.generalReset, undefined, options);
      await waitWhile(ground, [[3, 6]], options);
    },
    resetTestFn: (options) => caller.callThrough(commands.fnInitDebug, {}, options),
    async setClock(dateTime, options) {
      const whole = caller.callThrough(commands.setDateTime, { dateTime }, options);
      const done = await unlessRefused(
        whole.then(() => true),
        deviceStatus.notSupported,
      );
      if (!done) await setClockInParts(caller, dateTime, options);
    },
  };
}

async function readVersions(
  caller: Caller,
  options?: CallOptions,
): Promise<Partial<Record<UnitName, UnitVersion>>> {
  const found: Partial<Record<UnitName, UnitVersion>> = {};
  for (const [name, code] of Object.entries(unit) as Array<[UnitName, number]>) {
    const answer = await unlessRefused(
      caller.callThrough(commands.getUnitVersion, { unit: code }, options),
      deviceStatus.invalidUnitType,
      deviceStatus.notSupported,
    );
    if (!answer) continue;
    const { major, minor, build, language } = answer;
    found[name] = { version: `${major}.${minor}.${build}`, language };
  }
  return found;
}

/** 64 and 4B. A date that the register finds suspicious is sent twice, as it asks for. */
async function setClockInParts(caller: Caller, dateTime: string, options?: CallOptions): Promise<void> {
  const [date = '', time = ''] = dateTime.split('T');
  const setDate = () => caller.callThrough(commands.setDate, { date }, options);
  try {
    await setDate();
  } catch (error) {
    const asked = isRefusal(error) && error.status === deviceStatus.needDateAccept;
    if (!asked) throw error;
    await setDate();
  }
  await caller.callThrough(commands.setTime, { time }, options);
}

/** The factory's access password is none; whether a reset puts it back is up to the firmware. */
async function followAccessPassword(caller: Caller, options?: CallOptions): Promise<void> {
  const question = caller.readThrough(registers.dateTime, options);
  const answer = await unlessRefused(question, deviceStatus.invalidPassword);
  if (!answer) caller.accessPassword = 0;
}

/** Kind of the picture array in 7D, the only one known. */
const PICTURES = 2;

/** Commands 7D, 8A, 8B, 90 and 9E. */
export function classicPictures({ caller, modes }: Ground): PictureDialect {
  return {
    count: async (options) =>
      (await caller.callThrough(commands.getPictureArrayInfo, { kind: PICTURES }, options)).count,
    async info(number, options) {
      const { width, height } = await caller.callThrough(commands.getPictureInfo, { number }, options);
      return { width: width * 8, height };
    },
    upload: (picture, options) =>
      modes.visit(
        mode.programming,
        async () => {
          for (const raster of rowsOf(picture))
            await modes.send(commands.addPictureLine, { raster }, options);
          return (await modes.send(commands.closePicture, undefined, options)).number;
        },
        options,
      ),
    delete: (number, options) =>
      modes.visit(mode.programming, () => modes.send(commands.deletePicture, { number }, options), options),
  };
}
