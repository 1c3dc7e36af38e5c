export { dumpRegister } from './dump/dump.js';
export type { DumpOptions } from './dump/dump-options.js';
export * from './errors.js';
export type {
  AgentInput,
  AgentType,
  Capabilities,
  CorrectionInput,
  CustomerInput,
  FiscalResult,
  FnReplacement,
  ItemInput,
  Method,
  Money,
  OperatorInput,
  PaymentForm,
  PaymentInput,
  Quantity,
  Receipt,
  ReceiptInput,
  ReceiptType,
  RegistrationChange,
  RegistrationDetails,
  RegistrationInput,
  ShiftChange,
  ShiftReport,
  Subject,
  SupplierInput,
  Taxation,
  VatRate,
  VatTotalInput,
} from './fiscal/index.js';
export { ReceiptBuilder, receipt } from './fiscal/index.js';
export {
  type FileJournalOptions,
  fileJournal,
  type JournalRecord,
  type JournalState,
  type JournalStore,
  memoryJournal,
  type RetentionOptions,
} from './journal/index.js';
export type { LinkChoice } from './link/detect.js';
export type { Trace, TraceEvent } from './link/link.js';
export type { RegisterDump } from './protocol/classic/dump.js';
export { commands, deviceStatus, registers } from './protocol/index.js';
export { p5Commands } from './protocol/p5/index.js';
export type { RegisterClock } from './register/care/clock.js';
export type { SettingEntry, SettingValues, UnitVersion } from './register/care/dialect.js';
export type { PictureMemory } from './register/care/pictures.js';
export type { RebootOptions, RebootProgress } from './register/care/reboot.js';
export type { RegisterService } from './register/care/service.js';
export type { RegisterSettings } from './register/care/settings.js';
export { connect } from './register/connect.js';
export type { ConnectOptions, ConnectOverOptions } from './register/connect-options.js';
export { connectOver } from './register/connect-over.js';
export { closeShiftDaily, type DailyClose, type DailyCloseOptions } from './register/daily-close.js';
export { discover } from './register/discover.js';
export type { DiscoverError, DiscoverOptions, Discovery, FoundRegister } from './register/discovery.js';
export type { CashOptions, CashResult } from './register/documents/cash.js';
export type {
  CloseFnOptions,
  Registering,
  RegistrationOptions,
  RegistrationReport,
} from './register/documents/registering.js';
export type { ReportName, ReportOptions } from './register/documents/reports.js';
export type { ShiftOptions } from './register/documents/shift.js';
export type { PendingReceipt } from './register/once/keyed.js';
export type { OnceNotes } from './register/once/notes.js';
export type { ConnectOfd, OfdAddress, OfdEvent } from './register/p5/index.js';
export { NoCommandError } from './register/p5/no-command.js';
export { type Bitmap, bitmap, bitmapFromRgba } from './register/print/bitmap.js';
export type { DemoKind, PrintedLine } from './register/print/dialect.js';
export type { LinearCodeOptions, LinearFormat } from './register/print/linear-codes.js';
export type { PrintPage } from './register/print/page.js';
export type { PictureOptions, TextOptions } from './register/print/print-options.js';
export type { DocumentOptions, Printing } from './register/print/printing.js';
export type { Pdf417Options, QrOptions } from './register/print/qr-codes.js';
export type { Pulses } from './register/print/sounds.js';
export type { Align, Wrap } from './register/print/text-layout.js';
export type {
  CountedPayment,
  CountedType,
  ShiftCounters,
  TotalCounters,
  TypeCounters,
} from './register/questions/counted.js';
export type { CounterReader } from './register/questions/counters.js';
export type { ShiftState } from './register/questions/dialect.js';
export type { FnQueries } from './register/questions/fn.js';
export type {
  FnDocument,
  FnErrorDetail,
  FnPhase,
  FnState,
  FnWarnings,
  OfdErrors,
  OfdStatus,
  OfdTicket,
  RegistrationTag,
} from './register/questions/fn-answers.js';
export type { Identity } from './register/questions/identity.js';
export type { Ping, PingOptions } from './register/questions/ping.js';
export type { Registration } from './register/questions/registration.js';
export type { OfdQueue, RegisterStatus } from './register/questions/status.js';
export type { CancelledReceipt } from './register/receipt/cancel-receipt.js';
export type { IssueOptions } from './register/receipt/issue-options.js';
export { NotIssuedError } from './register/receipt/not-issued.js';
export { CashRegister } from './register/register.js';
export type { CallOptions, LongCallOptions, Progress } from './register/session/call-options.js';
export type { ConnectionState, ConnectionView } from './register/session/connection-state.js';
export type { ExchangeMode } from './register/session/exchange.js';
export type { HistoryEntry } from './register/session/history.js';
export type { ReconnectPolicy } from './register/session/reconnect.js';
export type { CommandTrace } from './register/session/trace.js';
export type { UnitName } from './register/vocabulary.js';
export type { Connection, Transport } from './transport/transport.js';
export { type Clock, realClock } from './util/clock.js';
