import type { TypeDocOptions } from 'typedoc';

export type Language = 'en' | 'ru';
export function makeReference(
  folders: Readonly<Record<Language, string>>,
  options?: {
    links?: Readonly<Record<Language, ReadonlyArray<{ text: string; to: string }>>>;
    options?: Partial<TypeDocOptions>;
  },
): Promise<void>;
export const icon: string;
