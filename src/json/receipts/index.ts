export { readReceipt } from './receipt.js';
export { receiptOf, receiptTasks } from './tasks.js';
