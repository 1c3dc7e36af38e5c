import type { CommandName } from '../../protocol/classic/commands/index.js';
import { deviceError } from '../../protocol/device-errors.js';
import type { Handler } from './handlers.js';

/**
 * Commands that are known and refused on purpose: the error byte and why. Most belong to firmware before the FN, and nobody has
 * seen a register with an FN execute them.
 */
export const refusedCommands = {
  annulPosition: { status: 0x7a, reason: 'annulment of firmware before the FN' },
  stornoPosition: { status: 0x7a, reason: 'reversal: a receipt with an FN is cancelled and begun again' },
  registerSale: { status: 0x7a, reason: 'position without a name; EA and EB took its place' },
  registerReturn: { status: 0x7a, reason: 'position of a return; EA and EB took its place' },
  registerPosition: { status: 0x7a, reason: 'position of FFD 1.0' },
  clearControlTape: { status: 0x7a, reason: 'control tape of firmware before the FN' },
  fiscalizeOld: { status: 0x7a, reason: 'registration in the fiscal memory' },
  getFiscalMemoryRange: { status: 0x7a, reason: 'there is no fiscal memory' },
  fiscalReportByDates: { status: 0x7a, reason: 'there is no fiscal memory' },
  fiscalReportByShifts: { status: 0x7a, reason: 'there is no fiscal memory' },
  eklzReport: { status: 0x7a, reason: 'there is no ЭКЛЗ' },
  eklzStatus: { status: 0x7a, reason: 'there is no ЭКЛЗ' },
  eklzRequest: { status: 0x7a, reason: 'there is no ЭКЛЗ' },
  setFiscalStation: { status: 0x7a, reason: 'there is one station only' },
  enableDeferredZ: { status: 0x7a, reason: 'deferred Z reports of kiosks before the FN' },
  printDeferredZ: { status: 0x7a, reason: 'deferred Z reports of kiosks before the FN' },
  probeExtended: { status: 0x7a, reason: 'purpose unknown; hosts take a refusal well' },
  ofdChannelControl: {
    status: 0x7a,
    reason: 'the exchange with the operator over the link has no known format',
  },
  enterSecurityCode: { status: 0xae, reason: 'licences are not emulated: no code is right' },
} as const satisfies Partial<Record<CommandName, { status: number; reason: string }>>;

type RefusedName = keyof typeof refusedCommands;

/** A function that never returns fits every answer. */
const refusals = Object.entries(refusedCommands).map(([name, { status }]) => [
  name,
  (): never => {
    throw deviceError(status);
  },
]);

export const legacyHandlers = Object.fromEntries(refusals) as { readonly [K in RefusedName]: Handler<K> };
