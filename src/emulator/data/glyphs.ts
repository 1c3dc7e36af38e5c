/**
 * The font of the emulated paper: glyphs in cells of 6 by 12 dots, drawn for this project. Each entry is the character and its
 * rows from the third one on, five dots a row as a digit of base 32 (G is the left dot, 1 the right one). `^` after the character:
 * two more rows above come first, for accents. Capitals stand on rows 3..9, the two rows below are for descenders.
 */
export const glyphRows = [
  '!4444404 "AAA0000 #AAVAVAA $4FKE5U4 %OP248J3 &CIK8LID \'4480000 (2488842 )8422248 *04LEL40 +044V440',
  ',0000C48 -000V000 .00000CC /01248G0 0EHJLPHE 14C4444E 2EH1248V 3V2421HE 426AIV22 5VGU11HE 668GUHHE',
  '7V124888 8EHHEHHE 9EHHF12C :0CC0CC0 ;0CC0C48 <248G842 =00V0V00 >8421248 ?EH12404 @EH1DLLE',
  'AEHHVHHH BUHHUHHU CEHGGGHE DUHHHHHU EVGGUGGV FVGGUGGG GEHGNHHF HHHHVHHH IE44444E J72222IC KHIKOKIH',
  'LGGGGGGV MHRLLHHH NHHPLJHH OEHHHHHE PUHHUGGG QEHHHLID RUHHUKIH SFGGE11U TV444444 UHHHHHHE VHHHHHA4',
  'WHHHLLLA XHHA4AHH YHHHA444 ZV1248GV [E88888E \\0G84210 ]E22222E ^^004AH0000 _000000V `8420000',
  'a00E1FHF bGGMPHHU c00EGGHE d11DJHHF e00EHVGE f698S888 g00FHHHF1E hGGMPHHH i40C444E j2062222IC',
  'kGGIKOKI lC44444E m00QLLHH n00MPHHH o00EHHHE p00UHHHUGG q00FHHHF11 r00MPGGG s00EGE1U t88S8896',
  'u00HHHJD v00HHHA4 w00HHLLA x00HA4AH y00HHHHF1E z00V248V {2448442 |4444444 }8442448 ~008L200',
  'БVGGUHHU ГVGGGGGG Д6AAAAVH Ё^A0VGGUGGV ЖLLE4ELL ЗEH161HE ИHHJLPHH Й^A4HHJLPHH Л799999H ПVHHHHHH',
  'УHHHF1HE Ф4ELLLE4 ЦIIIIIIV1 ЧHHHF111 ШLLLLLLV ЩLLLLLLV1 ЪO88E99E ЫHHHPLLP ЬGGGUHHU ЭEH171HE ЮILLTLLI',
  'ЯFHHF59H б3CGUHHE в00UHUHU г00VGGGG д006AAVH ёA0EHVGE ж00LLELL з00EH6HE и00HJLPH йA4HJLPH к00IKOKI',
  'л007999H м00HRLHH н00HHVHH п00VHHHH т00V4444 ф44ELLLE44 ц00IIIIV1 ч00HHF11 ш00LLLLV щ00LLLLV1',
  'ъ00O8E9E ы00HHPLP ь00GGUHU э00EH7HE ю00ILTLI я00FHF9H №JRQMMI7 €78U8U87 —000V000 ■00VVVVV «05AKA50',
  '»0KA5AK0 ≡0V0V0V0',
] as const;

/** Letters of two alphabets with one shape: those of the second row are drawn as those of the first. */
export const sameShapes = ['ABEKMHOPCTXaeopcyx', 'АВЕКМНОРСТХаеорсух'] as const;

/**
 * Lines that join from cell to cell: character and its arms to the left, to the right, up and down: 0 none, 1 single, 2 double.
 */
export const boxRows = [
  '│0011 ┤1011 ╡2011 ╢1022 ╖1002 ╕2001 ╣2022 ║0022 ╗2002 ╝2020 ╜1020 ╛2010 ┐1001 └0110 ┴1110 ┬1101',
  '├0111 ─1100 ┼1111 ╞0211 ╟0122 ╚0220 ╔0202 ╩2220 ╦2202 ╠0222 ═2200 ╬2222 ╧2210 ╨1120 ╤2201 ╥1102',
  '╙0120 ╘0210 ╒0201 ╓0102 ╫1122 ╪2211 ┘1010 ┌0101',
] as const;

/** Blocks of the cell: from left, top, width, height in twelfths of its sides. */
export const blocks: Readonly<Record<string, readonly [number, number, number, number]>> = {
  '█': [0, 0, 12, 12],
  '▄': [0, 6, 12, 6],
  '▌': [0, 0, 6, 12],
  '▐': [6, 0, 6, 12],
  '▀': [0, 0, 12, 6],
};

/** Shades: a dot is black when (x + y * 2) mod 4 is below this. */
export const shades: Readonly<Record<string, number>> = { '░': 1, '▒': 2, '▓': 3 };
