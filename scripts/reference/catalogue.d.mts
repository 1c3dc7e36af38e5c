export function catalogueEntries(): Array<{ file: string; english: string; russian: string }>;
/** The file that holds the texts of a source. */
export function catalogueFileOf(source: string): string;
/** What to do about texts that have no Russian. */
export function missingTexts(texts: ReadonlyArray<{ english: string; place: string }>): string;
