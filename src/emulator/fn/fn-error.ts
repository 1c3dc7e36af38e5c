/** Codes with which the FN itself refuses. */
export const fnCode = {
  /** Not said by the FN but by its empty socket. */
  absent: -1,
  invalidState: 0x02,
  fault: 0x03,
  cryptoFault: 0x04,
  expired: 0x05,
  archiveFull: 0x06,
  invalidDateTime: 0x07,
  noData: 0x08,
  requisiteDenied: 0x0b,
  requisiteMissing: 0x0d,
  tooManyPositions: 0x0e,
  tlvOverflow: 0x10,
  storageUsedUp: 0x14,
  ofdWaitExceeded: 0x15,
  shiftExpired: 0x16,
  messageRefused: 0x20,
} as const;

/** Error bytes of the register for the codes of the FN (D3..DB, then E7 and up). */
const registerStatus: ReadonlyMap<number, number> = new Map([
  [fnCode.absent, 0xd2],
  [0x01, 0xd3],
  [0x02, 0xd4],
  [0x03, 0xd5],
  [0x04, 0xd6],
  [0x05, 0xd7],
  [0x06, 0xd8],
  [0x07, 0xd9],
  [0x08, 0xda],
  [0x09, 0xdb],
  [0x0a, 0xe7],
  [0x0b, 0xe7],
  [0x0d, 0xf4],
  [0x0e, 0xf3],
  [0x10, 0xe8],
  [0x11, 0xe9],
  [0x12, 0xea],
  [0x14, 0xeb],
  [0x15, 0xef],
  [0x16, 0xf0],
  [0x17, 0xf1],
  [0x18, 0xf2],
  [0x19, 0xf5],
  [0x20, 0xec],
]);

/** The FN said no. The register turns it into an error byte of its own, see `status`. */
export class FnError extends Error {
  override name = 'FnError';
  readonly code: number;

  constructor(code: number) {
    super(`FN refused with code ${code.toString(16).padStart(2, '0')}h`);
    this.code = code;
  }

  /** Error byte of the register's answer. */
  get status(): number {
    return registerStatus.get(this.code) ?? 0xd5;
  }
}
