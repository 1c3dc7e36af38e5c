/** Status of the classic protocol, with its extended code where it needs one. */
export interface ClassicStatus {
  readonly status: number;
  readonly extended?: number | undefined;
}

/** Names that both protocols have, and the error byte of the classic one. A test holds them against its table. */
// biome-ignore format: a few per line
const statuses: Readonly<Record<string, number>> = {
  invalidSum: 0x08, invalidCommandFormat: 0x13, invalidCommandLength: 0x14, noMoreData: 0x18,
  dateTimeBeforeLastDocument: 0x20, invalidMode: 0x66, noPaper: 0x67, mechanicalFault: 0x69, invalidReceiptType: 0x6a,
  noPictureMemory: 0x6e, nonCashTooMuch: 0x71, notSupported: 0x7a, multiplicationOverflow: 0x7f, journalOverflow: 0x84,
  shiftExpired: 0x88, deniedInClosedShift: 0x8f, invalidDate: 0x94, noCash: 0x98, deniedInClosedReceipt: 0x9a,
  deniedInOpenedReceipt: 0x9b, deniedInOpenedShift: 0x9c, invalidRnm: 0xa6, notRegistered: 0xa8, recordNotFound: 0xac,
  deniedByLicense: 0xb1, printerOverheat: 0xd1, fnInvalidFormat: 0xd3, fnInvalidState: 0xd4, fnFault: 0xd5,
  fnCryptoFault: 0xd6, fnExpired: 0xd7, fnOverflow: 0xd8, fnInvalidDateTime: 0xd9, fnNoMoreData: 0xda, taxSumTooMuch: 0xdf,
  lowBattery: 0xe6, fnInvalidCommand: 0xe7, fnCommandOverflow: 0xe8, fnNoTransport: 0xe9, fnCryptoExpired: 0xea,
  fnStorageExpired: 0xeb, invalidOfdMessage: 0xec, fnUnsentDocuments: 0xed, fnShiftExpired: 0xf0,
  fnInvalidTimeDifference: 0xf1, fnInvalidCommandFormat: 0xf2, fnTooManyPositions: 0xf3, excisableDenied: 0xf5,
};

const extended: Readonly<Record<string, ClassicStatus>> = {
  internalFault: { status: 0xf6, extended: 0x03 },
  attributeAlreadyWritten: { status: 0xee, extended: 0x0201 },
  tooManyCodesAutonomous: { status: 0xee, extended: 0x0102 },
};

export function classicStatusOf(name: string): ClassicStatus | undefined {
  if (Object.hasOwn(extended, name)) return extended[name];
  const status = Object.hasOwn(statuses, name) ? statuses[name] : undefined;
  return status === undefined ? undefined : { status };
}
