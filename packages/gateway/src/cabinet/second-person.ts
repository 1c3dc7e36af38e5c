import type { Gateway } from '../fleet/index.js';

const NAME = 'cabinet.secondPerson';

/** Whether decisions about unknown outcomes need a second person. */
export async function secondPerson({ store }: Gateway): Promise<boolean> {
  return (await store.settings.value<boolean>(NAME)) === true;
}

export function setSecondPerson({ store }: Gateway, on: boolean): Promise<void> {
  return store.settings.setValue(NAME, on);
}

/** A decision that one person has made and another one has to confirm. */
export interface Proposal {
  readonly login: string;
  readonly at: number;
  readonly decision: 'none' | 'again' | { readonly documentNumber: number };
}

const nameOf = (uuid: string): string => `cabinet.decision.${uuid}`;

export async function proposalOf({ store }: Gateway, uuid: string): Promise<Proposal | undefined> {
  return (await store.settings.value<Proposal | null>(nameOf(uuid))) ?? undefined;
}

export function saveProposal({ store }: Gateway, uuid: string, proposal: Proposal | null): Promise<void> {
  return store.settings.setValue(nameOf(uuid), proposal);
}
