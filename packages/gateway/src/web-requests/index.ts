export { WEB_REQUESTS_PORT, type WebRequestsOptions, webRequests } from './api.js';
