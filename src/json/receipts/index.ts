export { receiptOf, receiptTasks } from './tasks.js';
