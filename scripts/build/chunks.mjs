// Which module goes into which file of dist.
import { relative, sep } from 'node:path';

/**
 * Maps every module to the name of its file. Modules that the same entries load are put together, dependencies first, so files
 * never import each other in a circle; the CommonJS form depends on that.
 *
 * `modules` maps an id to `{ imports, later, size, all }`; `entries` are the ids of entries and of what is imported dynamically (`later`),
 * `roots` those that somebody loads first. `all` are the imports with those of `alone`, which `imports` leaves out.
 * Modules of `alone` get a file each, of the name that stands there, with what they need as far as it fits. `programs` do something when
 * they are loaded, so that no file that anybody else loads may hold them (declarations do nothing). What a page loads first, what it loads next (`stages`, entries), what it
 * loads later and what it does not load never share a file: a page must not meet what only Node has, nor wait for what it does not need
 * yet. What the entry `main` loads lies in few files, although entries that load most of that as well then load a little more.
 * `largest` is the sum of sizes that leaves a file below 32 KiB, the window of gzip: `npm pack` puts files of one name beside each
 * other, so a file in `dist/cjs` then costs the tarball next to nothing beside its twin in `dist`.
 */
export function planChunks({
  modules,
  entries,
  alone = new Map(),
  programs = new Set(),
  roots = new Set(),
  stages = [],
  main,
  source,
  largest,
}) {
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
  withoutKnown(loadedBy, modules, roots);
  const inPage = stages.length === 0 ? () => '' : placeInPage(modules, loadedBy, stages, alone);
  const groupOf = grouping(modules, loadedBy, { main, inPage });
  const inAlone = withNeeded(alone, { modules, loadedBy, stages, largest });
  const files = [];
  const open = new Map();
  for (const id of order) {
    const group = groupOf(id);
    const { size } = modules.get(id);
    // What the bundler adds, and what only re-exports, it puts where it likes.
    if (id.startsWith('\0') || size === 0 || inAlone.has(id) || programs.has(id)) continue;
    let file = open.get(group);
    if (!file || file.size + size > largest) {
      file = { size: 0, ids: [] };
      files.push(file);
      open.set(group, file);
    }
    file.size += size;
    file.ids.push(id);
  }
  const plan = named(
    joined(files, { modules, loadedBy, alone, inAlone, inPage, largest }),
    (id) => modules.get(id).size,
    source,
  );
  for (const [id, name] of inAlone) plan.set(id, name);
  return plan;
}

/**
 * Leaves out what is there before an entry comes late: all that ask for the entry have loaded it already, so it does not matter to the
 * entry in which file it lies. What comes late can be asked for by what came late itself.
 */
function withoutKnown(loadedBy, modules, roots) {
  const loaded = new Map();
  for (const [id, by] of loadedBy)
    for (const entry of by) loaded.set(entry, (loaded.get(entry) ?? new Set()).add(id));
  const known = new Map();
  const knownTo = (entry) => {
    if (known.has(entry)) return known.get(entry);
    // Who asks for each other in a circle brings nothing along.
    known.set(entry, new Set());
    if (roots.has(entry)) return known.get(entry);
    const asking = Array.from(modules.keys()).filter((id) => modules.get(id).later.includes(entry));
    const before = new Set(asking.flatMap((id) => loadedBy.get(id)).filter((one) => one !== entry));
    const isKnown = (id) =>
      Array.from(before).every((one) => loaded.get(one).has(id) || knownTo(one).has(id));
    if (before.size > 0) known.set(entry, new Set(Array.from(modules.keys()).filter(isKnown)));
    return known.get(entry);
  };
  const rest = Array.from(loadedBy, ([id, by]) => [id, by.filter((entry) => !knownTo(entry).has(id))]);
  for (const [id, by] of rest) loadedBy.set(id, by);
}

/** What is alone takes along what it needs and no stage of a page does, as much of it as fits, the small first. */
function withNeeded(alone, { modules, loadedBy, stages, largest }) {
  const sizeOf = (id) => modules.get(id).size;
  const all = new Map();
  for (const [entry, name] of alone) {
    const needed = Array.from(modules.keys()).filter((id) => {
      const by = loadedBy.get(id);
      return by.includes(entry) && id !== entry && !stages.some((stage) => by.includes(stage));
    });
    let left = largest;
    for (const id of [entry, ...needed.sort((one, other) => sizeOf(one) - sizeOf(other))]) {
      left -= sizeOf(id);
      if (left > 0) all.set(id, name);
    }
  }
  return all;
}

/** A file below this is put into another one where that can be: every file takes its time to be found and opened. */
const SMALL = 8000;

/**
 * Small files are put into others: entries then load some modules that they do not need, never many. Never so that files would import
 * each other in a circle.
 */
function joined(files, { modules, loadedBy, alone, inAlone, inPage, largest }) {
  const rest = [...files];
  const fixed = filesOf(inAlone);
  const needlessIn = needlessBytes(modules, loadedBy, alone);
  for (const file of [...files].sort((left, right) => left.size - right.size)) {
    if (file.size > SMALL) break;
    const others = rest
      .filter((other) => other !== file && other.size + file.size <= largest)
      .filter((other) => inPage(other.ids[0]) === inPage(file.ids[0]))
      .map((other) => ({ other, needless: needlessIn([...other.ids, ...file.ids]) }))
      .filter(({ needless }) => needless.most <= SMALL)
      .sort((left, right) => left.needless.sum - right.needless.sum);
    for (const { other } of others) {
      const both = { size: other.size + file.size, ids: [...other.ids, ...file.ids] };
      const next = rest.filter((one) => one !== file && one !== other).concat(both);
      if (hasCircle([...next, ...fixed], modules)) continue;
      rest.splice(0, rest.length, ...next);
      break;
    }
  }
  return rest;
}

/**
 * Bytes that the entries load without need if these modules are in one file, with all that the modules import: over all entries, and
 * of the one that loads the most. What is alone is loaded beside all the rest.
 */
function needlessBytes(modules, loadedBy, alone) {
  return (ids) => {
    const all = new Set();
    const visit = (id) => {
      if (all.has(id) || !modules.has(id)) return;
      all.add(id);
      modules.get(id).imports.forEach(visit);
    };
    ids.forEach(visit);
    const loading = new Set(ids.flatMap((id) => loadedBy.get(id)).filter((entry) => !alone.has(entry)));
    const bytes = Array.from(loading, (entry) => {
      const needless = [...all].filter((id) => !loadedBy.get(id).includes(entry));
      return needless.reduce((sum, id) => sum + modules.get(id).size, 0);
    });
    return { sum: bytes.reduce((sum, one) => sum + one, 0), most: Math.max(0, ...bytes) };
  };
}

/** When the page loads a module. */
function placeInPage(modules, loadedBy, stages, alone) {
  const entries = new Set([...stages, ...alone.keys()]);
  for (const entry of entries) {
    const loaded = Array.from(modules.keys()).filter((id) => loadedBy.get(id).includes(entry));
    for (const id of loaded) for (const later of modules.get(id).later) entries.add(later);
  }
  return (id) => {
    const by = loadedBy.get(id);
    return (
      stages.find((stage) => by.includes(stage)) ?? (by.some((entry) => entries.has(entry)) ? 'later' : '')
    );
  };
}

/**
 * Modules of the same group may share a file. A module's groups are known by entries that load it, and whoever loads a module loads what it
 * imports: so groups make no circles, whichever entries are left out of account. For what `main` loads those are left out that load
 * more than it.
 */
function grouping(modules, loadedBy, { main, inPage }) {
  const sizes = new Map();
  for (const [id, { size }] of modules)
    for (const entry of loadedBy.get(id)) sizes.set(entry, (sizes.get(entry) ?? 0) + size);
  const isSmall = (entry) => sizes.get(entry) < sizes.get(main);
  return (id) => {
    const by = loadedBy.get(id);
    return (by.includes(main) ? [main, inPage(id), ...by.filter(isSmall)] : by).join('\n');
  };
}

/** `{ ids }` of each file in a plan. */
function filesOf(plan) {
  const files = new Map();
  for (const [id, name] of plan) files.set(name, [...(files.get(name) ?? []), id]);
  return Array.from(files.values(), (ids) => ({ ids }));
}

/** Modules without a file only pass on what others export. */
function hasCircle(files, modules) {
  const importsOfModule = (id) => modules.get(id)?.all ?? modules.get(id)?.imports ?? [];
  const fileOf = new Map(files.flatMap((file) => file.ids.map((id) => [id, file])));
  const importsOf = (file) => {
    const found = new Set();
    const seen = new Set();
    const visit = (id) => {
      if (seen.has(id)) return;
      seen.add(id);
      const target = fileOf.get(id);
      if (target === undefined) importsOfModule(id).forEach(visit);
      else if (target !== file) found.add(target);
    };
    for (const id of file.ids) importsOfModule(id).forEach(visit);
    return found;
  };
  const state = new Map();
  const visit = (file) => {
    if (state.has(file)) return state.get(file) === 'open';
    state.set(file, 'open');
    const circle = [...importsOf(file)].some(visit);
    state.set(file, 'done');
    return circle;
  };
  return files.some(visit);
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
