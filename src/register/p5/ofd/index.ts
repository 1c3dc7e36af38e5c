export type { OfdAddress, OfdEvent } from './events.js';
export { OfdWay } from './way.js';
