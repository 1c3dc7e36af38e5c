export { Dispatcher, type Idle } from './dispatcher.js';
