/**
 * Rows of dots (command 8E) that the vendor's driver sends for linear codes at its smallest scale, where a module is two dots
 * wide. Blank margins belong to the row.
 */
export const linearCodes = [
  { format: 'ean8', data: '1234567', dots: 'cc3c30c3cff3303cccc3f3300c0c3f0ccc' },
  { format: 'ean8', data: '12345670', dots: 'cc3c30c3cff3303cccc3f3300c0c3f0ccc' },
  {
    format: 'ean13',
    data: '4607034170936',
    dots: '00000cccff30fcfcf03ccc030fccccf0f3030fc33f30c033300cc00000',
  },
  {
    format: 'ean13',
    data: '460703417093',
    dots: '00000cccff30fcfcf03ccc030fccccf0f3030fc33f30c033300cc00000',
  },
  {
    format: 'upcA',
    data: '012345678905',
    dots: '00000cc0f30f0c30f3fccc0f3c0ccccc03030c303f30fc330fccc00000',
  },
  { format: 'upcE', data: '01234565', dots: '00000ccf0f0c3cff30fccfc333fcccc00000' },
  {
    format: 'code93',
    data: 'ABC-123',
    dots: 'ccff3ccc0f30c3cc0cc33f330c0cc0c3300cccf03303cccff3',
  },
  {
    format: 'code128',
    data: 'ABC-123abc',
    dots: 'f30c03303c0c0cf030303cc3cfc30fc3cf0fc33c33f0c33c030c03cc033c3cf0f0f03f33c0',
  },
  { format: 'code128', data: '1234567890', dots: 'f30fc33c3f0c0cf03f033cf00cc3cff3cc3fc33c0fccf0' },
] as const;

/**
 * Codes with two widths of bars: the driver makes the wide ones two modules, others two and a half or three; the widths in
 * their order are the code.
 */
export const twoWidthCodes = [
  { format: 'code39', data: 'ABC-123', dots: 'c33cf33ccc33ccf30cf3cf30ccc333cf3cc333ccf0ccf3cf0cccc33cf3' },
  { format: 'codabar', data: 'A12345B', dots: 'cf0c3333c3330cf3c33333cc33ccc330c33c' },
  { format: 'itf', data: '12345670', dots: 'ccfcc0ccfc0fcfcc0cc0fcc0fc0ccccc0fc0fcfcc0' },
] as const;
