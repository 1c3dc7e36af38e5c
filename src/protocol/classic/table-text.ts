import { decodeText } from '../text.js';

/**
 * Padded text of the tables has two code pages: command 50 takes the page of printed text (see text.ts),
 * command 46 answers in the register's own page, where capitals are 00..1F, small letters 80..9F,
 * and the control bytes 09 (next character double width) and 0A (picture) are FE and FD.
 */

const BLANK = 0x20;
const WRITTEN_WIDE = 0x09;
const WRITTEN_PICTURE = 0x0a;
const ANSWERED_WIDE = 0xfe;
const ANSWERED_PICTURE = 0xfd;
/** After the picture mark: number, offset (two bytes, big-endian). They are no text in either page. */
const PICTURE_SIZE = 3;

const capitals = Array.from('АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ');
const answeredChars = new Map<number, string>([
  [ANSWERED_WIDE, '\t'],
  [ANSWERED_PICTURE, '\n'],
  [0x24, '№'],
  [0xa0, '$'],
  [0xa1, '€'],
  [0xa2, '—'],
  [0xf0, 'Ё'],
  [0xf1, 'ё'],
]);
capitals.forEach((capital, i) => {
  answeredChars.set(i, capital);
  answeredChars.set(0x80 + i, capital.toLowerCase());
});
for (let byte = 0x20; byte < 0x7f; byte++) {
  if (byte !== 0x24) answeredChars.set(byte, String.fromCharCode(byte));
}
const answeredBytes = new Map(Array.from(answeredChars, ([byte, char]) => [char, byte]));

/** Bytes that command 46 answers for bytes that command 50 wrote; what the own page lacks becomes a blank. */
export function tableTextAsAnswered(written: Uint8Array): Uint8Array {
  const answered = new Uint8Array(written.length);
  for (let i = 0; i < written.length; i++) {
    const byte = written[i] as number;
    answered[i] = answeredByte(byte);
    if (byte === WRITTEN_PICTURE) {
      answered.set(written.subarray(i + 1, i + 1 + PICTURE_SIZE), i + 1);
      i += PICTURE_SIZE;
    }
  }
  return answered;
}

function answeredByte(byte: number): number {
  if (byte === WRITTEN_WIDE) return ANSWERED_WIDE;
  if (byte === WRITTEN_PICTURE) return ANSWERED_PICTURE;
  return answeredBytes.get(decodeText(Uint8Array.of(byte))) ?? BLANK;
}

/** Text of an answer of command 46; `\t` makes the next character wide. */
export function decodeTableText(answered: Uint8Array): string {
  let text = '';
  for (const byte of answered) text += answeredChars.get(byte) ?? ' ';
  return text;
}

/** A picture of the register's memory in place of a line. */
export interface LinePicture {
  readonly number: number;
  /** From the left edge. */
  readonly offset: number;
}

/** The picture in an answer of command 46. The rest of such a line does not count. */
export function answeredPicture(answered: Uint8Array): LinePicture | undefined {
  const at = answered.indexOf(ANSWERED_PICTURE);
  if (at < 0 || at + PICTURE_SIZE >= answered.length) return undefined;
  const [number, high, low] = answered.subarray(at + 1) as unknown as [number, number, number];
  return { number, offset: high * 256 + low };
}

/** Bytes that put a picture into a line, for command 50. */
export function encodePicture({ number, offset }: LinePicture): Uint8Array {
  return Uint8Array.of(WRITTEN_PICTURE, number, offset >> 8, offset & 0xff);
}
