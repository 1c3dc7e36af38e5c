import { printerFlag, stateFlag } from '../../protocol/classic/commands/info.js';
import { registerByNumber } from '../../protocol/classic/registers.js';
import { encodeValue } from '../../protocol/codec.js';
import { deviceError } from '../../protocol/device-errors.js';
import { deviceStatus } from '../../protocol/device-status.js';
import { p5Commands, p5Printer, p5Stage, p5State } from '../../protocol/p5/index.js';
import { classicTypeOf } from './memory.js';
import { registerTranslations } from './registers.js';
import { ask, type Steps, settled, type Translations } from './steps.js';

const CASH_REGISTER = 1;
const SCALE = 2;
const FIRMWARE = 1;
const TEMPLATES = 0xa0;
const CONFIGURATION = 0x91;
const BOOT = 3;

export const infoTranslations = {
  *readRegister(memory, { register, p1, p2 }) {
    const known = registerByNumber(register);
    const read =
      known && (registerTranslations[known.name as keyof typeof registerTranslations] as ReadAny | undefined);
    if (!known || !read) throw deviceError(deviceStatus.invalidRegister);
    return { value: encodeValue(known.value, yield* read(memory, p1, p2)) };
  },

  *getState(memory) {
    const { dateTime } = yield* ask(p5Commands.getClock);
    const { flags, document, stage } = yield* ask(p5Commands.getState);
    const printer = yield* ask(p5Commands.getPrinterState);
    const { open } = yield* ask(p5Commands.getDrawer);
    const { shiftNumber, receiptNumber } = yield* ask(p5Commands.getShift);
    const receiptState = (stage & p5Stage.notSigned) !== 0 ? classicTypeOf(document) : 0;
    const receiptSum = receiptState === 0 ? 0 : (yield* ask(p5Commands.getReceiptSums)).total;
    const { model, firmware } = yield* ask(p5Commands.identify);
    const has = (bit: number): boolean => (flags & bit) !== 0;
    const [date = '', time = ''] = dateTime.split('T');
    return {
      operator: 0,
      hallNumber: 0,
      date,
      time,
      flags:
        (has(p5State.fiscal) ? stateFlag.fiscal : 0) |
        (has(p5State.shiftOpen) ? stateFlag.shiftOpen : 0) |
        (open !== 0 ? 0 : stateFlag.drawerClosed) |
        ((printer.flags & p5Printer.noPaper) !== 0 ? 0 : stateFlag.paperPresent) |
        ((printer.flags & p5Printer.coverOpen) !== 0 ? stateFlag.coverOpen : 0) |
        (has(p5State.fnNotFiscal) || has(p5State.noFn) ? 0 : stateFlag.fnFiscal),
      serialNumber: new Uint8Array(4),
      model: model & 0xff,
      version: Uint8Array.from(firmware.replaceAll('.', '').padEnd(2, '0').slice(0, 2), (char) =>
        char.charCodeAt(0),
      ),
      mode: memory.mode,
      receiptNumber: receiptNumber % 10_000,
      shiftNumber: (has(p5State.shiftOpen) ? Math.max(0, shiftNumber - 1) : shiftNumber) % 10_000,
      receiptState,
      receiptSum,
      scale: SCALE,
      port: 0,
    };
  },

  /** The mode is the host's own; the flags are those of the printer. */
  *getStateCode(memory) {
    const { flags, nearEnd } = yield* ask(p5Commands.getPrinterState);
    const stopped = p5Printer.coverOpen | p5Printer.noPaper;
    return {
      mode: memory.mode,
      flags:
        ((flags & stopped) !== 0 ? printerFlag.noPaper : 0) |
        ((flags & p5Printer.overheated) !== 0 ? printerFlag.overheated : 0) |
        ((flags & p5Printer.cutterFault) !== 0 ? printerFlag.cutterFault : 0) |
        (nearEnd !== 0 ? printerFlag.paperNearEnd : 0),
    };
  },

  enterMode(memory, { mode }) {
    memory.mode = mode;
    return settled(undefined);
  },

  exitMode(memory) {
    memory.mode = 0;
    return settled(undefined);
  },

  *getDeviceType() {
    const { model, firmware } = yield* ask(p5Commands.identify);
    const { modelName } = yield* ask(p5Commands.getSerialNumber);
    const { major, minor, build } = versionOf(firmware);
    return {
      protocol: 5,
      type: CASH_REGISTER,
      model: model & 0xff,
      modes: 0,
      versionMajor: major,
      versionMinor: minor,
      language: 0,
      build,
      name: modelName,
    };
  },

  *getUnitVersion(_memory, { unit }) {
    const { firmware, templates, configuration, boot } = yield* ask(p5Commands.identify);
    const versions: Readonly<Record<number, string>> = {
      [FIRMWARE]: firmware,
      [TEMPLATES]: templates,
      [CONFIGURATION]: configuration,
      [BOOT]: boot,
    };
    const version = versions[unit];
    if (version === undefined) throw deviceError(deviceStatus.invalidUnitType);
    return { ...versionOf(version), language: 0 };
  },

  *getCashSum() {
    const sum = registerTranslations.cashSum;
    return sum ? yield* sum(undefined as never, 0, 0) : { sum: 0 };
  },

  *setDateTime(_memory, { dateTime }) {
    yield* ask(p5Commands.setDateTime, { dateTime });
  },

  *setTime(_memory, { time }) {
    const { dateTime } = yield* ask(p5Commands.getClock);
    yield* ask(p5Commands.setDateTime, { dateTime: `${dateTime.slice(0, 10)}T${time}` });
  },

  *setDate(_memory, { date }) {
    const { dateTime } = yield* ask(p5Commands.getClock);
    yield* ask(p5Commands.setDateTime, { dateTime: `${date}T${dateTime.slice(11)}` });
  },
} satisfies Translations;

type ReadAny = (memory: unknown, p1: number, p2: number) => Steps<never>;

/** Two BCD digits, two, and four. */
function versionOf(text: string): { major: number; minor: number; build: number } {
  const [major = 0, minor = 0, build = 0] = text.split('.').map((part) => Number.parseInt(part, 10) || 0);
  return { major: major % 100, minor: minor % 100, build: build % 10_000 };
}
