import { modelName, type Setting, settings } from '../../src/protocol/index.js';
import { generated, table } from './markdown.js';

const intro = `# Settings

The register's tables: \`kkt.settings.get('NAME')\`, \`kkt.settings.set('NAME', value)\`, or by place
\`kkt.settings.readTable(table, row, field)\`. A setting has a type, a place (table.row.field) and a way to lie in the bytes of its
field; several settings may share a field. Number: that of the setting in the vendor's driver (LIBFPTR_PARAM_SETTING_ID), "–" for
those that it does not know. Width in bytes, "?" where only the register knows. Models: codes of those whose list has the setting,
"?" where nobody says. The 90F (model 72) keeps some settings elsewhere; \`settingsOfModel(72)\` has its places.`;

export function settingsPage(): string {
  const all = Object.values(settings) as Setting[];
  const rows = all.map((setting) => [
    setting.name,
    setting.id ?? '–',
    setting.title,
    `${setting.table}.${setting.row}.${setting.field}`,
    setting.encoding.type,
    setting.encoding.kind,
    setting.width ?? '?',
    setting.models?.join(' ') ?? '?',
    [setting.note, valuesOf(setting)].filter(Boolean).join('; '),
  ]);
  const head = ['name', 'number', 'Russian name', 'place', 'type', 'bytes', 'width', 'models', 'note'];
  return `${[generated, intro, table(head, rows), models(all)].join('\n\n')}\n`;
}

function valuesOf({ values }: Setting): string {
  return Object.entries(values ?? {})
    .map(([value, meaning]) => `${value} = ${meaning}`)
    .join(', ');
}

function models(all: readonly Setting[]): string {
  const codes = [...new Set(all.flatMap((setting) => setting.models ?? []))].sort((a, b) => a - b);
  return [
    '## Models',
    table(
      ['code', 'name'],
      codes.map((model) => [model, modelName(model)]),
    ),
  ].join('\n\n');
}
