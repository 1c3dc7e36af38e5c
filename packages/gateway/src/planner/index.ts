export {
  type CalendarOptions,
  type CalendarRegister,
  type FnUse,
  fnLifeDays,
  registersForFnLife,
  replacementCalendar,
  swapShare,
  type Visit,
} from './fn-life.js';
export {
  type Burst,
  burstOutcome,
  effectiveServiceSeconds,
  expiredShare,
  longestQueue,
  type Outage,
  outageOutcome,
  registersForBurst,
} from './overload.js';
export { type Plan, type PlanInput, type PlanLimit, plan } from './plan.js';
export {
  erlangB,
  erlangC,
  meanWait,
  meanWaitRandomService,
  registersForWait,
  singleRegisterWaitShare,
  tailRatePerSecond,
  type WaitPromise,
  waitBoundSeconds,
} from './queueing.js';
export { registersByRule, registersForAvailability, shareAvailable } from './reserve.js';
export { type SimulationOptions, type SimulationResult, simulate } from './simulate.js';
