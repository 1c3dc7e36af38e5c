export { Reader, Writer } from './bytes.js';
export * from './classic/index.js';
export * from './codec.js';
export * from './codec-time.js';
export * from './device-errors.js';
export * from './device-status.js';
export * from './exchange-text.js';
export * from './models.js';
export { decodeText, encodeText, type UnprintableCharacter, unprintable } from './text.js';
