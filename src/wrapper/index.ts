export { Fptr10, type WrapperCallback, type WrapperError } from './fptr10.js';
export type { LastDocument } from './session.js';
export type { Settings } from './settings.js';
