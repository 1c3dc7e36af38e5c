export { decodeCp866, encodeCp866, firstOutsideCp866 } from './cp866.js';
export * from './document.js';
export * from './fields.js';
export * from './fiscal-sign.js';
export * from './qr.js';
export * from './registration-number.js';
export * from './tags.js';
export * from './tlv.js';
export * from './values.js';
