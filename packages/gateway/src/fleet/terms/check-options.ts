import { type Problem, ValidationError } from 'atol-kkt';
import { taxations } from 'atol-kkt/fiscal';
import { defaultPolicy, type GroupOptions, type RegisterOptions } from './options.js';

type Rule = readonly [path: string, holds: boolean, ru: string, en: string, value: unknown];

const LARGEST_MS = 2 ** 31 - 1;

/** @throws ValidationError with all problems */
export function checkGroup(group: GroupOptions, at = ''): void {
  refuse(groupRules(group, at), 'Неверная группа');
}

/** @throws ValidationError with all problems */
export function checkRegister(register: RegisterOptions, at = ''): void {
  refuse(registerRules(register, at), 'Неверная касса');
}

/** Names must be unique and groups must exist. @throws ValidationError with all problems */
export function checkFleet(groups: readonly GroupOptions[], registers: readonly RegisterOptions[]): void {
  const names = new Set(groups.map(({ name }) => name));
  refuse(
    [
      ...groups.flatMap((group, index) => groupRules(group, `groups[${index}].`)),
      ...registers.flatMap((register, index) => registerRules(register, `registers[${index}].`)),
      ...twice(groups, 'groups'),
      ...twice(registers, 'registers'),
      ...registers.map(
        ({ group }, index): Rule => [
          `registers[${index}].group`,
          names.has(group),
          'такой группы нет',
          'there is no such group',
          group,
        ],
      ),
    ],
    'Неверный состав парка касс',
  );
}

function twice(all: readonly { readonly name: string }[], path: string): Rule[] {
  const first = new Map(all.map(({ name }, index) => [name, index] as const).reverse());
  return all.map(({ name }, index) => [
    `${path}[${index}].name`,
    first.get(name) === index,
    'имя уже занято',
    'the name is taken',
    name,
  ]);
}

function groupRules(group: GroupOptions, at: string): Rule[] {
  const { name, inn, policy = {}, timeZone } = group;
  const whole = (key: keyof typeof defaultPolicy, min: number, max: number): Rule => {
    const value = policy[key];
    const holds =
      value === undefined || (Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max);
    return [`${at}policy.${key}`, holds, `целое число ${min}..${max}`, `an integer ${min}..${max}`, value];
  };
  return [
    ...known(group, ['name', 'title', 'inn', 'paymentAddress', 'taxations', 'timeZone', 'policy'], at),
    ...known(policy, Object.keys(defaultPolicy), `${at}policy.`),
    [
      `${at}name`,
      typeof name === 'string' && /^[\w.-]{1,64}$/.test(name),
      '1..64 символа A-Z a-z 0-9 _ - .',
      '1..64 characters A-Z a-z 0-9 _ - .',
      name,
    ],
    [
      `${at}inn`,
      inn === undefined || /^(\d{10}|\d{12})$/.test(inn),
      '10 или 12 цифр',
      '10 or 12 digits',
      inn,
    ],
    [
      `${at}timeZone`,
      timeZone === undefined || isTimeZone(timeZone),
      'часовой пояс IANA',
      'an IANA time zone',
      timeZone,
    ],
    ...(group.taxations ?? []).map(
      (taxation, index): Rule => [
        `${at}taxations[${index}]`,
        taxations.entries.some(({ name: one }) => one === taxation),
        `одно из: ${taxations.entries.map(({ name: one }) => one).join(', ')}`,
        `one of ${taxations.entries.map(({ name: one }) => one).join(', ')}`,
        taxation,
      ],
    ),
    whole('queueLimitMs', 1000, LARGEST_MS),
    whole('reserveAfterMs', 0, LARGEST_MS),
    whole('reserveQuietMs', 0, LARGEST_MS),
    whole('shiftHour', 0, 23),
    whole('shiftMarginMs', 0, 12 * 3_600_000),
    whole('refusals', 1, 100),
    whole('mostWaiting', 1, 10_000),
    whole('fnSpare', 1, 100_000),
    whole('unsentDays', 1, 30),
    whole('fnDays', 0, 400),
    [
      `${at}policy.fnSpread`,
      policy.fnSpread === undefined || (policy.fnSpread >= 0 && policy.fnSpread <= 0.9),
      'число 0..0,9',
      'a number 0..0.9',
      policy.fnSpread,
    ],
    [
      `${at}policy.callbackKey`,
      policy.callbackKey === undefined || policy.callbackKey.length >= 16,
      'строка от 16 символов',
      'a string of 16 characters or more',
      undefined,
    ],
    [
      `${at}policy.sumDifference`,
      policy.sumDifference === undefined || /^(refuse|lowerPrice)$/.test(policy.sumDifference),
      'refuse или lowerPrice',
      'refuse or lowerPrice',
      policy.sumDifference,
    ],
  ];
}

const registerKeys = [
  'name',
  'group',
  'address',
  'serialNumber',
  'location',
  'reserve',
  'drained',
  'fnCapacity',
  'accessPassword',
  'userPassword',
  'exchange',
  'vatRates',
];

function registerRules(register: RegisterOptions, at: string): Rule[] {
  const { name, address, serialNumber, fnCapacity, exchange } = register;
  return [
    ...known(register, registerKeys, at),
    ...known(register.location ?? {}, ['site', 'rack', 'box'], `${at}location.`),
    [
      `${at}name`,
      typeof name === 'string' && name.trim() !== '' && name.length <= 64,
      '1..64 символа',
      '1..64 characters',
      name,
    ],
    [
      `${at}address`,
      (typeof address === 'string' && /^(tcp|serial|usb):\/\/./.test(address)) ||
        (typeof address === 'object' && address !== null),
      'tcp://хост:порт, serial://порт или usb://…',
      'tcp://host:port, serial://port or usb://…',
      typeof address === 'string' ? address : undefined,
    ],
    [
      `${at}serialNumber`,
      serialNumber === undefined || /^\d{14}$/.test(serialNumber),
      '14 цифр',
      '14 digits',
      serialNumber,
    ],
    [
      `${at}fnCapacity`,
      fnCapacity === undefined || (Number.isSafeInteger(fnCapacity) && fnCapacity > 0),
      'целое больше 0',
      'an integer above 0',
      fnCapacity,
    ],
    [
      `${at}exchange`,
      exchange === undefined || exchange === 'serial' || exchange === 'buffered',
      'serial или buffered',
      'serial or buffered',
      exchange,
    ],
  ];
}

function known(value: object, keys: readonly string[], at: string): Rule[] {
  return Object.keys(value).map((key) => [
    `${at}${key}`,
    keys.includes(key),
    'неизвестный параметр',
    'an unknown option',
    key,
  ]);
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function refuse(rules: readonly Rule[], subject: string): void {
  const problems: Problem[] = rules
    .filter(([, holds]) => !holds)
    .map(([path, , ru, en, value]) => ({ path, code: 'OPTION', ru, en, value }));
  if (problems.length > 0) throw new ValidationError(problems, subject);
}
