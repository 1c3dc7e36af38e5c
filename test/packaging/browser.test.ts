import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const root = new URL('../../src/', import.meta.url);
/** Imports and re-exports that are executed when the module is loaded; types are none. */
const executed = /^(?:import|export)\s+(?!type\b)(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;

/** Everything that loading a module loads, without what it loads later by `import()`. */
function loadedBy(entry: string): { files: Set<string>; packages: Set<string> } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (url: URL): void => {
    if (files.has(url.href)) return;
    files.add(url.href);
    for (const [, name = ''] of readFileSync(url, 'utf8').matchAll(executed)) {
      if (name.startsWith('.')) visit(new URL(name.replace(/\.js$/, '.ts'), url));
      else packages.add(name);
    }
  };
  visit(new URL(entry, root));
  return { files, packages };
}

it.each(['index.ts', 'transport/index.ts', 'protocol/index.ts', 'fiscal/index.ts'])(
  '%s loads where Node has not built in anything, as in a browser',
  (entry) => {
    const { files, packages } = loadedBy(entry);
    expect(files.size).toBeGreaterThan(5);
    expect([...packages].filter((name) => name.startsWith('node:'))).toEqual([]);
    expect([...packages].filter((name) => !['obug', 'qr'].includes(name))).toEqual([]);
  },
);
