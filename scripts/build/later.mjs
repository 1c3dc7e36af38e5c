// What a page loads only when it needs it.
import { join } from 'node:path';

/** Modules of `src`, and what stands for them in `dist/browser`. */
const LATER = {
  'util/english/errors.ts': 'browser/later/english.ts',
  'link/v2/host.ts': 'browser/later/v2-host.ts',
};

export function loadedLater(folder) {
  const source = (path) => join(folder, 'src', path);
  return new Map(Object.entries(LATER).map(([module, instead]) => [source(module), source(instead)]));
}
