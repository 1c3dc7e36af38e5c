import { type Problem, ValidationError } from '../errors.js';
import { encodeText } from '../protocol/text.js';
import { needObject } from '../util/arguments.js';
import {
  checkArgument,
  flag,
  listOf,
  nested,
  type OptionRules,
  oneOf,
  optionProblems,
  readable,
  text,
} from '../util/options.js';
import { type AgentType, agentTypes, type Taxation, taxations } from './enums.js';
import type { Attribute } from './plan/attributes.js';
import { isInn, isRegistrationNumber } from './registration-number.js';
import { type TagId, tagById } from './tags.js';

/** How a register is to be used; what is not given is false. */
export interface RegistrationModes {
  /** No operator (tag 1002). */
  offline?: boolean | undefined;
  /** In an automat (1001): `machineNumber` is needed then. */
  automatic?: boolean | undefined;
  encryption?: boolean | undefined;
  internetOnly?: boolean | undefined;
  servicesOnly?: boolean | undefined;
  bso?: boolean | undefined;
  excise?: boolean | undefined;
  gambling?: boolean | undefined;
  lottery?: boolean | undefined;
  printerInMachine?: boolean | undefined;
}

/** What a change of the registration may change. Names of the fields as in what `fn.registration()` answers. */
export interface RegistrationDetails {
  owner?: { name?: string | undefined } | undefined;
  /** Tags 1009 and 1187. */
  address?: string | undefined;
  place?: string | undefined;
  ofd?: { name?: string | undefined; inn?: string | undefined } | undefined;
  /** Tags 1060 and 1117. */
  fnsSite?: string | undefined;
  senderEmail?: string | undefined;
  /** Tag 1036. */
  machineNumber?: string | undefined;
  /** Tag 1062. */
  taxations?: readonly Taxation[] | undefined;
  /** Tag 1057. */
  agents?: readonly AgentType[] | undefined;
  modes?: RegistrationModes | undefined;
}

/** A first registration: all that the report must say. */
export interface RegistrationInput extends RegistrationDetails {
  owner: { name: string; inn: string };
  /** РНМ, tag 1037: 16 digits, given by the tax service for this owner and this register. */
  registrationNumber: string;
  address: string;
  place: string;
  taxations: readonly Taxation[];
}

/** A registration with another FN. */
export interface FnReplacement extends RegistrationDetails {
  owner?: { name?: string | undefined; inn?: string | undefined } | undefined;
  registrationNumber?: string | undefined;
}

/** Why a registration is changed, tag 1101. */
export const registrationChanges = { operator: 2, owner: 3, settings: 4 } as const;

export type RegistrationChange = keyof typeof registrationChanges;

const FIRST = 0;
const FN_REPLACED = 1;
/** FFD 1.05. */
const FFD = 2;

type Flags = readonly (readonly [keyof RegistrationModes, TagId])[];
const flagsBefore1060: Flags = [
  ['offline', 'offlineMode'],
  ['encryption', 'encryption'],
  ['servicesOnly', 'servicesOnly'],
  ['excise', 'exciseGoods'],
  ['gambling', 'gambling'],
  ['lottery', 'lottery'],
  ['bso', 'bsoSystem'],
  ['internetOnly', 'internetOnlyKkt'],
  ['printerInMachine', 'printerInMachine'],
];
const flagsAfter1060: Flags = [['automatic', 'autoMode']];

/** Of what kind each value is; what it may be is told when it is written. */
const string = text(0, 1000);
const party = nested({ name: string, inn: string });
const shape = {
  owner: party,
  ofd: party,
  registrationNumber: string,
  address: string,
  place: string,
  fnsSite: string,
  senderEmail: string,
  machineNumber: string,
  taxations: listOf(string),
  agents: listOf(string),
  modes: nested(Object.fromEntries([...flagsBefore1060, ...flagsAfter1060].map(([name]) => [name, flag]))),
} satisfies OptionRules<FnReplacement>;

/** What a first registration cannot do without. */
const needed = ['owner.name', 'owner.inn', 'registrationNumber', 'address', 'place', 'taxations'] as const;

const WRONG = 'Неверные данные регистрации';

/** Whoever calls from JavaScript may give anything at all. */
function checkShape(input: unknown): void {
  const problems = optionProblems(input, shape);
  if (problems.length > 0) throw new ValidationError(problems, WRONG);
}

function missing(input: RegistrationInput): Problem[] {
  const has = (path: string) =>
    path
      .split('.')
      .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], input);
  return needed
    .filter((path) => has(path) === undefined)
    .map((path) => ({ path, code: 'MISSING', ru: 'нужно указать', en: 'is needed' }));
}

/** Requisites of the first registration, in the order of the vendor's driver. Throws ValidationError. */
export function registrationAttributes(input: RegistrationInput): Attribute[] {
  checkShape(input);
  const modes = Object.fromEntries(
    [...flagsBefore1060, ...flagsAfter1060].map(([name]) => [name, input.modes?.[name] ?? false]),
  );
  return new Draft(missing(input)).registration({ agents: [], ...input, modes }, FIRST);
}

/** The same register with another FN; what is not given stays. Throws ValidationError. */
export function fnReplacementAttributes(input: FnReplacement): Attribute[] {
  checkShape(input);
  return new Draft().registration(input, FN_REPLACED);
}

/** What changes; all else stays. Throws ValidationError. */
export function registrationChangeAttributes(
  reason: RegistrationChange,
  details: RegistrationDetails,
): Attribute[] {
  checkArgument(reason, 'reason', oneOf(...Object.keys(registrationChanges)), WRONG);
  checkShape(details);
  return new Draft().registration(details, registrationChanges[reason]);
}

/** Address and place of the report on the closing of the FN. Throws ValidationError. */
export function fnClosingAttributes(details: Pick<RegistrationDetails, 'address' | 'place'>): Attribute[] {
  needObject(details, 'details');
  const { address, place } = readable('details', () => ({ address: details.address, place: details.place }));
  checkShape({ address, place });
  const draft = new Draft();
  draft.text('address', 'settlementAddress', address);
  draft.text('place', 'settlementPlace', place);
  return draft.finish();
}

class Draft {
  readonly #attributes: Attribute[] = [];
  readonly #problems: Problem[];

  constructor(problems: Problem[] = []) {
    this.#problems = problems;
  }

  registration(input: FnReplacement, reason: number): Attribute[] {
    this.#byte('reregistrationReason', reason);
    this.#owner(input);
    this.text('ofd.inn', 'ofdInn', input.ofd?.inn?.padEnd(12));
    this.text('ofd.name', 'ofdName', input.ofd?.name);
    this.text('owner.name', 'userName', input.owner?.name);
    this.text('address', 'settlementAddress', input.address);
    this.text('senderEmail', 'senderEmail', input.senderEmail);
    this.text('place', 'settlementPlace', input.place);
    this.#flags(input.modes, flagsBefore1060);
    this.text('fnsSite', 'fnsSite', input.fnsSite);
    this.#flags(input.modes, flagsAfter1060);
    this.text('machineNumber', 'machineNumber', input.machineNumber);
    this.#byte('ffdVersion', FFD);
    this.#bits('taxations', 'taxationTypes', input.taxations, (name) => taxations.find(name)?.code);
    this.#bits('agents', 'agentType', input.agents, (name) => agentTypes.find(name)?.code);
    return this.finish();
  }

  finish(): Attribute[] {
    if (this.#problems.length > 0) throw new ValidationError(this.#problems, WRONG);
    return this.#attributes;
  }

  text(path: string, id: TagId, value: string | undefined): void {
    if (value === undefined) return;
    const { tag, maxBytes = Number.POSITIVE_INFINITY } = tagById(id);
    const bytes = encodeText(value);
    if (value.trim() === '')
      this.#problem(path, 'EMPTY', 'непустой текст', 'a text that is not empty', value);
    else if (bytes.length > maxBytes)
      this.#problem(path, 'LENGTH', `не длиннее ${maxBytes}`, `not longer than ${maxBytes}`, value);
    this.#attributes.push({ tag, value: bytes, print: true });
  }

  #owner({ owner, registrationNumber, ofd }: FnReplacement): void {
    if (owner?.inn !== undefined && !isInn(owner.inn))
      this.#problem('owner.inn', 'INN', 'ИНН с верными контрольными цифрами', 'a right INN', owner.inn);
    if (ofd?.inn !== undefined && !isInn(ofd.inn))
      this.#problem('ofd.inn', 'INN', 'ИНН с верными контрольными цифрами', 'a right INN', ofd.inn);
    if (registrationNumber !== undefined && !isRegistrationNumber(registrationNumber))
      this.#problem('registrationNumber', 'RNM', '16 цифр РНМ', '16 digits', registrationNumber);
    this.text('registrationNumber', 'kktRegNumber', registrationNumber?.padEnd(20));
    this.text('owner.inn', 'userInn', owner?.inn?.padEnd(12));
  }

  #flags(modes: RegistrationModes | undefined, flags: Flags): void {
    for (const [name, id] of flags) {
      const value = modes?.[name];
      if (value !== undefined) this.#byte(id, value ? 1 : 0);
    }
  }

  #bits<N extends string>(
    path: string,
    id: TagId,
    names: readonly N[] | undefined,
    codeOf: (name: N) => number | undefined,
  ): void {
    if (names === undefined) return;
    let bits = 0;
    for (const [index, name] of names.entries()) {
      const code = codeOf(name);
      if (code === undefined)
        this.#problem(`${path}[${index}]`, 'NAME', 'известное название', 'a known name', name);
      bits |= code ?? 0;
    }
    if (names.length === 0 && path === 'taxations')
      this.#problem(path, 'EMPTY', 'хотя бы одна система', 'at least one', names);
    this.#byte(id, bits);
  }

  #byte(id: TagId, value: number): void {
    this.#attributes.push({ tag: tagById(id).tag, value: Uint8Array.of(value), print: true });
  }

  #problem(path: string, code: string, ru: string, en: string, value: unknown): void {
    this.#problems.push({ path, code, ru, en, value });
  }
}
