export { type Handover, serve } from './serve.js';
