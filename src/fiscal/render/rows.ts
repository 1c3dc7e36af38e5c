/** One row of a document on paper, before it is laid out in columns. */
export type Row =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'centre'; readonly text: string; readonly large?: boolean }
  /** A label at the left edge and a value at the right one. */
  | { readonly kind: 'pair'; readonly label: string; readonly value: string; readonly large?: boolean }
  | { readonly kind: 'rule' }
  | { readonly kind: 'qr'; readonly text: string }
  /** What the host printed into the receipt, of `ReceiptNotes.linesAfter` the one of this index: only who has it can show it. */
  | { readonly kind: 'host'; readonly index: number };

export const centre = (text: string, large = false): Row => ({ kind: 'centre', text, large });
export const pair = (label: string, value: string, large = false): Row => ({
  kind: 'pair',
  label,
  value,
  large,
});
export const plain = (text: string): Row => ({ kind: 'text', text });
export const rule: Row = { kind: 'rule' };
