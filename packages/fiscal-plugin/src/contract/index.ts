export { dayIn } from './day.js';
export {
  type Call,
  type Definition,
  definePlugin,
  type Handler,
  type Handlers,
  type Plugin,
} from './define.js';
export type { Envelope, IpcMessage, Signals } from './envelope.js';
export {
  envelopeSchema,
  hostEventSchema,
  ipcMessageSchema,
  signalSchemas,
  tillSchemas,
} from './envelope-schemas.js';
export { FiscalFault, fault, faultOf, refused, ServiceError, unknown } from './fault.js';
export { jsonLines } from './lines.js';
export { add, decimal, money } from './money.js';
export { descriptionSchema, eventSchemas, operationSchemas } from './schemas.js';
export { serviceSchemas } from './service-schemas.js';
export * from './services.js';
export * from './types.js';
export { API_VERSION, majorOf, SERVED_MAJORS, servedMajors } from './version.js';
