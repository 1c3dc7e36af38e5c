export { Lane } from './lane.js';
export type { Surroundings } from './surroundings.js';
export { isLaneLost } from './verdict.js';
