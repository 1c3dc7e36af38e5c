export { Catalogue, type Entry } from './catalogue.js';
export { englishErrors } from './errors.js';
