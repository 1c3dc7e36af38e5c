export { type OnlineOptions, onlineApi } from './api.js';
export { type CallbackOptions, CallbackSender, signatureOf } from './callbacks/sender.js';
export { openApi } from './openapi.js';
export { type OnlineMeta, type Report, reportOf } from './report.js';
