export type {
  DocumentWarnings,
  FiscalParams,
  ReceiptAnswer,
  ShiftAnswer,
  StorageWarnings,
} from './answers.js';
export type { BatchRequest, BatchResult, TaskStatus } from './batch.js';
export { type ConvertedTask, convertTask } from './convert.js';
export { type DriverErrorInfo, driverError, driverErrors } from './errors/driver-errors.js';
export { JsonTaskError } from './errors/error.js';
export type {
  AnswerOf,
  DeviceParameter,
  ExchangeAnswer,
  Task,
  TaskAnswers,
  TaskName,
} from './task-types.js';
export {
  JsonTasks,
  type JsonTasksOptions,
  jsonTasks,
  type ProcessOptions,
  type Verdict,
  validateTask,
} from './tasks.js';
export { toTaskError } from './translate.js';
