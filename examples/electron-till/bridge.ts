/** What the page and the main process say to each other: plain data only, as Electron copies it. */
import type { ReceiptInput } from 'atol-kkt';

export interface Sold {
  readonly documentNumber: number;
  readonly fiscalSign: number;
  readonly totalKopecks: number;
  /** Contents of the receipt's QR code. */
  readonly qr: string;
}

/** An error as data: objects with methods do not pass. `outcome` says whether the document may exist. */
export interface Failure {
  readonly code: string;
  readonly outcome: 'not-sent' | 'refused' | 'unknown';
  readonly message: string;
  readonly english: string;
}

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: Failure };

export interface RegisterState {
  readonly serialNumber: string;
  readonly shift: 'open' | 'closed' | 'expired';
  readonly cashKopecks: number;
}

/** Everything that a page may ask for. Its methods are the channels. */
export interface TillApi {
  state(): Promise<Answer<RegisterState>>;
  /** The same key never sells twice. */
  sell(key: string, receipt: ReceiptInput): Promise<Answer<Sold>>;
  closeShift(): Promise<Answer<{ documentNumber: number }>>;
}

export const channels = ['state', 'sell', 'closeShift'] as const satisfies ReadonlyArray<keyof TillApi>;

export const channelName = (name: keyof TillApi): string => `till:${name}`;
