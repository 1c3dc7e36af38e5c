import { decodeCp866 } from '../../fiscal/cp866.js';
import { recodeTexts } from '../../fiscal/tlv-texts.js';
import { encodeText } from '../../protocol/text.js';

/**
 * Attributes of the second protocol have texts in plain CP866; the device takes them in the page of the classic wire, where a few
 * characters stand at other places.
 */
export function inClassicPage(bytes: Uint8Array): Uint8Array {
  return recodeTexts(bytes, (text) => encodeText(decodeCp866(text)));
}
