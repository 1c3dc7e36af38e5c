/**
 * What a register is, as plain JSON: `atol dump` writes it, and the emulator becomes that register. Bytes are hex, sums kopecks, times
 * the register's own, `YYYY-MM-DDTHH:mm`.
 */
export interface RegisterDump {
  /** Version of this format. */
  readonly dump: 1;
  /** Which kinds of data were left out: passwords, or what tells people and owner. */
  readonly leftOut: ReadonlyArray<'secrets' | 'personal'>;
  readonly link: 'v2' | 'v3' | 'p5';
  /** The register's clock, with seconds. */
  readonly dateTime: string;
  readonly model: number;
  readonly modelName: string;
  readonly firmware: string;
  readonly serialNumber: string;
  readonly ffd: string;
  /** Fields of the tables, whole, by `table.row.field`. */
  readonly tables: Readonly<Record<string, string>>;
  readonly fn: DumpedFn;
  /** Reports of registration and of its changes that this FN has signed, oldest first. */
  readonly registrations: readonly DumpedRegistration[];
  readonly counters: DumpedCounters;
  /** What is known of documents, oldest first; the FN has more. */
  readonly documents: readonly DumpedDocument[];
}

export interface DumpedFn {
  readonly number: string;
  readonly version: string;
  /** A test storage. */
  readonly debug: boolean;
  /** See `fnPhase`. */
  readonly phase: number;
  /** Last day of its keys, `YYYY-MM-DD`; '' before the first registration. */
  readonly validUntil: string;
  readonly shift: {
    readonly open: boolean;
    readonly number: number;
    readonly receipts: number;
    readonly documents: number;
    /** When the open shift was opened, or the last one closed; '' when there was none. */
    readonly dateTime: string;
  };
  readonly last: { readonly number: number; readonly dateTime: string; readonly fiscalSign: number };
  /** Documents that wait for the operator; `first` is 0 when there is none. */
  readonly unsent: { readonly count: number; readonly first: number };
}

export interface DumpedTag {
  readonly tag: number;
  /** Missing where it was left out. */
  readonly value?: string | undefined;
}

export interface DumpedRegistration {
  readonly documentNumber: number;
  readonly dateTime: string;
  readonly taxationSystems: number;
  readonly workModes: number;
  readonly tags: readonly DumpedTag[];
}

/** Arrays are by payment type, or by tax number; their index 0 is not used. */
export interface DumpedTypeCounters {
  readonly receipts: number;
  readonly sum: number;
  readonly positions: number;
  readonly positionsSum: number;
  readonly payments: readonly number[];
  readonly taxes: readonly number[];
  readonly sections: Readonly<Record<string, number>>;
  readonly discounts: number;
  readonly cancelled: number;
  readonly cancelledSum: number;
}

export interface DumpedCounters {
  readonly cash: number;
  readonly cashIn: { readonly sum: number; readonly count: number };
  readonly cashOut: { readonly sum: number; readonly count: number };
  /** Of the shift, by type of command 92. */
  readonly shift: Readonly<Record<string, DumpedTypeCounters>>;
  /** Those that no report clears. */
  readonly totals: Readonly<Record<string, { readonly sum: number; readonly payments: readonly number[] }>>;
  /** Settlement documents since the register was made. */
  readonly receipts: number;
  readonly lastShift: { readonly income: number; readonly outcome: number };
  /** Sum that the register goes on showing after a receipt. */
  readonly shownSum: number;
  readonly lastReceipt: {
    readonly documentNumber: number;
    readonly type: number;
    readonly sum: number;
    readonly dateTime: string;
    readonly fiscalSign: number;
    readonly bytes: number;
  };
  readonly cuts: number;
}

export interface DumpedDocument {
  readonly number: number;
  readonly form: number;
  readonly dateTime: string;
  readonly fiscalSign: number;
  /** What A4 40 tells behind the sign; missing where it was left out. */
  readonly summary?: string | undefined;
  /** Requisites of the document (A4 46); missing where they were not asked for, or the FN keeps none. */
  readonly requisites?: string | undefined;
  /** The operator's confirmation. */
  readonly ticket?: { readonly dateTime: string; readonly sign: string } | undefined;
}

/** Requisites that tell who owns the register and who works at it: name, addresses, INN and registration number, cashier, e-mail. */
export const personalTags: readonly number[] = [1009, 1018, 1021, 1037, 1048, 1117, 1187, 1203];

/**
 * Settings that let somebody in: passwords of users, of the exchange, of Wi-Fi and of GSM, with the names and the string that go with the
 * latter (an operator's PIN may stand in it), the PIN of Bluetooth, the code by which the cabinet of the owner knows this register.
 */
export const isSecretSetting = (name: string): boolean =>
  /^(accessPassword|userPassword\d+|wifiPassword|gsm(Password|User|Configuration)|bluetoothPin|accountUser)$/.test(
    name,
  );

/** Settings that name people and places: cashiers and their INN, the shop, what the cliché says, the owner's cabinet, his Wi-Fi. */
export const isPersonalSetting = (name: string): boolean =>
  /^(userName\d+|userInn\d+|clicheLine\d+|retail(Name|Address)|accountAddress|wifiNetwork)$/.test(name);
