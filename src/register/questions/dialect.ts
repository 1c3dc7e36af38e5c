import type { FiscalDocument } from '../../fiscal/index.js';
import type { CallOptions, ThroughOptions } from '../session/call-options.js';
import type { RegisterName, Registers, ValueOf } from '../vocabulary.js';
import type { CountedType, ShiftCounters, TotalCounters } from './counted.js';
import type {
  FnDocument,
  FnErrorDetail,
  FnPhase,
  FnState,
  FnWarnings,
  OfdErrors,
  OfdStatus,
  OfdTicket,
  RegistrationTag,
} from './fn-answers.js';
import type { Identity } from './identity.js';

/** What a till asks of a register that neither changes nor proves anything. See `Dialect` for what the methods throw. */
export interface QuestionDialect {
  identify(options?: ThroughOptions): Promise<Identity>;
  status(options?: ThroughOptions): Promise<DeviceStatus>;
  /** The smallest question, once: nothing is asked again over another line. */
  ping(options: CallOptions): Promise<unknown>;
}

export type ShiftState = 'closed' | 'open' | 'expired';

export interface FnStatus {
  number: string;
  phase: FnPhase;
  lastDocument: number;
  warnings: FnWarnings;
}

/** What the register tells of itself; what is counted from it is added by `RegisterStatus`. */
export interface DeviceStatus {
  /** Register's clock, `YYYY-MM-DDTHH:mm:ss`. */
  dateTime: string;
  fiscal: boolean;
  paperPresent: boolean;
  /** The roll is about to end (flag 80 of command 45); never true where the printer has no sensor for it. */
  paperNearEnd: boolean;
  coverOpen: boolean;
  drawerOpen: boolean;
  /** Mode and submode of the state code. */
  mode: number;
  submode: number;
  shift: {
    state: ShiftState;
    /** Number of the open shift, or of the last one. */
    number: number;
    /**
     * When the open shift passes 24 hours; when the last one was closed. Undefined when the register does not tell: none was ever closed, or
     * it is closed in the second protocol.
     */
    dateTime: string | undefined;
  };
  receipt: {
    open: boolean;
    /** Of command 92, 0 when none is open. */
    type: number;
    /** Of the open receipt, kopecks. */
    sumKopecks: number;
  };
  /** Undefined when there is no FN. */
  fn: FnStatus | undefined;
  /** Documents that wait for the operator of fiscal data; undefined when there is no FN. */
  ofd:
    | {
        unsentCount: number;
        /** `YYYY-MM-DDTHH:mm`. */
        oldest: { documentNumber: number; dateTime: string } | undefined;
      }
    | undefined;
  /** Cash in the drawer, kopecks. */
  cashKopecks: number;
}

/** Questions to the FN; its number and its documents are `Evidence`. Undefined where the FN has no such thing. */
export interface FnDialect {
  state(options?: ThroughOptions): Promise<FnState>;
  version(options?: ThroughOptions): Promise<{ version: string; debug: boolean }>;
  validity(
    options?: ThroughOptions,
  ): Promise<{ validUntil: string; registrationsLeft: number; registrationsDone: number }>;
  shift(options?: ThroughOptions): Promise<{ open: boolean; number: number; receipts: number }>;
  ofdStatus(options?: ThroughOptions): Promise<OfdStatus>;
  ofdErrors(options?: ThroughOptions): Promise<OfdErrors>;
  findDocument(number: number, options?: ThroughOptions): Promise<FnDocument | undefined>;
  ticket(number: number, options?: ThroughOptions): Promise<OfdTicket | undefined>;
  /** The requisites of a registration report, the last one by default. */
  registration(
    report: number | undefined,
    options?: ThroughOptions,
  ): Promise<{ report: number; document: FiscalDocument } | undefined>;
  /** One requisite of the registration in force, or of an earlier report. */
  registrationTag(
    tag: number,
    report: number | undefined,
    options?: ThroughOptions,
  ): Promise<RegistrationTag | undefined>;
  errorDetail(options?: ThroughOptions): Promise<FnErrorDetail>;
}

export interface CounterDialect {
  /** DeviceError when the firmware does not have it. */
  read<N extends RegisterName>(
    name: N,
    p1: number,
    p2: number,
    options?: CallOptions,
  ): Promise<ValueOf<Registers[N]>>;
  /** Of these types of receipts only. */
  shift(types: readonly CountedType[], options?: CallOptions): Promise<ShiftCounters>;
  totals(types: readonly CountedType[], options?: CallOptions): Promise<TotalCounters>;
}
