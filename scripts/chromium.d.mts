import type { Browser } from 'playwright-core';

/** `undefined` where there is none. */
export const chromiumPath: string | undefined;

export function openChromium(): Promise<Browser>;
