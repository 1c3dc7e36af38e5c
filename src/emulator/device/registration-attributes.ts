import { ValidationError } from '../../errors.js';
import { decodeCp866 } from '../../fiscal/cp866.js';
import { readUnsigned } from '../../fiscal/numbers.js';
import { type TagId, tagById, tagByNumber } from '../../fiscal/tags.js';
import type { Tlv } from '../../fiscal/tlv.js';
import { fnPhase } from '../../protocol/classic/commands/fn.js';
import { deviceError } from '../../protocol/device-errors.js';
import { deviceStatus } from '../../protocol/device-status.js';
import { completeRegistration, type EmulatedRegistration } from '../registration.js';
import { addAttribute, attributeError, refuseAttribute, storedValue } from './attributes.js';
import type { Device } from './device.js';
import { registrationReason, usualReason } from './registering.js';

/** FFD 1.05 in tag 1209. */
const FFD = 2;

type Field = keyof EmulatedRegistration;
type Fields<T> = { readonly [F in Field as EmulatedRegistration[F] extends T ? F : never]: TagId };

const texts = {
  user: 'userName',
  inn: 'userInn',
  registrationNumber: 'kktRegNumber',
  address: 'settlementAddress',
  place: 'settlementPlace',
  ofdName: 'ofdName',
  ofdInn: 'ofdInn',
  fnsSite: 'fnsSite',
  senderEmail: 'senderEmail',
  machineNumber: 'machineNumber',
} as const satisfies Fields<string>;

const bits = { taxationSystems: 'taxationTypes', agents: 'agentType' } as const satisfies Fields<number>;

const flags = {
  offline: 'offlineMode',
  automatic: 'autoMode',
  encryption: 'encryption',
  internetOnly: 'internetOnlyKkt',
  services: 'servicesOnly',
  bso: 'bsoSystem',
  excise: 'exciseGoods',
  gambling: 'gambling',
  lottery: 'lottery',
  printerInMachine: 'printerInMachine',
} as const satisfies Fields<boolean>;

const numberOf = (id: TagId): number => tagById(id).tag;
const REASON = numberOf('reregistrationReason');
const FFD_VERSION = numberOf('ffdVersion');
/** A change of the registration leaves them as they are. */
const owner: ReadonlyMap<number, 'inn' | 'registrationNumber'> = new Map([
  [numberOf('userInn'), 'inn'],
  [numberOf('kktRegNumber'), 'registrationNumber'],
]);
const known: ReadonlySet<number> = new Set([
  REASON,
  FFD_VERSION,
  ...Object.values({ ...texts, ...bits, ...flags }).map(numberOf),
]);
/** The FN's closing report takes them from the host. */
const closing: ReadonlySet<number> = new Set([numberOf('settlementAddress'), numberOf('settlementPlace')]);

/** A first registration cannot do without them. */
const needed: readonly Field[] = ['registrationNumber', 'inn', 'user', 'address', 'place', 'taxationSystems'];
const neededOfOperator: readonly Field[] = ['ofdInn', 'ofdName'];

const nothing: EmulatedRegistration = {
  ...(Object.fromEntries(Object.keys(texts).map((field) => [field, ''])) as Record<
    keyof typeof texts,
    string
  >),
  ...(Object.fromEntries(Object.keys(flags).map((field) => [field, false])) as Record<
    keyof typeof flags,
    boolean
  >),
  taxationSystems: 0,
  agents: 0,
};

/**
 * Takes an attribute that E8 brought outside a document for the registration that A6 will make. False when it has no place there.
 * Throws DeviceError EE, F6.
 */
export function acceptRegistrationAttribute(device: Device, { tag, value }: Tlv): boolean {
  const info = tagByNumber(tag);
  if (!info || !known.has(tag)) return false;
  const attribute = { tag, value: storedValue(info, value) };
  check(device, attribute);
  addAttribute(device.state.registrationAttributes, attribute, true);
  return true;
}

function check({ fn, registration }: Device, { tag, value }: Tlv): void {
  const number = value.length <= 4 ? readUnsigned(value) : 0;
  if (tag === FFD_VERSION && number !== FFD) throw deviceError(deviceStatus.extendedByte, 0x01);
  if (tag === REASON) checkReason(fn.phase, number);
  const kept = owner.get(tag);
  const changes = kept !== undefined && decodeCp866(value).trimEnd() !== registration[kept];
  if (changes && fn.phase === fnPhase.fiscal) throw refuseAttribute(attributeError.notReprogrammable);
}

function checkReason(phase: number, reason: number): void {
  const { first, fnReplaced, operator, owner: requisites, settings } = registrationReason;
  const begins = reason === first || reason === fnReplaced;
  if (!begins && ![operator, requisites, settings].some((known) => known === reason))
    throw refuseAttribute(attributeError.badValue);
  if (phase !== (begins ? fnPhase.ready : fnPhase.fiscal))
    throw refuseAttribute(attributeError.deniedInFnMode);
}

/** Reason and content of the registration that the attributes make. Throws DeviceError. */
export function preparedRegistration(device: Device): { reason: number; registration: EmulatedRegistration } {
  const { state, fn, serialNumber } = device;
  const attributes = state.registrationAttributes;
  const find = (id: TagId) => attributes.find(({ tag }) => tag === numberOf(id))?.value;
  const given = find('reregistrationReason');
  // A change must say why; a new FN can have but one reason.
  if (!given && fn.phase === fnPhase.fiscal) throw refuseAttribute(attributeError.missing);
  const reason = given ? readUnsigned(given) : usualReason(device);
  const first = reason === registrationReason.first;
  const registration: EmulatedRegistration = { ...(first ? nothing : device.registration), ...read(find) };
  const duties = registration.offline ? needed : [...needed, ...neededOfOperator];
  if (duties.some((field) => !registration[field])) throw refuseAttribute(attributeError.missing);
  if (registration.automatic && registration.machineNumber === '')
    throw refuseAttribute(attributeError.missing);
  if (registration.offline && registration.encryption) throw refuseAttribute(attributeError.combination);
  try {
    return { reason, registration: completeRegistration(registration, serialNumber) };
  } catch (error) {
    throw error instanceof ValidationError ? refusal(error) : error;
  }
}

function read(find: (id: TagId) => Uint8Array | undefined): Partial<EmulatedRegistration> {
  const entries: Array<[string, string | number | boolean]> = [];
  const add = <T extends string | number | boolean>(
    ids: Readonly<Record<string, TagId>>,
    value: (bytes: Uint8Array) => T,
  ): void => {
    for (const [field, id] of Object.entries(ids)) {
      const bytes = find(id);
      if (bytes) entries.push([field, value(bytes)]);
    }
  };
  add(texts, (bytes) => decodeCp866(bytes).trimEnd());
  add(bits, readUnsigned);
  add(flags, (bytes) => readUnsigned(bytes) !== 0);
  return Object.fromEntries(entries) as Partial<EmulatedRegistration>;
}

function refusal({ problems: [problem] }: ValidationError) {
  if (problem?.path === 'registration.inn') return deviceError(deviceStatus.invalidInn);
  if (problem?.path === 'registration.registrationNumber') return deviceError(deviceStatus.invalidRnm);
  return refuseAttribute(attributeError.badValue);
}

/** Address and place that the host gave for the closing of the FN. */
export function closingAttributes({ state }: Device): Tlv[] {
  return state.registrationAttributes.filter(({ tag }) => closing.has(tag));
}
