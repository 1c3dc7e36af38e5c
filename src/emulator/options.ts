import type { RegisterDump } from '../protocol/classic/dump.js';
import type { Transport } from '../transport/transport.js';
import type { Clock } from '../util/clock.js';
import type { Rounding } from './device/receipt.js';
import type { VatRateSet } from './device/taxes.js';
import type { CommandEvent } from './events.js';
import type { FnModel } from './fn/key-life.js';
import type { EmulatedLink, ModelName } from './profile.js';
import type { EmulatedRegistration } from './registration.js';

/** Everything has a default: `new Emulator()` is a registered 42FS with numbers of its own. */
export interface EmulatorOptions {
  /** Default `42FS`, which has no printer; `30F` prints on paper of 57 mm, `25F` on 80 mm. All of them: `emulatedModels`. */
  model?: ModelName | undefined;
  /** Version of the firmware: `3.0.1245`, or `5.7.13` where the link is `p5`. */
  firmware?: string | undefined;
  /**
   * Rates of VAT that the firmware carries: `2026`, default, all twelve under the numbers of tag 1199, those of 2025 and 2026 (7..12)
   * with totals in tag 1115; `ffd105`, an older one, only the six with tax numbers 1..6. That the numbers go on like this is assumed.
   */
  vatRates?: VatRateSet | undefined;
  /** Factory number (tag 1013), 14 digits. Default: one that no other emulator has, as with `fnNumber` and the registration number. */
  serialNumber?: string | undefined;
  /** Time that the FN takes to sign a document, ms. Default 900. */
  latency?: number | undefined;
  /**
   * How long things take: `steady`, default, signing always the same and nothing else any time; `realistic`, every command some
   * milliseconds, printing by its lines and the model, signing now shorter, now longer. The times of models are guesses
   * (`modelRows`), and vary by `seed`.
   */
  pace?: 'steady' | 'realistic' | undefined;
  /** Seed of a realistic pace: the same seed and the same commands take the same time. Default 1. */
  seed?: number | undefined;
  /** Default: the computer's. */
  clock?: Clock | undefined;
  /**
   * First reading of the register's clock, `YYYY-MM-DDTHH:mm:ss`. Default: the computer's local time; a register out of `state` has a
   * clock that went on.
   */
  dateTime?: string | undefined;
  /**
   * What the register speaks: link v2 or v3, whichever the host chooses on each line (`any`, default), one of them only, or the second
   * protocol (`p5`, default for a firmware of platform 5).
   */
  link?: EmulatedLink | undefined;
  /**
   * How results come over link v3: later in a packet of their own (`async`, default) or in the reply (`sync`); over the second protocol
   * those of slow commands: by themselves (`async`) or only to whoever asks for them (`sync`).
   */
  answers?: 'async' | 'sync' | undefined;
  /** A register that loses the results of its tasks together with the line. Default false: they survive. */
  forgetOnDisconnect?: boolean | undefined;
  /** False: the FN is new, nothing can be sold. Default true. */
  registered?: boolean | undefined;
  /** Owner and rights of the register; the rest is filled in. */
  registration?: Partial<EmulatedRegistration> | undefined;
  /** 16 digits; numbers that begin with 9999 are test storages. Default: such a one, another one for every emulator. */
  fnNumber?: string | undefined;
  /** Months of the FN's keys, default `36`; the registration may shorten their life, as goods on the general system do. */
  fnModel?: FnModel | undefined;
  /** Documents the FN can hold. Default 250 000. */
  fnCapacity?: number | undefined;
  /** Life of the FN's keys in days, whatever the model and the registration. */
  fnKeyDays?: number | undefined;
  /** Bytes of documents that may wait for the operator. Default: 1 KiB for each document of `fnCapacity`. */
  fnBufferBytes?: number | undefined;
  /** Positions that the FN takes in one document. Default 1000. */
  fnMaxPositions?: number | undefined;
  /**
   * A directory that keeps register and FN, with every document; it is made when it is missing. What was answered survives the
   * death of the process. Options of a register and an FN that the directory has already count no more, but `model` and
   * `serialNumber` must not differ. Needs `Emulator.open` or `Emulator.listen`. Default: all is forgotten with the process.
   */
  state?: string | undefined;
  /**
   * What `atol dump` or `dumpRegister()` read of a register: the emulator is that register, and its clock goes on from there. What was
   * left out is as from the factory. Model, firmware, registration and FN come from it.
   */
  from?: RegisterDump | undefined;
  /** With `from`: own serial, FN and registration numbers, which no other register has. Default: those of the dump. */
  testNumbers?: boolean | undefined;
  /** Returns and purchases that need more cash than the drawer holds are refused with 98. Default false: they are not. */
  cashControl?: boolean | undefined;
  /**
   * Who carries the kopecks that a receipt is rounded down by: only its total (tag 1020), as in rounded receipts of real
   * registers (`total`, default; items and VAT stay as they were registered), or the items, each by its share and with its VAT (`items`).
   */
  rounding?: Rounding | undefined;
  /**
   * Sends the documents to an operator of fiscal data: `tcp://host:port` writes the address into table 19 and the channel 2
   * (Ethernet) beside it; `tables` takes what hosts write there; a transport, such as that of an `OfdServer`, is a line of its
   * own. Default: nothing is sent, the documents wait in the FN.
   */
  ofd?: string | Transport | undefined;
  /** Whose network an address in `ofd` is reached by: the register's own (default) or, over the second protocol, the host's. */
  ofdThrough?: 'network' | 'host' | undefined;
  /** Sees every command. */
  onCommand?: ((event: CommandEvent) => void) | undefined;
  /** Gets exceptions of the emulator itself; hosts see error F6/03. Default: they are thrown out of the event loop. */
  onError?: ((error: unknown) => void) | undefined;
}

export interface ListenOptions {
  /** Default 127.0.0.1. */
  host?: string | undefined;
  /** Default 0: any free port. */
  port?: number | undefined;
}

export interface EmulatorPtyOptions {
  /** A name for the port, such as `/tmp/kkt`; without it the port has the one that the system gave. */
  link?: string | undefined;
}
