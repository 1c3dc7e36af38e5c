import type { Language } from './language.js';

/** What a command has of the world; tests give it another one. */
export interface Io {
  readonly stdin: AsyncIterable<Uint8Array | string>;
  stdout(text: string): void;
  stderr(text: string): void;
  /** What the person reads, unless `--lang` says otherwise. */
  readonly language: Language;
  /** Whether stdout understands colours and wants them. */
  readonly colors: boolean;
  /** Fires on SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
}
