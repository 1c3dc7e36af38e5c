export * from './command.js';
export * from './commands/index.js';
export * from './errors.js';
export * from './frame.js';
export * from './message.js';
export * from './settings.js';
export { decodeP5Text, encodeP5Text } from './text.js';
