import { type Problem, ProtocolError, ValidationError } from '../errors.js';
import { isInn, isRegistrationNumber, registrationNumber } from '../fiscal/registration-number.js';
import { tagById } from '../fiscal/tags.js';
import { encodeValue } from '../fiscal/values.js';
import { workMode } from './fn/state.js';

/** What a register is registered with: the registration report (form 1) holds all of it. */
export interface EmulatedRegistration {
  /** Tag 1048. */
  readonly user: string;
  /** Tag 1018, 10 or 12 digits. */
  readonly inn: string;
  /** Tag 1037, 16 digits. */
  readonly registrationNumber: string;
  /** Tag 1009. */
  readonly address: string;
  /** Tag 1187. */
  readonly place: string;
  /** Tag 1062: sum of the bits of the systems, 1 ОСН … 32 патент. */
  readonly taxationSystems: number;
  /** Tag 1057: sum of the bits of the agent kinds; 0 for none. */
  readonly agents: number;
  /** Tag 1046. */
  readonly ofdName: string;
  /** Tag 1017. */
  readonly ofdInn: string;
  /** Tag 1060. */
  readonly fnsSite: string;
  /** Tag 1117. */
  readonly senderEmail: string;
  /** Tag 1036, for a register in an automat. */
  readonly machineNumber: string;
  /** Tag 1002: no operator. */
  readonly offline: boolean;
  /** Tag 1001. */
  readonly automatic: boolean;
  /** Tag 1056. */
  readonly encryption: boolean;
  /** Tag 1108. */
  readonly internetOnly: boolean;
  /** Tag 1109. */
  readonly services: boolean;
  /** Tag 1110: БСО instead of receipts. */
  readonly bso: boolean;
  /** Tag 1207. */
  readonly excise: boolean;
  /** Tag 1193. */
  readonly gambling: boolean;
  /** Tag 1126. */
  readonly lottery: boolean;
  /** Tag 1221. */
  readonly printerInMachine: boolean;
}

/** INN of the owner when none is given. */
export const defaultInn = '7707083893';

/** Everything is allowed, so that a test meets no limit that it did not ask for. */
const defaults: Omit<EmulatedRegistration, 'registrationNumber'> = {
  user: 'ООО Ромашка',
  inn: defaultInn,
  address: '101000, г. Москва, ул. Мясницкая, д. 1',
  place: 'Магазин',
  // All but ENVD, which ended with 2020.
  taxationSystems: 0x37,
  agents: 0x7f,
  ofdName: 'ОФД эмулятора',
  ofdInn: '7702203276',
  fnsSite: 'www.nalog.gov.ru',
  senderEmail: 'shop@example.ru',
  machineNumber: '',
  offline: false,
  automatic: false,
  encryption: false,
  internetOnly: false,
  services: false,
  bso: false,
  excise: true,
  gambling: false,
  lottery: false,
  printerInMachine: false,
};

/** Texts of the registration and their requisites, which know how long they may be. */
const texts = [
  ['user', 'userName'],
  ['address', 'settlementAddress'],
  ['place', 'settlementPlace'],
  ['ofdName', 'ofdName'],
  ['ofdInn', 'ofdInn'],
  ['fnsSite', 'fnsSite'],
  ['senderEmail', 'senderEmail'],
  ['machineNumber', 'machineNumber'],
] as const;

/**
 * Fills in what is not given. The registration number is made for this owner and this register.
 * Throws ValidationError for numbers with wrong check digits and for texts that no document can hold.
 */
export function completeRegistration(
  given: Partial<EmulatedRegistration>,
  serialNumber: string,
  /** Number in the book of the tax service: the first ten digits of the registration number. */
  unit = 1,
): EmulatedRegistration {
  const merged = { ...defaults, ...given };
  const problems: Problem[] = [];
  if (!isInn(merged.inn)) problems.push(problem('inn', 'INN', 'неверный ИНН', 'wrong INN', merged.inn));
  if (
    !Number.isInteger(merged.taxationSystems) ||
    merged.taxationSystems < 1 ||
    merged.taxationSystems > 0x3f
  ) {
    const value = merged.taxationSystems;
    problems.push(problem('taxationSystems', 'TAXATION', 'сумма битов 1..63', 'a sum of bits, 1..63', value));
  }
  for (const [name, id] of texts) {
    try {
      encodeValue(tagById(id), merged[name]);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      problems.push(
        problem(name, 'TEXT', error.message, `does not fit tag ${tagById(id).tag}`, merged[name]),
      );
    }
  }
  if (problems.length > 0) throw new ValidationError(problems, 'Неверные данные регистрации');
  const owner = { inn: merged.inn, serial: serialNumber };
  const number = given.registrationNumber ?? registrationNumber(unit, owner);
  if (!isRegistrationNumber(number, owner)) {
    const value = problem('registrationNumber', 'RNM', 'неверный РНМ', 'wrong registration number', number);
    throw new ValidationError([value], 'Неверные данные регистрации');
  }
  return { ...merged, registrationNumber: number };
}

/** What is not given stays; another owner gets another registration number. */
export function changeRegistration(
  current: EmulatedRegistration,
  given: Partial<EmulatedRegistration>,
  serialNumber: string,
): EmulatedRegistration {
  const { registrationNumber: number, ...rest } = current;
  const kept = given.inn === undefined || given.inn === current.inn ? { registrationNumber: number } : {};
  return completeRegistration({ ...rest, ...kept, ...given }, serialNumber, Number(number.slice(0, 10)));
}

function problem(field: string, code: string, ru: string, en: string, value: unknown): Problem {
  return { path: `registration.${field}`, code, ru, en, value };
}

/** Mode byte that the FN gets. */
export function workModesOf(registration: EmulatedRegistration): number {
  return (
    (registration.encryption ? workMode.encryption : 0) |
    (registration.offline ? workMode.offline : 0) |
    (registration.automatic ? workMode.automatic : 0) |
    (registration.services ? workMode.services : 0) |
    (registration.bso ? workMode.bso : 0) |
    (registration.internetOnly ? workMode.internetOnly : 0)
  );
}
