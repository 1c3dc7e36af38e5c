export function brokenLinks(folder: string, skip?: readonly string[]): string[];
