import { createHash } from 'node:crypto';
import { script } from './script.js';
import { style } from './style.js';

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0b5cad"/><path d="M9 5h14v22l-3.5-2-3.5 2-3.5-2L9 27zM12 11h8M12 15h8M12 19h5" fill="#fff" stroke="#0b5cad" stroke-width="1.6"/></svg>`;

interface AssetFile {
  readonly text: string;
  readonly type: string;
}

/** Names change with the content, so that browsers may keep the files. */
function named(name: string, ending: string, text: string): string {
  return `/assets/${name}-${createHash('sha256').update(text).digest('hex').slice(0, 12)}.${ending}`;
}

export const assetPaths = {
  script: named('cabinet', 'js', script),
  icon: named('icon', 'svg', icon),
};

/** Written into every page: nothing is painted before it is there, and asking for a file takes as long again as the page. */
export const styleElement = `<style>${style}</style>`;
/** What the policy of the pages calls it by. */
export const styleHash = `sha256-${createHash('sha256').update(style).digest('base64')}`;

/** All that pages need beside themselves, by path. */
export const assetFiles: ReadonlyMap<string, AssetFile> = new Map([
  [assetPaths.script, { text: script, type: 'text/javascript; charset=utf-8' }],
  [assetPaths.icon, { text: icon, type: 'image/svg+xml' }],
]);
