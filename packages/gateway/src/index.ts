export * from './fleet/index.js';
export * from './store/index.js';
