import { ProtocolError } from '../../errors.js';
import { decodeCp866 } from '../../fiscal/cp866.js';
import { tagByNumber } from '../../fiscal/tags.js';
import { parseTlv, writeTlv } from '../../fiscal/tlv.js';
import { encodeText } from '../../protocol/text.js';

/**
 * Attributes of the second protocol have texts in plain CP866; the device takes them in the page of the classic wire, where a few
 * characters stand at other places.
 */
export function inClassicPage(bytes: Uint8Array): Uint8Array {
  try {
    return convert(bytes);
  } catch (error) {
    // What is no list of elements is refused by the device.
    if (error instanceof ProtocolError) return bytes;
    throw error;
  }
}

function convert(bytes: Uint8Array): Uint8Array {
  const elements = parseTlv(bytes).map(({ tag, value }) => {
    const type = tagByNumber(tag)?.type;
    if (type === 'string') return { tag, value: encodeText(decodeCp866(value)) };
    return { tag, value: type === 'stlv' ? convert(value) : value };
  });
  return writeTlv(elements);
}
