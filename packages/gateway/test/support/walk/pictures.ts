import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

export const wide = { width: 1280, height: 800 };
const phone = { width: 390, height: 844 };
const LONGEST = 3000;

/**
 * The page as `NAME-phone.png` and `NAME-wide.png` of the folder; it is wide afterwards. `look` is called in both widths.
 */
export async function takePictures(
  page: Page,
  folder: string,
  name: string,
  look: (name: string) => Promise<void> = async () => undefined,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const [width, size] of Object.entries({ phone, wide })) {
    await page.setViewportSize(size);
    const height = await page.evaluate<number>('document.documentElement.scrollHeight');
    const clip = { x: 0, y: 0, width: size.width, height: Math.min(height, LONGEST) };
    await page.screenshot({ path: join(folder, `${name}-${width}.png`), fullPage: true, clip });
    await look(`${name}-${width}`);
  }
}
