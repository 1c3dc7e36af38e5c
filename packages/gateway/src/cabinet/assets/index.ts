export { assetFiles, assetPaths, styleElement, styleHash } from './files.js';
