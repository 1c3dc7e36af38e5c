// A Chromium of this computer for the tests of pages; the variable CHROMIUM names another place.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

export const chromiumPath =
  process.env['CHROMIUM'] ??
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find((path) => existsSync(path));

/** Two pages of suggestions for the address bar, which a window without one makes, too: half of what a page costs. */
const SUGGESTIONS = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup'];

/** A process that waits for the next page: most tests have but one. */
const SPARE = 'SpareRendererForSitePerProcess';

/** What Playwright turns off itself: of several lists Chromium takes the last. */
const BY_PLAYWRIGHT = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
];

export const chromiumFlags = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-gpu',
  `--disable-features=${[...BY_PLAYWRIGHT, ...SUGGESTIONS, SPARE].join(',')}`,
];

export function openChromium() {
  return chromium.launch({ executablePath: String(chromiumPath), args: chromiumFlags });
}
