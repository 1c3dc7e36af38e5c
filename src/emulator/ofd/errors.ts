/** Register 2B: what came of the last try to send a document. All zero after a success. */
export interface EmulatedOfdErrors {
  network: number;
  ofd: number;
  /** Code of the FN itself. */
  fn: number;
  documentNumber: number;
  fnCommand: number;
}

export const noOfdErrors = (): EmulatedOfdErrors => ({
  network: 0,
  ofd: 0,
  fn: 0,
  documentNumber: 0,
  fnCommand: 0,
});

/** Codes of the network. */
export const networkFault = {
  noConnection: 2,
  sending: 3,
  badHeader: 4,
  noTicket: 5,
  brokenTicket: 6,
  sendingTimeout: 7,
} as const;

/** Codes of the operator; those of tag 1022 stand there too. */
export const ofdFault = { wrongSign: 1, wrongFormat: 2, wrongDocument: 3, wrongFn: 4 } as const;

/** Why a document did not get to the operator. */
export class ExchangeFault extends Error {
  override name = 'ExchangeFault';
  readonly network: number;
  readonly ofd: number;

  constructor(codes: { readonly network?: number; readonly ofd?: number }, cause?: unknown) {
    super(`network ${codes.network ?? 0}, operator ${codes.ofd ?? 0}`, { cause });
    this.network = codes.network ?? 0;
    this.ofd = codes.ofd ?? 0;
  }
}
