export { type Order, serve } from './serve.js';
