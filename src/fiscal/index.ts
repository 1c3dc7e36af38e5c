export { type DocumentForm, documentForms, tags } from './all-tags.js';
export { decodeCp866, encodeCp866, firstOutsideCp866 } from './cp866.js';
export * from './document.js';
export * from './enums.js';
export * from './fields.js';
export * from './fiscal-sign.js';
export * from './match.js';
export * from './money.js';
export * from './ofd-container.js';
export type { Attribute } from './plan/attributes.js';
export { type Capabilities, checkCapabilities } from './plan/capabilities.js';
export * from './qr.js';
export { type QrImageOptions, type QrSource, qrSvg, qrTerminal } from './qr-image.js';
export { ReceiptBuilder, receipt } from './receipt/builder.js';
export {
  type CheckOptions,
  type CheckResult,
  checkReceipt,
  isReceipt,
  parseReceipt,
  receiptAsGiven,
} from './receipt/check.js';
export { checkDay, needsDay } from './receipt/day.js';
export type * from './receipt/input.js';
export { readOperator } from './receipt/operator.js';
export type * from './receipt/receipt.js';
export { receiptTypes } from './receipt/receipt-type.js';
export { fittedText } from './receipt/text.js';
export { toReceipt } from './receipt/to-receipt.js';
export * from './registration.js';
export * from './registration-number.js';
export { documentQr } from './render/document-qr.js';
export { renderReceiptSvg } from './render/svg.js';
export { type RenderOptions, renderReceipt } from './render/text.js';
export * from './result.js';
export {
  type Duty,
  type DutyLevel,
  type FormCode,
  isFormCode,
  isTagId,
  type TagFiller,
  type TagId,
  type TagInfo,
  type TagType,
  type TypeOfTag,
  tagById,
  tagByNumber,
  tagsOfForm,
} from './tags.js';
export * from './text-differences.js';
export * from './tlv.js';
export * from './values.js';
export * from './vat.js';
