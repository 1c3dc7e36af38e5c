export type { HostEvent } from './events.js';
export { type Exposed, type ExposeOptions, exposeInMain, type IpcMainLike, serveTill } from './expose.js';
export { type ArtefactSignature, type Publishers, signArtefact } from './install/signature.js';
export { compareVersions, folderSource, httpSource, type Source } from './install/source.js';
export type { ChildProgram, Isolation } from './run/isolate.js';
export { DEFAULT_LIMITS, type Limits } from './run/limits.js';
export type { Programs } from './services/program.js';
export type { Secrets, TillServices } from './services/services.js';
export { openTill, type PluginSetup, type Till, type TillOptions, type UpdateResult } from './till.js';
