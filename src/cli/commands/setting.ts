import {
  findSetting,
  type Setting,
  type SettingName,
  type SettingValue,
  settings,
} from '../../protocol/index.js';
import type { SettingValues } from '../../register/care/dialect.js';
import { closest } from '../../util/closest.js';
import { defineCliCommand } from '../cli-command.js';
import { InputError } from '../errors.js';
import { columns } from '../format.js';
import { titleIn } from '../language.js';
import { registerOptions, urlArgument, withRegister } from '../register.js';

export const setting = defineCliCommand({
  name: 'setting',
  summary: 'прочитать или записать настройку ККТ по имени',
  details: 'Без имени — все настройки этой модели, вместе с паролями; это около 200 команд.',
  arguments: [
    urlArgument,
    { name: 'ИМЯ', help: 'имя настройки, например ofdAddress, или её номер в драйвере АТОЛ', optional: true },
    { name: 'ЗНАЧЕНИЕ', help: 'новое значение: число, строка, true или false', optional: true },
  ],
  options: registerOptions,
  examples: [
    'atol setting tcp://192.168.1.10:5555',
    'atol setting tcp://192.168.1.10:5555 ofdAddress',
    'atol setting tcp://192.168.1.10:5555 ofdAddress ofd.example.ru',
  ],
  readOnly: ([, , value]) => value === undefined,
  async run(context) {
    const [url = '', name, text] = context.args;
    const options = { signal: context.io.signal };
    if (name === undefined) {
      const entries = await withRegister(context, url, ({ settings }) => settings.all(options));
      const values = Object.fromEntries(entries.map((entry) => [entry.name, entry.value ?? null]));
      const lines = entries.map((entry): [string, string] => [
        entry.name,
        `${entry.value ?? context.text(`(байты ${entry.bytes})`)} — ${titleIn(context.language, entry)}`,
      ]);
      context.print(columns(lines, 0), values);
      return;
    }
    const known = findSetting(name);
    if (!known) throw noSetting(name);
    const wanted = text === undefined ? undefined : readValue(known, text);
    const { value, written } = await withRegister(context, url, async ({ settings }) => {
      const changed =
        wanted === undefined ? undefined : await settings.update(one(known.name, wanted), options);
      return { value: await settings.get(known.name, options), written: changed && changed.length > 0 };
    });
    context.print(`${known.name}: ${value} — ${titleIn(context.language, known)}`, {
      [known.name]: value,
      ...(written !== undefined && { written }),
    });
  },
});

function noSetting(name: string): InputError {
  const like = closest(name, Object.keys(settings));
  return new InputError(
    like === undefined
      ? `Нет настройки «${name}»; все имена: atol setting URL`
      : `Нет настройки «${name}», возможно, «${like}»`,
  );
}

function one(name: SettingName, value: SettingValue): SettingValues {
  return { [name]: value } as SettingValues;
}

function readValue({ name, encoding }: Setting, text: string): SettingValue {
  if (encoding.type === 'string') return text;
  if (encoding.type === 'number' && /^-?\d+$/.test(text)) return Number(text);
  if (encoding.type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  const rule = encoding.type === 'number' ? 'целое число' : 'true или false';
  throw new InputError(`${name}: нужно ${rule}, а не «${text}»`);
}
