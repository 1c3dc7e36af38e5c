export * from './contract/index.js';
export { type Idempotency, idempotent, type KeyTexts } from './idempotency.js';
