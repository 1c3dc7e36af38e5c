// The tests that touch only public names, against the packed files: PACKED is the project with the package, FORMAT esm or cjs.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { root } from '../lib.mjs';

const { PACKED: project, FORMAT: format } = process.env;
const dist = join(project, 'node_modules', 'atol-kkt', 'dist', ...(format === 'cjs' ? ['cjs'] : []));
const sources = join(root, 'src');
const entries = ['index', 'protocol/index', 'transport/index', 'fiscal/index', 'emulator/index'];
const require = createRequire(join(project, 'package.json'));

/** Public name to the entry that has it. */
const publicNames = new Map(
  entries
    .toReversed()
    .flatMap((entry) => Object.keys(require(specifier(entry))).map((name) => [name, entry])),
);

function specifier(entry) {
  return `atol-kkt/${entry}`.replace(/\/index$/, '');
}

const IMPORT = /^import\s+(?!type\b)(?:(\*\s+as\s+\w+)|\{([^}]*)\})\s+from\s+'(\.[^']+)';$/gms;
/** Slow for reasons that the form of modules does not change: lines that stall, processes that die, days. */
const ELSEWHERE =
  /[\\/](once|journal|cli|types|days|examples)[\\/]|pty|reconnect|discover|ofd|control|service/;

/** Reads sources or programs as files, or starts what is not packed. */
const NOT_PACKED = /import\(|src\/|vi\.mock|translate\(/;

/** Statements that import from the packed entries, or undefined when a name is not public. */
function packedImport(whole, names, target) {
  const entry = relative(sources, target).split(sep).join('/').replace(/\.js$/, '');
  if (whole) return entries.includes(entry) ? `import ${whole} from '${specifier(entry)}';` : undefined;
  const values = names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('type '));
  if (!values.every((name) => publicNames.has(name.split(' as ')[0]))) return undefined;
  return values
    .map((name) => `import { ${name} } from '${specifier(publicNames.get(name.split(' as ')[0]))}';`)
    .join(' ');
}

function rewrite(file, code) {
  let possible = true;
  const text = code.replace(IMPORT, (statement, whole, names, path) => {
    const target = resolve(dirname(file), path);
    if (!target.startsWith(sources + sep)) return statement;
    const packed = packedImport(whole, names, target);
    if (packed === undefined) possible = false;
    // Lines keep their numbers.
    return (packed ?? statement) + '\n'.repeat(statement.split('\n').length - 1);
  });
  return possible ? text : undefined;
}

const isPacked = new Map();
function isWithin(file) {
  if (isPacked.has(file)) return isPacked.get(file);
  isPacked.set(file, true);
  const code = readFileSync(file, 'utf8');
  const text = rewrite(file, code);
  const others = [...code.matchAll(IMPORT)]
    .map(([, , , path]) => resolve(dirname(file), path).replace(/\.js$/, '.ts'))
    .filter((path) => path.startsWith(join(root, 'test') + sep) && existsSync(path));
  const bodies = text?.replace(/^import[^;]*;$/gm, '');
  const within = text !== undefined && !NOT_PACKED.test(bodies) && others.every(isWithin);
  isPacked.set(file, within);
  return within;
}

const tests = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts') && !ELSEWHERE.test(`/${name}`))
  .map((name) => join(root, 'test', name))
  .filter(isWithin);

export default {
  root,
  plugins: [
    {
      name: 'packed',
      enforce: 'pre',
      transform: (code, id) => (id.startsWith(join(root, 'test')) ? rewrite(id, code) : undefined),
    },
  ],
  resolve: {
    alias: entries.map((entry) => ({
      find: new RegExp(`^${specifier(entry)}$`),
      replacement: join(dist, `${entry}.js`),
    })),
  },
  test: {
    pool: 'forks',
    include: tests.map((file) => relative(root, file)),
    testTimeout: 120_000,
    hookTimeout: 120_000,
    passWithNoTests: false,
  },
};
