/** Key of a text of a comment: what the catalogue has as English. */
export function keyOf(text: string): string;
