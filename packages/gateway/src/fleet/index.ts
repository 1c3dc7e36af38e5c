export type { SubmitOptions } from './admission.js';
export { type CloseOptions, createGateway, Gateway, type GatewayOptions, type Submitted } from './gateway.js';
export { Groups, type GroupView } from './groups.js';
export type { LogLevel } from './log.js';
export { Registers, type RegisterView } from './registers.js';
export {
  checkFleet,
  checkGroup,
  checkRegister,
  defaultPolicy,
  type FnHealth,
  GatewayError,
  type GatewayErrorCode,
  type GatewayEvent,
  type GatewayEventMap,
  GatewayEvents,
  type GatewayEventType,
  type Group,
  type GroupOptions,
  type GroupPolicy,
  type GroupWarning,
  type HealthProblem,
  type LaneState,
  type Location,
  laneStates,
  type ProblemCode,
  problemCodes,
  type RegisterHealth,
  type RegisterOptions,
} from './terms/index.js';
