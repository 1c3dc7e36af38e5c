import type { FormCode } from '../../fiscal/tags.js';
import { type FnModel, fullKeyLife } from './key-life.js';

/** One registration or re-registration, as the FN keeps it for A4 43. */
export interface FnRegistration {
  readonly documentNumber: number;
  readonly dateTime: string;
  readonly fiscalSign: number;
  readonly inn: string;
  readonly registrationNumber: string;
  /** Bits of tag 1062. */
  readonly taxationSystems: number;
  /** Bits of the mode byte: see `workMode`. */
  readonly workModes: number;
  /** Tag 1101; 0 for the first registration. */
  readonly reason: number;
}

/** Mode byte of a registration. */
export const workMode = {
  encryption: 0x01,
  offline: 0x02,
  automatic: 0x04,
  services: 0x08,
  bso: 0x10,
  internetOnly: 0x20,
} as const;

/** What an FN leaves its factory with. */
export interface FnPassport {
  /** 16 digits. */
  number: string;
  version: string;
  /** Documents it can hold. */
  capacity: number;
  /** Bytes of documents that may wait for the operator. */
  bufferBytes: number;
  /** Positions (tag 1059) in one document. */
  maxPositions: number;
  model: FnModel;
  /** Life of the keys in days, whatever the registration; undefined: by the model and the registration. */
  fixedKeyDays: number | undefined;
}

/** What the FN remembers. Plain data: it can be copied and stored. */
export interface EmulatedFnState extends FnPassport {
  /** A debug FN (МГМ) can be reset by A4 60. */
  debug: boolean;
  /** See `fnPhase`. */
  phase: number;
  /** Life of the keys in days, from the first registration. */
  keyDays: number;
  registrations: FnRegistration[];
  shift: {
    open: boolean;
    number: number;
    /** Local time without seconds; '' before the first shift. */
    openedAt: string;
    closedAt: string;
    /** Receipts, BSO and corrections (tags 1042, 1118). */
    receipts: number;
    /** All documents with both shift reports (tag 1111). */
    documents: number;
  };
  last: { number: number; dateTime: string; fiscalSign: number };
  /** Documents up to this one have the operator's ticket. */
  sentUpTo: number;
  /** Of the documents after it. */
  unsentBytes: number;
  /** The operator's format control refused the oldest document of the queue. */
  refused: boolean;
  /** Form of the document begun and not committed; undefined when none is. */
  current: FormCode | undefined;
}

/** A document in the archive. */
export interface StoredDocument {
  readonly number: number;
  readonly form: FormCode;
  /** Local time without seconds. */
  readonly dateTime: string;
  readonly fiscalSign: number;
  /** The whole document: one structure whose tag is the code of the form. */
  readonly bytes: Uint8Array;
  /** Facts that A4 40 tells after the sign. */
  readonly summary: Uint8Array;
}

/** The operator's confirmation of a document. */
export interface Ticket {
  /** Local time without seconds. */
  readonly dateTime: string;
  /** 18 bytes. */
  readonly sign: Uint8Array;
}

export function newFnState(passport: FnPassport): EmulatedFnState {
  const { model, fixedKeyDays } = passport;
  return {
    ...passport,
    debug: passport.number.startsWith('9999'),
    phase: 1,
    keyDays: fixedKeyDays ?? fullKeyLife(model),
    registrations: [],
    shift: { open: false, number: 0, openedAt: '', closedAt: '', receipts: 0, documents: 0 },
    last: { number: 0, dateTime: '', fiscalSign: 0 },
    sentUpTo: 0,
    unsentBytes: 0,
    refused: false,
    current: undefined,
  };
}
