export { checkFleet, checkGroup, checkRegister } from './check-options.js';
export { localMs, wallMs } from './clock-zone.js';
export { GatewayError, type GatewayErrorCode } from './errors.js';
export {
  type GatewayEvent,
  type GatewayEventMap,
  GatewayEvents,
  type GatewayEventType,
  type GroupWarning,
} from './events.js';
export {
  type FnHealth,
  type HealthProblem,
  type LaneState,
  laneStates,
  type ProblemCode,
  problemCodes,
  type RegisterHealth,
} from './health.js';
export {
  defaultPolicy,
  type Group,
  type GroupOptions,
  type GroupPolicy,
  groupOf,
  type Location,
  type RegisterData,
  type RegisterOptions,
} from './options.js';
export { placeOf } from './places.js';
