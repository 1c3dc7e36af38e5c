import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** A Chromium of this computer; the variable CHROMIUM names another place. */
export const chromiumPath =
  process.env['CHROMIUM'] ??
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find((path) => existsSync(path));

export async function openChromium(): Promise<Browser> {
  return await chromium.launch({
    executablePath: String(chromiumPath),
    args: ['--no-sandbox', '--disable-background-networking'],
  });
}
