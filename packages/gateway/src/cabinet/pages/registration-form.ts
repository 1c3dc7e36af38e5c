import type { RegistrationDetails, RegistrationInput } from 'atol-kkt';
import {
  type AgentType,
  agentTypes,
  fnReplacementAttributes,
  isInn,
  isRegistrationNumber,
  registrationAttributes,
  registrationChangeAttributes,
  type Taxation,
  taxations,
} from 'atol-kkt/fiscal';
import type { Form } from '../form.js';
import { html, type Markup } from '../html/html.js';
import { taxationName } from '../html/names.js';
import { field, tick } from '../html/parts.js';
import type { Language, Tell } from '../language.js';
import { byField, type Problems, problemsOf } from '../problems.js';
import type { Visit } from '../visit.js';

/** What fields are filled with before somebody types. */
export type Filled = {
  readonly [Key in Exclude<keyof RegistrationInput, 'owner'>]?: RegistrationInput[Key] | undefined;
} & {
  readonly owner?: { readonly name?: string | undefined; readonly inn?: string | undefined } | undefined;
};

type Mode = keyof NonNullable<RegistrationDetails['modes']>;
const modes: readonly (readonly [mode: Mode, ru: string, en: string])[] = [
  ['internetOnly', 'только расчёты в интернете', 'settlements on the internet only'],
  ['automatic', 'автоматический режим', 'in an automat'],
  ['servicesOnly', 'только услуги', 'services only'],
  ['excise', 'подакцизные товары', 'excise goods'],
  ['bso', 'бланки строгой отчётности', 'BSO instead of receipts'],
  ['encryption', 'шифрование', 'encryption'],
  ['offline', 'автономный режим, без ОФД', 'without an OFD'],
  ['printerInMachine', 'принтер в автомате', 'printer in the automat'],
  ['gambling', 'азартные игры', 'gambling'],
  ['lottery', 'лотерея', 'lottery'],
];

const labels: Readonly<Record<string, readonly [ru: string, en: string]>> = {
  ownerName: ['Название организации или имя предпринимателя', 'Name of the owner'],
  ownerInn: ['ИНН', 'INN'],
  registrationNumber: ['РНМ: регистрационный номер из ФНС', 'Registration number of the tax service'],
  address: ['Адрес расчётов', 'Address of settlement'],
  place: ['Место расчётов', 'Place of settlement'],
  ofdName: ['Название ОФД', 'Name of the OFD'],
  ofdInn: ['ИНН ОФД', 'INN of the OFD'],
  fnsSite: ['Сайт ФНС', 'Site of the tax service'],
  senderEmail: ['Адрес отправителя чеков', 'Sender of receipts'],
  machineNumber: ['Номер автомата', 'Number of the automat'],
  taxations: ['Системы налогообложения', 'Tax systems'],
  agents: ['Агент', 'Agent'],
  operatorName: ['Кто регистрирует', 'Who does it'],
  operatorInn: ['ИНН того, кто регистрирует', 'INN of whoever does it'],
};

export function registrationLabel(name: string, t: Tell): string {
  const label = labels[name];
  return label ? t(label[0], label[1]) : name;
}

/** All fields of a registration. `fixed`: owner's INN and RNM stay as they are. */
export function registrationFields(visit: Visit, filled: Filled, fixed: boolean): Markup {
  const { t, user } = visit;
  const own = (
    name: string,
    value: string | undefined,
    more: { required?: boolean; hint?: string; more?: Markup } = {},
  ) => field(name, registrationLabel(name, t), { value: visit.form.text(name) ?? value, ...more });
  const sent = visit.form.entries().length > 0;
  const chosen = new Set<string>(sent ? visit.form.all('taxations') : filled.taxations);
  const agents = new Set<string>(sent ? visit.form.all('agents') : filled.agents);
  const mode = (name: Mode): boolean =>
    sent ? visit.form.flag(`mode-${name}`) : filled.modes?.[name] === true;
  const digits = html` inputmode="numeric"`;
  return html`<div class="fields">
${own('ownerName', filled.owner?.name, { required: true })}
${!fixed && own('ownerInn', filled.owner?.inn, { required: true, more: digits })}
${!fixed && own('registrationNumber', filled.registrationNumber, { required: true, more: digits, hint: t('16 цифр', '16 digits') })}
${own('address', filled.address, { required: true })}${own('place', filled.place, { required: true, hint: t('например, адрес сайта', 'such as the address of the site') })}
${own('ofdName', filled.ofd?.name)}${own('ofdInn', filled.ofd?.inn, { more: digits })}
${own('fnsSite', filled.fnsSite)}${own('senderEmail', filled.senderEmail)}${own('machineNumber', filled.machineNumber)}
${own('operatorName', user.name)}${own('operatorInn', undefined, { more: digits })}
<fieldset class="whole"><legend>${registrationLabel('taxations', t)}</legend>${taxations.entries
    .filter(({ name }) => name !== 'envd' || chosen.has(name))
    .map(({ name }) =>
      tick('taxations', taxationName(name, t), chosen.has(name), { value: name }),
    )}<span class="error" id="e-taxations"></span></fieldset>
<fieldset><legend>${t('Как используется', 'How it is used')}</legend>${modes.map(([name, ru, en]) => tick(`mode-${name}`, t(ru, en), mode(name)))}</fieldset>
<fieldset><legend>${registrationLabel('agents', t)}</legend>${agentTypes.entries.map(({ name, ru }) => tick('agents', t(ru, name), agents.has(name), { value: name }))}</fieldset></div>`;
}

/** What the form says; empty fields are not there. */
export function detailsOf(form: Form): RegistrationDetails {
  const ofd = { name: form.text('ofdName'), inn: form.text('ofdInn') };
  const known = new Set<string>(taxations.names);
  return {
    owner: { name: form.text('ownerName') },
    address: form.text('address'),
    place: form.text('place'),
    ofd: ofd.name === undefined && ofd.inn === undefined ? undefined : ofd,
    fnsSite: form.text('fnsSite'),
    senderEmail: form.text('senderEmail'),
    machineNumber: form.text('machineNumber'),
    taxations: form.all('taxations').filter((name): name is Taxation => known.has(name)),
    agents: form.all('agents').filter((name): name is AgentType => agentTypes.find(name) !== undefined),
    modes: Object.fromEntries(modes.map(([name]) => [name, form.flag(`mode-${name}`)])),
  };
}

/**
 * With another FN, what is not given stays as it was. Boxes that nobody could tick rightly, because the registration was not
 * read, are not given.
 */
export function replacementDetails(form: Form): RegistrationDetails {
  const { modes: chosen, agents, taxations: systems, ...rest } = detailsOf(form);
  if (form.text('known') !== undefined) return { ...rest, modes: chosen, agents, taxations: systems };
  return { ...rest, ...(systems && systems.length > 0 && { taxations: systems }) };
}

export function firstRegistration(form: Form): RegistrationInput {
  const details = detailsOf(form);
  return {
    ...details,
    owner: { name: form.text('ownerName') ?? '', inn: form.text('ownerInn') ?? '' },
    registrationNumber: form.text('registrationNumber') ?? '',
    address: details.address ?? '',
    place: details.place ?? '',
    taxations: details.taxations ?? [],
  };
}

export interface Facts {
  readonly kind: 'register' | 'change' | 'replaceFn';
  /** Of the register. */
  readonly serialNumber: string | undefined;
  /** Of the group: a register of another owner would get no receipts. */
  readonly groupInn: string | undefined;
}

/** Everything that is wrong with the form: by the driver's rules, and by what is known of this register. */
export function registrationProblems(
  form: Form,
  { kind, serialNumber, groupInn }: Facts,
  language: Language,
): Problems {
  const found = new Map<string, string>();
  const problem = (name: string, ru: string, en: string): void => {
    if (!found.has(name)) found.set(name, language === 'ru' ? ru : en);
  };
  if (kind === 'register') {
    const { owner, registrationNumber } = firstRegistration(form);
    if (isInn(owner.inn) && groupInn !== undefined && owner.inn !== groupInn) {
      problem(
        'ownerInn',
        `у группы ИНН ${groupInn}: чеков эта касса не получит`,
        `the group has INN ${groupInn}: this register would get no receipts`,
      );
    }
    if (
      isInn(owner.inn) &&
      serialNumber &&
      isRegistrationNumber(registrationNumber) &&
      !isRegistrationNumber(registrationNumber, { inn: owner.inn, serial: serialNumber })
    ) {
      problem(
        'registrationNumber',
        `не от этой кассы: контрольные цифры не подходят к ИНН и заводскому номеру ${serialNumber}`,
        `not of this register: its check digits do not fit the INN and serial number ${serialNumber}`,
      );
    }
  }
  const { modes: chosen, machineNumber } = detailsOf(form);
  if (chosen?.automatic && machineNumber === undefined)
    problem('machineNumber', 'в автоматическом режиме обязателен', 'needed in an automat');
  if (kind !== 'replaceFn' && !chosen?.offline && form.text('ofdInn') === undefined)
    problem(
      'ofdInn',
      'обязателен, если касса не автономная',
      'needed unless the register works without an OFD',
    );
  const operatorInn = form.text('operatorInn');
  if (operatorInn !== undefined && !(operatorInn.length === 12 && isInn(operatorInn)))
    problem('operatorInn', '12 цифр ИНН человека', '12 digits of the INN of a person');
  for (const [name, text] of driverProblems(form, kind, language))
    if (!found.has(name)) found.set(name, text);
  return found;
}

function driverProblems(form: Form, kind: Facts['kind'], language: Language): Problems {
  try {
    if (kind === 'register') registrationAttributes(firstRegistration(form));
    else if (kind === 'replaceFn') fnReplacementAttributes(replacementDetails(form));
    else registrationChangeAttributes('settings', detailsOf(form));
    return byField([], language, String);
  } catch (error) {
    return problemsOf(error, language, registrationField);
  }
}

function registrationField(path: string): string {
  const [first = '', second] = path.split('.');
  if (second !== undefined) return first + second.slice(0, 1).toUpperCase() + second.slice(1);
  return first.replace(/\[\d+\]$/, '');
}
