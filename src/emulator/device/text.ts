import { encodeCp866, firstOutsideCp866 } from '../../fiscal/cp866.js';
import { decodeText } from '../../protocol/text.js';

/** Characters of the register's page that CP866 lacks. */
const replacements: Readonly<Record<string, string>> = { '—': '-' };

/** Text that CP866 can hold; what it lacks becomes a blank. */
export function plainText(text: string): string {
  if (!firstOutsideCp866(text)) return text;
  return Array.from(text, (char) => (firstOutsideCp866(char) ? (replacements[char] ?? ' ') : char)).join('');
}

/** The register's own code page to plain CP866, which the documents use. */
export function toCp866(wire: Uint8Array): Uint8Array {
  return encodeCp866(plainText(decodeText(wire)));
}
