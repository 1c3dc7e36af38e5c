export { type CabinetFace, type CabinetOptions, cabinet, type DevTools } from './cabinet/index.js';
export * from './fleet/index.js';
export {
  type Front,
  type FrontOptions,
  type Shop,
  saveShops,
  startFront,
  startTills,
  type TillsOptions,
} from './front.js';
export * from './online/index.js';
export * from './people/index.js';
export { type Face, type Server, type ServerOptions, startServer } from './server.js';
export * from './store/index.js';
export * from './web-requests/index.js';
