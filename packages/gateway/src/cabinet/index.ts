export type { DevTools } from './cabinet.js';
export { type CabinetFace, type CabinetOptions, cabinet } from './face.js';
export { routes as cabinetRoutes } from './routes.js';
