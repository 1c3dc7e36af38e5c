export { decodeCp866, encodeCp866, firstOutsideCp866 } from './cp866.js';
export * from './document.js';
export * from './fields.js';
export * from './tags.js';
export * from './tlv.js';
export * from './values.js';
