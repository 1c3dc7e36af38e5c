export type { RegisterDump } from '../protocol/classic/dump.js';
export { type Clock, realClock, VirtualClock, type VirtualClockOptions } from '../util/clock.js';
export { type AdvanceOptions, advanceUntil } from './advance.js';
export { type ControlOptions, type ControlServer, serveControl } from './control/server.js';
export { type ModelRow, modelRows } from './data/models.js';
export type { DeviceState, Operator } from './device/state.js';
export { Emulator } from './emulator.js';
export type { CommandEvent } from './events.js';
export { type ChaosKind, type ChaosOptions, chaosKinds } from './faults/chaos.js';
export { checkFault } from './faults/check-fault.js';
export type {
  ActiveFault,
  BusyFault,
  ClockFault,
  ErrorFault,
  Fault,
  FaultTiming,
  FnFault,
  InterruptedZFault,
  LineEffect,
  LineFault,
  NotPrintedFault,
  OfdFault,
  PaperFault,
  PowerFault,
} from './faults/fault.js';
export type { Faults } from './faults/faults.js';
export { checkScenario, type Scenario, type ScenarioStep } from './faults/scenario.js';
export { emulateMany, type FleetNumbers, fleetNumbers } from './fleet.js';
export type { DocumentList } from './fn/document-list.js';
export type { FnModel } from './fn/key-life.js';
export type { FnOptions } from './fn/passport.js';
export type { EmulatedFnState, FnRegistration, StoredDocument, Ticket } from './fn/state.js';
export type { FiscalStorage } from './fn/storage.js';
export { refusedCommands } from './handlers/legacy.js';
export type { EmulatorEvent, EmulatorEvents, EventMap, EventOf, EventType } from './observe/events.js';
export type { EmulatedOfdErrors } from './ofd/errors.js';
export type { OfdExchange } from './ofd/exchange.js';
export { type OfdBehaviour, type OfdMessage, OfdServer, type OfdServerOptions } from './ofd/server.js';
export type { EmulatorOptions, EmulatorPtyOptions, ListenOptions } from './options.js';
export type { Override } from './overrides.js';
export type { DotMatrix } from './paper/bitmap.js';
export type { PaperItem } from './paper/items.js';
export type { Paper } from './paper/paper.js';
export type { Sheet } from './paper/sheet.js';
export { type ModelName, modelNames as emulatedModels } from './profile.js';
export type { EmulatedRegistration } from './registration.js';
export type { EmulatorSnapshot } from './snapshot.js';
