export * from './contract/index.js';
export { type Idempotency, idempotent } from './idempotency.js';
