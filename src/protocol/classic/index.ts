export {
  type AsyncResult,
  BufferCode,
  BufferRefusal,
  type BufferReply,
  type BufferRequest,
  decodeAsyncResult,
  decodeBufferReply,
  decodeBufferRequest,
  decodeDoubleReply,
  encodeAsyncResult,
  encodeBufferReply,
  encodeBufferRequest,
  encodeDoubleReply,
  MAX_TASK_ID,
  TaskFlag,
  TaskState,
} from './buffer-v3.js';
export * from './command.js';
export { attributeFlag, fnPhase, fnWarning } from './commands/fn.js';
export { type CommandName, type Commands, commandByCode, commands } from './commands/index.js';
export { printerFlag, stateFlag, unit } from './commands/info.js';
export { mode, powerAction } from './commands/mode.js';
export { barcodeType, lineOperation } from './commands/print.js';
export {
  discountKind,
  paymentType,
  positionFlag,
  receiptFlag,
  receiptType,
  taxNumber,
} from './commands/receipt.js';
export { reportType } from './commands/shift.js';
export * from './definition.js';
export * from './document-number.js';
export * from './envelope.js';
export {
  ControlV2,
  encodeFrameV2,
  type FrameV2Damage,
  FrameV2Decoder,
  type FrameV2Event,
  MAX_FRAME_V2_DATA,
} from './frame-v2.js';
export {
  ASYNC_PACKET_ID,
  crc8,
  encodeFrameV3,
  type FrameV3Damage,
  FrameV3Decoder,
  type FrameV3DecoderOptions,
  type FrameV3Event,
  type FrameV3Sink,
  MAX_FRAME_V3_DATA,
} from './frame-v3.js';
export * from './registers.js';
export * from './settings.js';
