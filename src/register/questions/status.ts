import { ProtocolError } from '../../errors.js';
import { localToMs, msToLocal } from '../../util/local-time.js';
import type { LastDocument } from '../dialect.js';
import type { ThroughOptions } from '../session/call-options.js';
import { unlessRefused } from '../session/refusals.js';
import type { Session } from '../session/session.js';
import type { DeviceStatus } from './dialect.js';

export interface OfdQueue {
  unsentCount: number;
  /** The one that has waited longest; undefined when all are sent. After 30 days the FN signs nothing more. */
  oldest:
    | {
        documentNumber: number;
        /** `YYYY-MM-DDTHH:mm`. */
        dateTime: string;
        /** Whole days that it has waited, by the register's clock; undefined when that shows no time. */
        days: number | undefined;
      }
    | undefined;
}

export interface RegisterStatus extends DeviceStatus {
  shift: DeviceStatus['shift'] & {
    /** When the open shift was opened, by the register's clock; undefined when it is closed. */
    openedAt: string | undefined;
    /** For how long it has been open, ms. */
    ageMs: number | undefined;
  };
  /** Documents that wait for the operator of fiscal data; undefined when there is no FN. */
  ofd: OfdQueue | undefined;
  lastDocument: LastDocument | undefined;
}

/** What the register tells of itself, with the ages of shift and queue by its own clock. */
export async function readStatus(
  { dialect, facts }: Pick<Session, 'dialect' | 'facts'>,
  options?: ThroughOptions,
): Promise<RegisterStatus> {
  const { cashKopecks, ...device } = await dialect.questions.status(options);
  const now = moment(device.dateTime);
  const { shift, ofd } = device;
  return {
    ...device,
    shift: { ...shift, ...ageOf(shift, now) },
    ofd: ofd && { unsentCount: ofd.unsentCount, oldest: ofd.oldest && withDays(ofd.oldest, now) },
    lastDocument: device.fn === undefined ? undefined : await unlessRefused(facts.lastDocument(options)),
    cashKopecks,
  };
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** The register tells when 24 hours are over; a clock that was set back makes no shift younger than nothing. */
function ageOf(
  { state, dateTime }: DeviceStatus['shift'],
  now: number | undefined,
): { openedAt: string | undefined; ageMs: number | undefined } {
  const end = state === 'closed' || dateTime === undefined ? undefined : moment(dateTime);
  if (end === undefined) return { openedAt: undefined, ageMs: undefined };
  const opened = end - DAY_MS;
  return { openedAt: msToLocal(opened), ageMs: now === undefined ? undefined : Math.max(0, now - opened) };
}

/** Undefined for what is no time: an answer without one, or a clock that lost its mind. */
function moment(dateTime: string): number | undefined {
  try {
    return localToMs(dateTime);
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

function withDays(
  oldest: { documentNumber: number; dateTime: string },
  now: number | undefined,
): OfdQueue['oldest'] {
  const waited = (now ?? Number.NaN) - (moment(oldest.dateTime) ?? Number.NaN);
  const days = Number.isNaN(waited) ? undefined : Math.max(0, Math.floor(waited / DAY_MS));
  return { ...oldest, days };
}
