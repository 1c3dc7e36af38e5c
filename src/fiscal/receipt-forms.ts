/** Receipt, BSO, and their corrections. */
export const receiptForms: readonly number[] = [3, 4, 31, 41];
