import { Fptr10 } from './fptr10.js';

export { Fptr10, type WrapperCallback, type WrapperError } from './fptr10.js';
export type { DeviceInfo, LastDocument } from './session.js';
export type { Settings } from './settings.js';

/** `node-atol-wrapper` is CommonJS: programs of ES modules take the class out of its default export. */
// biome-ignore lint/style/noDefaultExport: as those programs have it.
export default { Fptr10 };
