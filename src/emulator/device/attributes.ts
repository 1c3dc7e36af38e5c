import { ifReadable } from '../../fiscal/if-readable.js';
import { readUnsigned, writeUnsigned } from '../../fiscal/numbers.js';
import { type FormCode, type TagInfo, tagByNumber } from '../../fiscal/tags.js';
import { parseTlv, type Tlv, writeTlv } from '../../fiscal/tlv.js';
import { decodeValue } from '../../fiscal/values.js';
import { deviceError } from '../../protocol/device-errors.js';
import { deviceStatus } from '../../protocol/device-status.js';
import { isVatTotal } from './taxes.js';
import { toCp866 } from './text.js';

/** Extended codes of EE for attributes: what register 37 tells. */
export const attributeError = {
  alreadyWritten: 0x0201,
  deniedInFnMode: 0x0202,
  notReprogrammable: 0x0203,
  badValue: 0x0204,
  combination: 0x0205,
  missing: 0x0206,
  outsidePosition: 0x0207,
  insidePosition: 0x0208,
  bufferFull: 0x020a,
} as const;

export const refuseAttribute = (extended: number) => deviceError(deviceStatus.extendedInRegister37, extended);

const ITEM = 1059;
/** The register makes these itself; a host may write the VAT totals of a correction only. */
const computed = new Set([1059, 1031, 1081, 1215, 1216, 1217, 1209, 1048, 1234]);
const computedInItem = new Set([1079, 1023, 1199, 1200, 1043, 1198]);

/** A document that attributes can be written into, or a position of it. */
export interface AttributePlace {
  /** 3 receipt, 31 correction. Undefined: no document is open, the next one is not known. */
  readonly form: FormCode | undefined;
  readonly position: boolean;
}

/**
 * Checks one attribute from the wire and turns it into what the document holds: texts in plain CP866, padded where the format
 * wants it, numbers without needless zeroes. Throws DeviceError EE with a code of family 02.
 */
export function acceptAttribute({ tag, value }: Tlv, place: AttributePlace): Tlv {
  const info = tagByNumber(tag);
  if (info?.filledBy !== 'kkt' || info.ffd105 === false)
    throw refuseAttribute(attributeError.notReprogrammable);
  checkPlace(info, place);
  return { tag, value: storedValue(info, value) };
}

/** The one attribute that E8 carries. Throws DeviceError EE. */
export function parseAttribute(bytes: Uint8Array): Tlv {
  const [attribute, ...more] = ifReadable(() => parseTlv(bytes)) ?? [];
  if (!attribute || more.length > 0) throw refuseAttribute(attributeError.badValue);
  return attribute;
}

function checkPlace(info: TagInfo, { form, position }: AttributePlace): void {
  const forItem = info.nested[ITEM] !== undefined;
  const forms: readonly FormCode[] = form === undefined ? [3, 31] : [form];
  const forDocument = forms.some((code) => info.docs[code] !== undefined);
  if (position) {
    // The position of a correction carries nothing but the sum: what it is told would be lost.
    if (form === 31) throw refuseAttribute(attributeError.combination);
    if (!forItem) throw refuseAttribute(attributeError.insidePosition);
    if (computedInItem.has(info.tag)) throw refuseAttribute(attributeError.notReprogrammable);
    return;
  }
  if (forItem && !forDocument) throw refuseAttribute(attributeError.outsidePosition);
  const total = isVatTotal(info.tag) && form !== 31;
  if (!forDocument || total || computed.has(info.tag))
    throw refuseAttribute(attributeError.notReprogrammable);
}

/** Whether a host may write the tag outside a document, for the next receipt. */
export function isForReceipts({ tag }: Tlv): boolean {
  const info = tagByNumber(tag);
  return info?.filledBy === 'kkt' && !computed.has(tag) && (fitsForm(tag, 3) || fitsForm(tag, 31));
}

/** Whether a document of this form may hold the tag at its top level. */
export function fitsForm(tag: number, form: FormCode): boolean {
  return tagByNumber(tag)?.docs[form] !== undefined;
}

/** The value as documents hold it. Throws DeviceError EE when it does not fit the format. */
export function storedValue(info: TagInfo, value: Uint8Array): Uint8Array {
  const converted = convert(info, value);
  if (info.type !== 'stlv' && ifReadable(() => decodeValue(info, converted)) === undefined)
    throw refuseAttribute(attributeError.badValue);
  const { maxBytes = Number.POSITIVE_INFINITY, fixedBytes = converted.length } = info;
  if (converted.length > maxBytes || converted.length !== fixedBytes)
    throw refuseAttribute(attributeError.badValue);
  return converted;
}

function convert(info: TagInfo, value: Uint8Array): Uint8Array {
  switch (info.type) {
    case 'string':
      return padded(info, toCp866(value));
    case 'vln':
      return value.length > 0 && value.length <= 8
        ? writeUnsigned(ifReadable(() => readUnsigned(value)) ?? 0)
        : value;
    case 'stlv':
      return writeTlv(children(info, value));
    default:
      return value;
  }
}

function padded({ padded: pads, fixedBytes = 0 }: TagInfo, text: Uint8Array): Uint8Array {
  if (!pads || text.length >= fixedBytes) return text;
  const filled = new Uint8Array(fixedBytes).fill(0x20);
  filled.set(text);
  return filled;
}

function children(parent: TagInfo, value: Uint8Array): Tlv[] {
  const list = ifReadable(() => parseTlv(value));
  if (!list || list.length === 0) throw refuseAttribute(attributeError.badValue);
  return list.map(({ tag, value: inner }) => {
    const info = tagByNumber(tag);
    if (!info || !parent.children?.includes(tag)) throw refuseAttribute(attributeError.badValue);
    return { tag, value: storedValue(info, inner) };
  });
}

/** Adds to a list: a tag that may not repeat and is there already is refused. */
export function addAttribute(list: Tlv[], attribute: Tlv, mayReplace: boolean): void {
  const present = list.findIndex(({ tag }) => tag === attribute.tag);
  if (present < 0 || tagByNumber(attribute.tag)?.repeats) list.push(attribute);
  else if (mayReplace || isVatTotal(attribute.tag)) list[present] = attribute;
  else throw refuseAttribute(attributeError.alreadyWritten);
}
