/** A page of 256 characters: ASCII below 80h, its own half above. */
export interface CodePage {
  /** Every byte has a character. */
  decode(bytes: Uint8Array): string;
  /** One byte for each UTF-16 unit; `?` for what the page lacks. */
  encode(text: string): Uint8Array;
  /** The 256 characters in the order of their bytes. */
  readonly chars: string;
}

const ASCII = Array.from({ length: 128 }, (_, byte) => String.fromCharCode(byte)).join('');

/** What iconv and WHATWG encoders write for a character that the page lacks. */
const UNKNOWN = 0x3f;

function codePage(upperHalf: string): CodePage {
  const chars = ASCII + upperHalf;
  let bytes: ReadonlyMap<string, number> | undefined;
  return {
    chars,
    decode(encoded) {
      let text = '';
      for (const byte of encoded) text += chars.charAt(byte);
      return text;
    },
    encode(text) {
      bytes ??= new Map(Array.from(chars, (char, byte) => [char, byte] as const));
      return Uint8Array.from(
        { length: text.length },
        (_, index) => bytes?.get(text.charAt(index)) ?? UNKNOWN,
      );
    },
  };
}

/** The Russian code page of DOS. */
export const cp866 = codePage(
  'АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмноп░▒▓│┤╡╢╖╕╣║╗╝╜╛┐' +
    '└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀рстуфхцчшщъыьэюяЁёЄєЇїЎў°∙·√№¤■\u00A0',
);

/** The Russian code page of Windows; byte 98h has no character. */
export const cp1251 = codePage(
  'ЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—\uFFFD™љ›њќћџ\u00A0ЎўЈ¤Ґ¦§Ё©Є«¬\u00AD®Ї°±Ііґµ¶·ё№є»јЅѕї' +
    'АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюя',
);
