export type { OfdAddress, OfdEvent } from './events.js';
export type { ConnectOfd } from './line.js';
export { OfdWay } from './way.js';
