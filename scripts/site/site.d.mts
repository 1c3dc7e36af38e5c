export function makeSite(folder: string, options?: { api?: boolean }): Promise<void>;
