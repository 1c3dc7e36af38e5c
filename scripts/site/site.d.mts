export function makeSite(folder: string, options?: { api?: boolean }): Promise<void>;
/** Where the reference of each language lies in a site. */
export function referenceFolders(folder: string): Record<'en' | 'ru', string>;
export const referenceLinks: Record<'en' | 'ru', Array<{ text: string; to: string }>>;
