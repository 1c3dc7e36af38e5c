import { recodeTexts } from '../../fiscal/tlv-texts.js';
import { encodeP5Text } from '../../protocol/p5/text.js';
import { decodeText } from '../../protocol/text.js';

/** A TLV with texts in the page of the classic wire, as one with texts in plain CP866. */
export function plainTlv(bytes: Uint8Array): Uint8Array {
  return recodeTexts(bytes, (text) => encodeP5Text(decodeText(text)));
}
