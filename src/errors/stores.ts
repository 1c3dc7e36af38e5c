import { AtolError, type AtolErrorOptions } from './base.js';

export type JournalErrorCode =
  /** Somebody else has the journal, or took it from us; `holder` says who. */
  | 'JOURNAL_LOCKED'
  /** Records that were safely on disk are damaged or missing. */
  | 'JOURNAL_CORRUPT'
  /** The disk or its rights: `cause` is the error of the system. */
  | 'JOURNAL_IO'
  /** The journal is not open. */
  | 'JOURNAL_CLOSED';

/** Who has the journal. */
export interface JournalHolder {
  pid: number;
  /** Name of the computer or container. */
  host?: string | undefined;
  /** Since when, ISO 8601. */
  since?: string | undefined;
  /** The file that says so. */
  file: string;
}

export interface JournalErrorDetails extends AtolErrorOptions {
  /** The file or directory concerned. */
  path?: string | undefined;
  /** Where in the file, bytes. */
  offset?: number | undefined;
  holder?: JournalHolder | undefined;
}

/** The journal cannot promise what it is for; nothing must be issued with its key until this is settled. */
export class JournalError extends AtolError {
  override name = 'JournalError';
  declare readonly code: JournalErrorCode;
  readonly path: string | undefined;
  readonly offset: number | undefined;
  readonly holder: JournalHolder | undefined;

  constructor(code: JournalErrorCode, message: string, details: JournalErrorDetails = {}) {
    super(code, message, details);
    this.path = details.path;
    this.offset = details.offset;
    this.holder = details.holder;
  }

  override toJSON(): Record<string, unknown> {
    return {
      ...super.toJSON(),
      ...(this.path !== undefined && { path: this.path }),
      ...(this.offset !== undefined && { offset: this.offset }),
      ...(this.holder && { holder: this.holder }),
    };
  }
}

export type StateErrorCode =
  /** Another process, or another emulator of this one, has the directory. */
  | 'STATE_LOCKED'
  /** What was safely written is damaged; `path` and `offset` say where. */
  | 'STATE_CORRUPT'
  /** The disk or its rights: `cause` is the error of the system. */
  | 'STATE_IO';

/** The directory in which an emulated register keeps itself. */
export class StateError extends AtolError {
  override name = 'StateError';
  declare readonly code: StateErrorCode;
  /** The file or directory concerned. */
  readonly path: string;
  /** Where in the file, bytes. */
  readonly offset: number | undefined;

  constructor(
    code: StateErrorCode,
    message: string,
    details: AtolErrorOptions & { readonly path: string; readonly offset?: number },
  ) {
    super(code, message, details);
    this.path = details.path;
    this.offset = details.offset;
  }

  override toJSON(): Record<string, unknown> {
    return {
      ...super.toJSON(),
      path: this.path,
      ...(this.offset !== undefined && { offset: this.offset }),
    };
  }
}
