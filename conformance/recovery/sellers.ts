import { connect, OutcomeUnknownError } from '../../src/index.js';
import { yardstick } from '../../test/support/receipts.js';
import { Driver } from '../driver/driver.js';
import type { LibraryFiles } from '../driver/library.js';
import { receipt } from '../driver/yardstick.js';

/** What a seller believes after a sale, with the recovery that his driver offers. */
export type Belief = 'done' | 'refused' | 'unknown';

/** Somebody who sells the yardstick receipt over a line that may fail. */
export interface Seller {
  readonly name: string;
  open(address: { readonly host: string; readonly port: number }): Promise<Till>;
}

export interface Till {
  /** The usual receipt. */
  sell(): Promise<Belief>;
  close(): Promise<void>;
}

/** `connect`, `issue`, and where the outcome is unknown `resolve`. */
export const ours: Seller = {
  name: 'atol-kkt',
  async open({ host, port }) {
    const kkt = await connect(`tcp://${host}:${port}`);
    await kkt.openShift();
    return { sell: () => sell(kkt), close: () => kkt.close() };
  },
};

/** The line is down for a minute at most. */
const RESOLVE_TRIES = 8;

async function sell(kkt: Awaited<ReturnType<typeof connect>>): Promise<Belief> {
  let issued: Promise<unknown> = kkt.issue(yardstick);
  for (let tries = 0; tries < RESOLVE_TRIES; tries++) {
    try {
      await issued;
      return 'done';
    } catch (error) {
      if (!(error instanceof OutcomeUnknownError)) return 'refused';
      issued = error.resolve();
    }
  }
  await issued.catch(() => undefined);
  return 'unknown';
}

/** A call that fails is followed by `check_document_closed`; what is not closed is cancelled. */
export function official(files: LibraryFiles): Seller {
  return {
    name: 'libfptr10 10.8.0.0',
    async open({ host, port }) {
      const driver = await Driver.start({ files, host, port, model: 77 });
      try {
        await driver.call('open');
        await driver.call('open_shift');
      } catch (error) {
        await driver.stop();
        throw error;
      }
      return { sell: () => sellOfficially(driver), close: () => driver.stop() };
    },
  };
}

const CHECKS = 3;

async function sellOfficially(driver: Driver): Promise<Belief> {
  let failed = false;
  for (const call of receipt) {
    failed = (await driver.attempt(call)).code !== 0;
    if (failed) break;
  }
  if (!failed) return 'done';
  for (let checks = 0; checks < CHECKS; checks++) {
    const state = await driver.attempt({
      operation: 'check_document_closed',
      read: { DOCUMENT_CLOSED: 'bool', DOCUMENT_PRINTED: 'bool' },
    });
    if (state.code !== 0) continue;
    if (state.values['DOCUMENT_CLOSED'] !== true) {
      await driver.attempt({ operation: 'cancel_receipt' });
      return 'refused';
    }
    if (state.values['DOCUMENT_PRINTED'] !== true) await driver.attempt({ operation: 'continue_print' });
    return 'done';
  }
  return 'unknown';
}
