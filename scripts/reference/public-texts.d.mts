/** Texts of the comments behind `entries` (paths from `root`) by key, with `file:line` of the first place of each. */
export function publicTexts(root: string, entries: readonly string[]): Map<string, string>;
