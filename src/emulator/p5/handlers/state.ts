import { fnPhase } from '../../../protocol/classic/commands/fn.js';
import { p5Printer, p5Stage, p5State } from '../../../protocol/p5/commands/state.js';
import { REGISTRATION_LIMIT } from '../../fn/rules.js';
import { paperFlags } from '../../printer/trouble.js';
import { versionText } from '../../profile.js';
import type { P5Handlers } from './handlers.js';

const PAPER_COVER = 0x20;
/** FFD 1.05 in `34`. */
const FFD = 2;
/** Dots of a character: a cell of the default font. */
const CELL = { width: 12, height: 24 } as const;
const FONT = 1;
/** Parts with a version of their own. */
const VERSIONS = { templates: '1.0.1', configuration: '1.6.5577', boot: '1.0.14' } as const;

export const stateHandlers = {
  getState(kkt) {
    const { device, document, work } = kkt;
    const { fn, state } = device;
    const { kind, signed, printed } = document;
    const registered = state.registeredFn !== '';
    return {
      faults: 0,
      flags:
        (registered ? p5State.fiscal : 0) |
        (device.shiftOpen ? p5State.shiftOpen : 0) |
        (device.shiftExpired ? p5State.shiftExpired : 0) |
        (fn.present && fn.phase !== fnPhase.fiscal ? p5State.fnNotFiscal : 0) |
        (fn.present ? 0 : p5State.noFn),
      document: kind,
      stage:
        kind === 0
          ? 0
          : (signed ? 0 : p5Stage.notSigned) |
            (printed ? 0 : p5Stage.notPrinted) |
            (work.total ? p5Stage.total : 0),
      extra: 0,
    };
  },

  getPrinterState({ device }) {
    const { printer, profile } = device;
    const trouble = profile.printer ? printer.trouble : undefined;
    const cover = (paperFlags(trouble) & PAPER_COVER) !== 0;
    return {
      flags:
        (cover ? p5Printer.coverOpen : 0) |
        (trouble === 'out' ? p5Printer.noPaper : 0) |
        (trouble === 'overheat' ? p5Printer.overheated : 0) |
        (trouble === 'cutter' ? p5Printer.cutterFault : 0),
      nearEnd: printer.paper.nearEnd ? 1 : 0,
    };
  },

  identify: ({ device: { profile } }) => ({
    model: profile.model.code,
    firmware: versionText(profile),
    ...VERSIONS,
  }),

  getSerialNumber: ({ device: { serialNumber, profile } }) => ({
    serialNumber,
    modelName: profile.title,
  }),

  getOfdErrors({ device: { state, fn } }) {
    const ticket = fn.ticket(fn.state.sentUpTo);
    const { network, ofd, fn: fnFault, documentNumber, fnCommand } = state.ofd;
    return {
      network,
      ofd,
      fn: fnFault,
      documentNumber,
      fnCommand,
      lastSent: ticket ? `${ticket.dateTime}:00` : '',
    };
  },

  getRegistrationNumber: ({ device: { registration, fn } }) =>
    fn.state.registrations.length === 0
      ? { registrationNumber: '', inn: '' }
      : { registrationNumber: registration.registrationNumber, inn: registration.inn },

  getLastRegistration({ device: { fn } }) {
    const { registrations } = fn.state;
    const last = registrations.at(-1);
    return {
      count: registrations.length,
      dateTime: last ? `${last.dateTime}:00` : '',
      documentNumber: last?.documentNumber ?? 0,
    };
  },

  getFnValidity({ device: { fn } }) {
    const until = fn.validUntil();
    return {
      registrationsLeft: REGISTRATION_LIMIT - fn.state.registrations.length,
      validUntil: until === '' ? '' : `${until}T00:00:00`,
    };
  },

  getFfdVersions: () => ({ device: FFD, fn: FFD, current: FFD }),

  getResources: ({ device: { state } }) => ({
    headSince: 0,
    head: 0,
    cutsSince: state.cuts,
    cuts: state.cuts,
  }),

  getDrawer: ({ device: { state } }) => ({ open: state.drawerOpened ? 1 : 0 }),

  getClock: ({ device: { now } }) => ({ dateTime: now }),

  async setDateTime(kkt, { dateTime }) {
    await kkt.execute('setDateTime', { dateTime });
  },

  getFont: ({ device: { settings } }) => ({ font: settings.printFont || FONT }),

  getLineWidth: ({ device: { profile } }) => ({ dots: profile.dots }),

  getFontSize: ({ device: { profile } }) => ({
    width: Math.floor(profile.dots / profile.chars) || CELL.width,
    height: CELL.height,
  }),
} satisfies Partial<P5Handlers>;
