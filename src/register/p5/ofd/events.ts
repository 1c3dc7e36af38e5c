import type { AtolError } from '../../../errors.js';

/** Where the settings of the register say that its operator of fiscal data (OFD) is. */
export interface OfdAddress {
  readonly host: string;
  readonly port: number;
}

/** What happens to documents that a register sends to its OFD through this computer (`connect(url, { ofd: 'host' })`). */
export type OfdEvent =
  /** The way is offered to the register: its settings name this OFD, and the exchange through the computer. */
  | ({ readonly type: 'ready' } & OfdAddress)
  /** The settings name another channel (setting `ofdChannel` is not 5): nothing is carried. */
  | { readonly type: 'elsewhere'; readonly channel: number }
  | ({ readonly type: 'connecting' } & OfdAddress)
  | ({ readonly type: 'connected' } & OfdAddress)
  /** The register asked for another address than its settings name: no connection was opened. */
  | ({ readonly type: 'refused' } & OfdAddress)
  /** No connection, or it ended; bytes that went each way. */
  | ({
      readonly type: 'closed';
      /** Who ended it: the register, the OFD, silence or too much at once (`limit`), the line to the register, or nobody was there. */
      readonly by: 'register' | 'ofd' | 'limit' | 'line' | 'unreachable';
      readonly toOfd: number;
      readonly toRegister: number;
      readonly error?: AtolError | undefined;
    } & OfdAddress)
  /** The register speaks a version of this exchange that is not known here. */
  | { readonly type: 'version'; readonly version: number }
  /** The settings could not be read: nothing is carried over this line. */
  | { readonly type: 'failed'; readonly error: AtolError };
