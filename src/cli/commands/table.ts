import { ProtocolError } from '../../errors.js';
import { decodeSetting, settingsOfCell } from '../../protocol/index.js';
import type { CashRegister } from '../../register/register.js';
import { fromHex, toHex } from '../../util/hex.js';
import { defineCliCommand } from '../cli-command.js';
import { InputError } from '../errors.js';
import { columns } from '../format.js';
import { titleIn } from '../language.js';
import { readInteger, registerOptions, urlArgument, withRegister } from '../register.js';

export const table = defineCliCommand({
  name: 'table',
  summary: 'прочитать или записать поле таблицы байтами',
  details: 'Пишется поле целиком, ширина та же, что при чтении. Настройки по именам: atol setting.',
  arguments: [
    urlArgument,
    { name: 'ТАБЛИЦА', help: 'номер таблицы' },
    { name: 'РЯД', help: 'номер ряда' },
    { name: 'ПОЛЕ', help: 'номер поля' },
    { name: 'HEX', help: 'новые байты поля', optional: true, rest: true },
  ],
  options: registerOptions,
  examples: ['atol table tcp://192.168.1.10:5555 2 1 15', 'atol table tcp://192.168.1.10:5555 2 1 15 01'],
  readOnly: ([, , , , hex]) => hex === undefined,
  async run(context) {
    const [url = '', tableText = '', rowText = '', fieldText = '', hex] = context.args;
    const cell = {
      table: readInteger('Таблица', tableText, 0, 0xff),
      row: readInteger('Ряд', rowText, 0, 0xffff),
      field: readInteger('Поле', fieldText, 0, 0xff),
    };
    const value = hex === undefined ? undefined : readHex(hex);
    const options = { signal: context.io.signal };
    const read = await withRegister(context, url, async (register) => {
      const { settings } = register;
      if (value) await settings.writeTable(cell.table, cell.row, cell.field, value, options);
      const bytes = await settings.readTable(cell.table, cell.row, cell.field, options);
      return { bytes, settings: await meanings(register, cell, bytes) };
    });
    context.print(
      [
        toHex(read.bytes),
        ...columns(
          read.settings.map(({ name, title, value: text }) => [
            name,
            `${text} — ${titleIn(context.language, { name, title })}`,
          ]),
        ),
      ],
      {
        ...cell,
        bytes: read.bytes,
        settings: Object.fromEntries(read.settings.map((setting) => [setting.name, setting.value])),
      },
    );
  },
});

interface Cell {
  readonly table: number;
  readonly row: number;
  readonly field: number;
}

/** Settings that live in the field, as this model keeps them. */
async function meanings(register: CashRegister, { table, row, field }: Cell, bytes: Uint8Array) {
  const { model } = await register.identify();
  return settingsOfCell(table, row, field, model).flatMap((setting) => {
    try {
      return [{ name: setting.name, title: setting.title, value: decodeSetting(setting, bytes) }];
    } catch (error) {
      // The bytes are shown; that they mean something else here is no failure.
      if (error instanceof ProtocolError) return [];
      throw error;
    }
  });
}

function readHex(text: string): Uint8Array {
  try {
    return fromHex(text);
  } catch (error) {
    throw new InputError(`Не шестнадцатеричная строка: ${text}`, 'USAGE', error);
  }
}
