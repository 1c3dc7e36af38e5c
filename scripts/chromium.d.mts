import type { Browser } from 'playwright-core';

/** `undefined` where there is none. */
export const chromiumPath: string | undefined;

/** Of a Chromium that costs little. */
export const chromiumFlags: readonly string[];

export function openChromium(): Promise<Browser>;
