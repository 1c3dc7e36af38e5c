// Which module goes into which file of dist.
import { relative, sep } from 'node:path';

/**
 * Maps every module to the name of its file. Modules that the same entries load are put together, dependencies first, so files
 * never import each other in a circle; the CommonJS form depends on that.
 *
 * `modules` maps an id to `{ imports, size }`; `entries` are the ids of entries and of what is imported dynamically.
 * `largest` is the sum of sizes that leaves a file below 32 KiB, the window of gzip: `npm pack` puts files of one name beside each
 * other, so a file in `dist/cjs` then costs the tarball next to nothing beside its twin in `dist`.
 */
export function planChunks({ modules, entries, source, largest }) {
  const loadedBy = new Map(Array.from(modules.keys(), (id) => [id, []]));
  const order = new Set();
  for (const entry of entries) {
    const seen = new Set();
    const visit = (id) => {
      if (seen.has(id) || !modules.has(id)) return;
      seen.add(id);
      modules.get(id).imports.forEach(visit);
      order.add(id);
      loadedBy.get(id).push(entry);
    };
    visit(entry);
  }
  const files = [];
  const open = new Map();
  for (const id of order) {
    const group = loadedBy.get(id).join('\n');
    const { size } = modules.get(id);
    // What the bundler adds, and what only re-exports, it puts where it likes.
    if (id.startsWith('\0') || size === 0) continue;
    let file = open.get(group);
    if (!file || file.size + size > largest) {
      file = { size: 0, ids: [] };
      files.push(file);
      open.set(group, file);
    }
    file.size += size;
    file.ids.push(id);
  }
  return named(files, (id) => modules.get(id).size, source);
}

/** A file is called after its largest module: `protocol/codec` becomes `protocol-codec`, a package its name. */
function named(files, sizeOf, source) {
  const plan = new Map();
  for (const { ids } of files) {
    const largest = ids.reduce((best, id) => (sizeOf(id) > sizeOf(best) ? id : best));
    const path = relative(source, largest).split(sep).join('/');
    const [, inPackage] = /^\.\..*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
    const name = (inPackage ?? path.replace(/^(\.\.\/)+/, '').replace(/\.\w+$/, '')).replace(/[@/]+/g, '-');
    for (const id of ids) plan.set(id, name);
  }
  return plan;
}
