import { fittedText } from '../../fiscal/index.js';
import { unprintable } from '../../protocol/index.js';

/** The driver has no similar one for these, as our receipts have: it sends blanks. */
const unlike = new Set('“”„‟‘’‚‹›‐‑‒–―−…');

/**
 * A text for a document as the driver sends it: a blank for each character that the register or the FN has not; control characters are
 * bytes like others, and a zero ends the text.
 */
export function documentText(text: string, longest = Number.POSITIVE_INFINITY): string {
  const [sent = ''] = text.split('\0', 1);
  const chars = Array.from(sent, (char) =>
    char < ' ' ? char : fittedText(unlike.has(char) || isComposed(char) ? ' ' : char, longest),
  );
  return chars.slice(0, longest).join('');
}

/** The name of a cashier: registers keep it for other documents, and print it as it is. */
export function cashierName(text: string): string {
  return documentText(Array.from(text, (char) => (isControl(char, '') ? ' ' : char)).join(''));
}

/** A text for the paper: line ends and the sign of a wide character stay, whatever else the register has not is a blank. */
export function paperText(text: string): string {
  const missing = new Set(unprintable(text).map(({ char }) => char));
  return Array.from(text, (char) => (missing.has(char) || isControl(char) ? ' ' : char)).join('');
}

/** The driver puts no characters together, and takes none apart. */
function isComposed(char: string): boolean {
  return /\p{M}/u.test(char) || char.normalize('NFC') !== char;
}

/** Codes below 20h mean print control on the wire. */
function isControl(char: string, but = '\n\r\t'): boolean {
  return (char < ' ' && !but.includes(char)) || char === '\x7f';
}
