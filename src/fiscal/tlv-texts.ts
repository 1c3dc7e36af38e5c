import { ProtocolError } from '../errors.js';
import { tagByNumber } from './tags.js';
import { parseTlv, writeTlv } from './tlv.js';

/** Elements with every text written anew, also within structures. What is no list of elements stays as it is: who takes it refuses it. */
export function recodeTexts(bytes: Uint8Array, recode: (text: Uint8Array) => Uint8Array): Uint8Array {
  try {
    return recoded(bytes, recode);
  } catch (error) {
    if (error instanceof ProtocolError) return bytes;
    throw error;
  }
}

function recoded(bytes: Uint8Array, recode: (text: Uint8Array) => Uint8Array): Uint8Array {
  const elements = parseTlv(bytes).map(({ tag, value }) => {
    const type = tagByNumber(tag)?.type;
    if (type === 'string') return { tag, value: recode(value) };
    return { tag, value: type === 'stlv' ? recoded(value, recode) : value };
  });
  return writeTlv(elements);
}
