import { writeTlv } from '../../fiscal/tlv.js';
import {
  decodeSetting,
  encodeSetting,
  type Setting,
  settingsOfCell,
} from '../../protocol/classic/settings.js';
import { deviceError } from '../../protocol/device-errors.js';
import {
  decodeP5Setting,
  encodeP5Setting,
  findP5Setting,
  type P5Command,
  type P5Setting,
  type P5SettingValue,
  p5Commands,
} from '../../protocol/p5/index.js';
import { asciiBytes } from '../../protocol/p5/text.js';
import { ask, type Steps, type Translations } from './steps.js';

const tables: Readonly<
  Record<
    string,
    readonly [read: P5Command<void, readonly Uint8Array[]>, write: P5Command<readonly Uint8Array[], void>]
  >
> = {
  '(A': [p5Commands.readOfdChannel, p5Commands.writeOfdChannel],
  '(C': [p5Commands.readCabinet, p5Commands.writeCabinet],
  '(D': [p5Commands.readEthernet, p5Commands.writeEthernet],
  '(H': [p5Commands.readInterfaces, p5Commands.writeInterfaces],
  ')A': [p5Commands.readPower, p5Commands.writePower],
  ')B': [p5Commands.readDevice, p5Commands.writeDevice],
  ')C': [p5Commands.readOfd, p5Commands.writeOfd],
};

/** Widths of texts that no list tells. */
const TEXT_WIDTH = 64;
const NO_FIELD = 0x93;

/** Settings that both protocols have, in the cells of the classic one; the others have no cell. */
export const settingTranslations = {
  *readTable(_memory, { table, row, field }) {
    const pairs = pairsOf(table, row, field);
    if (pairs.length === 0) throw deviceError(NO_FIELD);
    let value = blank(pairs[0]?.classic as Setting);
    for (const { classic, own } of pairs) value = encodeSetting(classic, (yield* read(own)) as never, value);
    return { value };
  },

  *writeTable(_memory, { table, row, field, value }) {
    const pairs = pairsOf(table, row, field);
    if (pairs.length === 0) throw deviceError(NO_FIELD);
    for (const { classic, own } of pairs) {
      const wanted = decodeSetting(classic, value);
      const trimmed = typeof wanted === 'string' ? wanted.trimEnd() : wanted;
      if ((yield* read(own)) !== trimmed) yield* write(own, trimmed);
    }
    yield* ask(p5Commands.keepNetworkSettings);
    yield* ask(p5Commands.keepDeviceSettings);
    yield* ask(p5Commands.commitSettings);
  },
} satisfies Translations;

function pairsOf(table: number, row: number, field: number): Array<{ classic: Setting; own: P5Setting }> {
  return settingsOfCell(table, row, field).flatMap((classic) => {
    const own = findP5Setting(classic.name);
    return own && own.type === classic.encoding.type ? [{ classic, own }] : [];
  });
}

function blank({ width, encoding }: Setting): Uint8Array {
  return new Uint8Array(width ?? TEXT_WIDTH).fill(encoding.type === 'string' ? 0x20 : 0);
}

function* read(setting: P5Setting): Steps<P5SettingValue> {
  const { place, type } = setting;
  if ('counter' in place) {
    const value = yield* readCounter(place.counter);
    return type === 'string' ? value.trimEnd() : decodeP5Setting(setting, asciiBytes(value));
  }
  const fields = yield* ask(tables[place.table]?.[0] ?? p5Commands.readDevice);
  const value = decodeP5Setting(setting, fields[place.field - 1] ?? asciiBytes('0'));
  return typeof value === 'string' ? value.trimEnd() : value;
}

function* readCounter(tag: number): Steps<string> {
  const attribute = writeTlv([{ tag, value: new Uint8Array() }]);
  return (yield* ask(p5Commands.readCounter, { attribute })).value;
}

/** All fields of the table go back, one of them changed. */
function* write(setting: P5Setting, value: P5SettingValue): Steps<void> {
  const { place } = setting;
  if ('counter' in place) {
    // Several settings may share a counter, one bit each.
    const current = place.mask === undefined ? '0' : yield* readCounter(place.counter);
    const field = encodeP5Setting(setting, value, asciiBytes(current));
    const attribute = writeTlv([{ tag: place.counter, value: field }]);
    yield* ask(p5Commands.writeCounter, { attribute });
    return;
  }
  const [reading, writing] = tables[place.table] ?? [p5Commands.readDevice, p5Commands.writeDevice];
  const fields = [...(yield* ask(reading))];
  const index = place.field - 1;
  fields[index] = encodeP5Setting(setting, value, fields[index] ?? asciiBytes('0'));
  yield* ask(writing, fields);
}
