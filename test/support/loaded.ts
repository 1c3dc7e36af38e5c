import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

const STATIC =
  /(?:^|[;\n}])\s*(?:import|export)\b[^'"();]*?from\s*["']([^"']+)["']|(?:^|[;\n}])import\s*["']([^"']+)["']|=require\("([^"]+)"\)[;.,}]/g;
const LATER = /\bimport\(\s*[`"']([^"'`]+)[`"']\s*\)/g;

/** What comes along with a built file, ES module or CommonJS; files by their paths in the folder. */
export interface Loaded {
  /** Text of every file that is loaded with it. */
  readonly atOnce: Map<string, string>;
  /** What these files may ask for later, files and packages. */
  readonly later: Set<string>;
  /** Packages that are loaded with it. */
  readonly packages: Set<string>;
}

export function loadedBy(folder: string, entry: string): Loaded {
  const loaded: Loaded = { atOnce: new Map(), later: new Set(), packages: new Set() };
  const visit = (name: string): void => {
    if (loaded.atOnce.has(name)) return;
    const code = readFileSync(join(folder, name), 'utf8');
    loaded.atOnce.set(name, code);
    const place = (specifier: string): string => posix.join(posix.dirname(name), specifier);
    for (const [, from, bare, required] of code.matchAll(STATIC)) {
      const specifier = from ?? bare ?? required ?? '';
      if (specifier.startsWith('.')) visit(place(specifier));
      else loaded.packages.add(specifier);
    }
    for (const [, what = ''] of code.matchAll(LATER))
      loaded.later.add(what.startsWith('.') ? place(what) : what);
  };
  visit(entry);
  return loaded;
}
