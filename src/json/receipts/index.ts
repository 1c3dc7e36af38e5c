export { receiptTasks } from './tasks.js';
