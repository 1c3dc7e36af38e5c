import { ProtocolError } from '../../errors.js';
import { tagByNumber } from '../../fiscal/tags.js';
import { parseTlv, writeTlv } from '../../fiscal/tlv.js';
import { encodeP5Text } from '../../protocol/p5/text.js';
import { decodeText } from '../../protocol/text.js';

/** A TLV with texts in the page of the classic wire, as one with texts in plain CP866. */
export function plainTlv(bytes: Uint8Array): Uint8Array {
  try {
    return convert(bytes);
  } catch (error) {
    if (error instanceof ProtocolError) return bytes;
    throw error;
  }
}

function convert(bytes: Uint8Array): Uint8Array {
  const elements = parseTlv(bytes).map(({ tag, value }) => {
    const type = tagByNumber(tag)?.type;
    if (type === 'string') return { tag, value: encodeP5Text(decodeText(value)) };
    return { tag, value: type === 'stlv' ? convert(value) : value };
  });
  return writeTlv(elements);
}
