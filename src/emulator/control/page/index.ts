export { pageFiles } from './files.js';
