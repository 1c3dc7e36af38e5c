import type { FormCode } from '../../fiscal/tags.js';
import type { Tlv } from '../../fiscal/tlv.js';
import { FN_REPLACED } from '../fn/rules.js';
import type { StoredDocument } from '../fn/state.js';
import type { CommitParameters } from '../fn/storage.js';
import { changeRegistration, type EmulatedRegistration, workModesOf } from '../registration.js';
import type { Device } from './device.js';
import { closeFnRequisites, registrationRequisites } from './requisites.js';

/** Tag 1101, and 0 for the first registration, which has none. */
export const registrationReason = {
  first: 0,
  fnReplaced: FN_REPLACED,
  operator: 2,
  owner: 3,
  settings: 4,
} as const;

/** The one that suits the FN: a new one begins the life of the register or goes on with it, another one takes a change. */
export function usualReason({ fn, state }: Device): number {
  if (fn.state.registrations.length > 0) return registrationReason.owner;
  return state.registeredFn === '' ? registrationReason.first : registrationReason.fnReplaced;
}

interface Report {
  readonly form: FormCode;
  readonly requisites: Tlv[];
  readonly parameters: CommitParameters;
  readonly apply: () => void;
}

function report(device: Device, registration: EmulatedRegistration, reason: number): Report {
  return {
    form: reason === registrationReason.first ? 1 : 11,
    requisites: registrationRequisites({ ...device.source, registration }),
    parameters: { registration: { ...registration, workModes: workModesOf(registration), reason } },
    apply: () => {
      device.registration = registration;
      device.state.registeredFn = device.fn.number;
    },
  };
}

/** The second half of a report that the FN has taken: signing. */
type Commit = () => Promise<StoredDocument>;

/** The registration report (form 1) or its change (form 11). Throws FnError. */
export function beginRegistration(
  device: Device,
  registration: EmulatedRegistration,
  reason: number,
): Commit {
  const { form, requisites, parameters, apply } = report(device, registration, reason);
  device.begin(form, requisites, reason);
  return () => device.commit(parameters, apply);
}

/** The closing report (form 6): the FN takes no more documents. Throws FnError. */
export function beginClosing(device: Device, attributes: readonly Tlv[] = []): Commit {
  device.begin(6, closeFnRequisites(device.source, attributes));
  return () => device.commit();
}

/** Registers at once; what is not given stays as it was. */
export async function register(
  device: Device,
  given: Partial<EmulatedRegistration>,
  reason = usualReason(device),
): Promise<StoredDocument> {
  const registration = changeRegistration(device.registration, given, device.serialNumber);
  const document = await beginRegistration(device, registration, reason)();
  device.printDocument(document);
  return document;
}

/** The first registration of a register that comes out of its factory registered: nothing is printed. */
export function registerAtOnce(device: Device): void {
  const { form, requisites, parameters, apply } = report(
    device,
    device.registration,
    registrationReason.first,
  );
  device.begin(form, requisites);
  device.fn.commit(parameters, apply);
}

export async function closeFn(device: Device): Promise<StoredDocument> {
  const document = await beginClosing(device)();
  device.printDocument(document);
  return document;
}
