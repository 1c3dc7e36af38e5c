import { modelName, type Setting, settings } from '../../src/protocol/index.js';
import { generated, type PageLanguage, table } from './markdown.js';
import { inRussian, kindInRussian, typeInRussian } from './russian.js';

const intros = {
  en: `# Settings

[По-русски](settings.ru.md)

The register's tables: \`kkt.settings.get('NAME')\`, \`kkt.settings.set('NAME', value)\`, or by place
\`kkt.settings.readTable(table, row, field)\`. A setting has a type, a place (table.row.field) and an encoding in the bytes
of its field; several settings may share a field. Number: the setting's number in the vendor's driver (LIBFPTR_PARAM_SETTING_ID), "–" if
the driver does not know it. Width in bytes, "?" if only the register knows it. Models: codes of those whose list has the setting, "?" if
no list says so. The 90F (model 72) keeps some settings elsewhere; \`settingsOfModel(72)\` has its places.`,
  ru: `# Настройки

[In English](settings.md)

Таблицы ККТ: \`kkt.settings.get('NAME')\`, \`kkt.settings.set('NAME', value)\` или по месту
\`kkt.settings.readTable(table, row, field)\`. У настройки есть тип, место (таблица.ряд.поле) и способ лежать в байтах своего поля; в одном
поле может быть несколько настроек. Номер — тот, под которым её знает драйвер АТОЛ (LIBFPTR_PARAM_SETTING_ID), «–» — драйвер её не знает.
Ширина в байтах, «?» — её знает только сама ККТ. Модели — коды тех, в чьём списке настройка есть, «?» — никто не говорит. У 90F (модель 72)
некоторые настройки лежат в другом месте; где, скажет \`settingsOfModel(72)\`.`,
};

const heads = {
  en: ['name', 'number', 'Russian name', 'place', 'type', 'bytes', 'width', 'models', 'note'],
  ru: ['имя', 'номер', 'название', 'место', 'тип', 'байты', 'ширина', 'модели', 'примечание'],
};

const english = (text: string): string => text;

export function settingsPage(language: PageLanguage): string {
  const isRussian = language === 'ru';
  const [note, type, kind] = isRussian
    ? [inRussian, typeInRussian, kindInRussian]
    : [english, english, english];
  const all = Object.values(settings) as Setting[];
  const rows = all.map((setting) => [
    setting.name,
    setting.id ?? '–',
    setting.title,
    `${setting.table}.${setting.row}.${setting.field}`,
    type(setting.encoding.type),
    kind(setting.encoding.kind),
    setting.width ?? '?',
    setting.models?.join(' ') ?? '?',
    [setting.note && note(setting.note), valuesOf(setting)].filter(Boolean).join('; '),
  ]);
  return `${[generated, intros[language], table(heads[language], rows), models(all, isRussian)].join('\n\n')}\n`;
}

function valuesOf({ values }: Setting): string {
  return Object.entries(values ?? {})
    .map(([value, meaning]) => `${value} = ${meaning}`)
    .join(', ');
}

function models(all: readonly Setting[], isRussian: boolean): string {
  const codes = [...new Set(all.flatMap((setting) => setting.models ?? []))].sort((a, b) => a - b);
  return [
    isRussian ? '## Модели' : '## Models',
    table(
      isRussian ? ['код', 'название'] : ['code', 'name'],
      codes.map((model) => [model, modelName(model)]),
    ),
  ].join('\n\n');
}
