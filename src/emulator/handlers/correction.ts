import { readUnsigned } from '../../fiscal/numbers.js';
import { tagById } from '../../fiscal/tags.js';
import { parseTlv, type Tlv } from '../../fiscal/tlv.js';
import { attributeError, refuseAttribute } from '../device/attributes.js';
import type { ReceiptDraft } from '../device/receipt.js';

/** Value of tag 1173 for a correction that the tax office ordered. */
const BY_ORDER = 1;

/** A correction names its basis: always the date, and the number of the order when there was one. */
export function checkCorrection({ attributes }: ReceiptDraft): void {
  const basis = find(attributes, 'correctionBasis');
  if (!basis) throw refuseAttribute(attributeError.missing);
  const parts = parseTlv(basis.value);
  if (!find(parts, 'correctionDate')) throw refuseAttribute(attributeError.missing);
  const type = find(attributes, 'correctionType');
  const byOrder = type !== undefined && readUnsigned(type.value) === BY_ORDER;
  if (byOrder && !find(parts, 'correctionOrderNumber')) throw refuseAttribute(attributeError.missing);
}

function find(list: readonly Tlv[], id: Parameters<typeof tagById>[0]): Tlv | undefined {
  const { tag } = tagById(id);
  return list.find((tlv) => tlv.tag === tag);
}
