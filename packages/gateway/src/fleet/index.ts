export type { SubmitOptions } from './admission.js';
export { checkFleet, checkGroup, checkRegister } from './check-options.js';
export { GatewayError, type GatewayErrorCode } from './errors.js';
export {
  type GatewayEvent,
  type GatewayEventMap,
  GatewayEvents,
  type GatewayEventType,
  type GroupWarning,
} from './events.js';
export { type CloseOptions, createGateway, Gateway, type GatewayOptions, type Submitted } from './gateway.js';
export { Groups, type GroupView } from './groups.js';
export {
  type FnHealth,
  type HealthProblem,
  type LaneState,
  laneStates,
  type ProblemCode,
  problemCodes,
  type RegisterHealth,
} from './health.js';
export type { LogLevel } from './log.js';
export {
  defaultPolicy,
  type Group,
  type GroupOptions,
  type GroupPolicy,
  type Location,
  type RegisterOptions,
} from './options.js';
export { Registers, type RegisterView } from './registers.js';
