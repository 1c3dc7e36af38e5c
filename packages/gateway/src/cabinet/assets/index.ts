export { assetFiles, assetPaths } from './files.js';
