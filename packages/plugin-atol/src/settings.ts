import type { Init, JsonSchema, Texts } from 'fiscal-plugin';

/** Settings of the register; the till draws a form from this. */
export const settingsSchema: JsonSchema = {
  type: 'object',
  properties: {
    url: {
      type: 'string',
      title: 'Адрес ККТ / Address of the register',
      description:
        'auto — найти самой; tcp://192.168.1.10:5555, serial:///dev/ttyACM0, serial://COM3, usb://2912:0005',
      default: 'auto',
      pattern: '^(auto|(tcp|serial|usb)://.+)$',
    },
    hosts: {
      type: 'array',
      title: 'Где искать в сети / Hosts to look at',
      items: { type: 'string' },
      default: [],
    },
    taxation: {
      enum: ['osn', 'usnIncome', 'usnIncomeOutcome', 'esn', 'patent'],
      title: 'Система налогообложения (тег 1055) / Taxation system',
    },
    accessPassword: {
      type: 'integer',
      minimum: 0,
      maximum: 9999,
      title: 'Пароль доступа / Access password',
      format: 'password',
    },
    userPassword: {
      type: 'integer',
      minimum: 0,
      maximum: 99_999_999,
      title: 'Пароль пользователя / User password',
      format: 'password',
    },
    emulate: {
      type: 'boolean',
      title: 'Без ККТ: эмулятор / No register: the emulator',
      default: false,
    },
    signMs: {
      type: 'integer',
      minimum: 0,
      maximum: 60_000,
      title: 'Сколько эмулятор подписывает документ, мс / How long the emulator signs, ms',
    },
  },
};

export interface Settings {
  readonly url: string;
  readonly hosts: readonly string[];
  readonly taxation: Taxation | undefined;
  readonly accessPassword: number | undefined;
  readonly userPassword: number | undefined;
  readonly emulate: boolean;
  readonly signMs: number;
}

const TAXATIONS = ['osn', 'usnIncome', 'usnIncomeOutcome', 'esn', 'patent'] as const;
type Taxation = (typeof TAXATIONS)[number];

/** A rule that a setting breaks; the first word is its JSON pointer. */
type Problem = Texts & { readonly ru: string };

/** Checked settings, or everything that is wrong with them. */
export function readSettings(given: Init['settings']): Settings | { readonly problems: Problem[] } {
  const problems: Problem[] = [];
  const wrong = (field: string, ru: string, en: string) =>
    void problems.push({ ru: `/${field} ${ru}`, en: `/${field} ${en}` });
  const known = Object.keys(settingsSchema['properties'] as object);
  for (const name of Object.keys(given)) {
    if (!known.includes(name)) {
      wrong(name, `нет среди настроек: ${known.join(', ')}`, `is no setting; they are ${known.join(', ')}`);
    }
  }
  const number = (name: string, most: number): number | undefined => {
    const value = given[name];
    if (value === undefined) return undefined;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most) return value;
    wrong(name, `должно быть целым числом от 0 до ${most}`, `must be a whole number 0 to ${most}`);
    return undefined;
  };
  const { url = 'auto', hosts = [], taxation, emulate = false } = given;
  if (typeof url !== 'string' || !/^(auto|(tcp|serial|usb):\/\/.+)$/.test(url)) {
    const example = 'tcp://192.168.1.10:5555';
    wrong(
      'url',
      `должно быть auto или адресом, например ${example}`,
      `must be auto or an address such as ${example}`,
    );
  }
  if (!Array.isArray(hosts) || hosts.some((host) => typeof host !== 'string')) {
    wrong('hosts', 'должно быть списком строк', 'must be a list of texts');
  }
  if (taxation !== undefined && !(TAXATIONS as readonly unknown[]).includes(taxation)) {
    const all = TAXATIONS.join(', ');
    wrong('taxation', `должно быть одним из: ${all}`, `must be one of ${all}`);
  }
  if (typeof emulate !== 'boolean') wrong('emulate', 'должно быть true или false', 'must be true or false');
  const settings: Settings = {
    url: String(url),
    hosts: hosts as string[],
    taxation: taxation as Taxation | undefined,
    accessPassword: number('accessPassword', 9999),
    userPassword: number('userPassword', 99_999_999),
    emulate: emulate === true,
    signMs: number('signMs', 60_000) ?? 900,
  };
  return problems.length > 0 ? { problems } : settings;
}
