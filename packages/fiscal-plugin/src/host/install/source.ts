import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FiscalFault, fault } from '../../contract/fault.js';
import { bodyOf, limited, within } from '../limited.js';

/** Where artefacts come from: `<plugin>/version`, `<plugin>/<version>.zip`, `<plugin>/<version>.zip.sig`. */
export interface Source {
  /** The version in production: the text of the file `version`. */
  version(plugin: string, signal?: AbortSignal): Promise<string>;
  zip(plugin: string, version: string, signal?: AbortSignal): Promise<Uint8Array>;
  signature(plugin: string, version: string, signal?: AbortSignal): Promise<unknown>;
}

const MAX_ZIP = 64 * 1024 * 1024;
const MAX_TEXT = 64 * 1024;
/** How long a text and a zip may take, ms: a till that starts waits for the text, whatever the network does. */
const TEXT_MS = 10_000;
const ZIP_MS = 120_000;

export const VERSION_PATTERN = /^\d{1,6}\.\d{1,6}\.\d{1,6}(-[0-9A-Za-z.-]{1,64})?$/;
export const PLUGIN_PATTERN = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** A folder of artefacts, such as a share or a memory stick. */
export function folderSource(folder: string): Source {
  const read = async (...parts: string[]): Promise<Uint8Array> => {
    try {
      return await readFile(join(folder, ...parts));
    } catch (error) {
      throw unreachable(parts.join('/'), error);
    }
  };
  return sourceOf((path) => read(...path));
}

/**
 * An HTTP base such as `https://plugins.example.com/till/`. Redirects are not followed.
 *
 * @param limits how long `version` and the signature may take from the first byte to the last (10 000 ms), how long a zip (120 000 ms).
 */
export function httpSource(
  base: string,
  { textMs = TEXT_MS, zipMs = ZIP_MS }: { readonly textMs?: number; readonly zipMs?: number } = {},
): Source {
  const root = base.endsWith('/') ? base : `${base}/`;
  return sourceOf(async (path, limit, signal) => {
    const url = new URL(path.map(encodeURIComponent).join('/'), root);
    const over = limited(limit === MAX_ZIP ? zipMs : textMs, signal);
    try {
      const response = await within(over, fetch(url, { redirect: 'error', signal: over }));
      if (response.status !== 200) throw new Error(`HTTP ${response.status}`);
      return await bodyOf(response, over, limit, () => new Error(`more than ${limit} bytes`));
    } catch (error) {
      throw unreachable(url.href, error);
    }
  });
}

function sourceOf(
  read: (path: string[], limit: number, signal?: AbortSignal) => Promise<Uint8Array>,
): Source {
  const text = async (path: string[], signal?: AbortSignal) =>
    Buffer.from(await read(path, MAX_TEXT, signal))
      .toString('utf8')
      .trim();
  return {
    async version(plugin, signal) {
      const version = await text([plugin, 'version'], signal);
      if (!VERSION_PATTERN.test(version)) {
        throw new FiscalFault(
          fault('plugin', 'bad-version', `${plugin}/version holds ${JSON.stringify(version.slice(0, 80))}`),
        );
      }
      return version;
    },
    zip: (plugin, version, signal) => read([plugin, `${version}.zip`], MAX_ZIP, signal),
    async signature(plugin, version, signal) {
      const json = await text([plugin, `${version}.zip.sig`], signal);
      try {
        return JSON.parse(json);
      } catch (error) {
        throw new FiscalFault(
          fault('plugin', 'bad-signature', `${plugin} ${version}: the signature is no JSON`),
          { cause: error },
        );
      }
    },
  };
}

function unreachable(what: string, error: unknown): FiscalFault {
  const { message, cause } = error as { message?: string; cause?: { message?: string } };
  return new FiscalFault(
    fault('till', 'source-unreachable', `${what}: ${cause?.message ?? message ?? String(error)}`),
    { cause: error },
  );
}

/** Negative where `a` is the older version, by the rules of semantic versioning. */
export function compareVersions(a: string, b: string): number {
  const [first, firstTail] = split(a);
  const [second, secondTail] = split(b);
  for (let index = 0; index < 3; index += 1) {
    const difference = (first[index] ?? 0) - (second[index] ?? 0);
    if (difference !== 0) return difference;
  }
  if (firstTail === secondTail) return 0;
  if (firstTail === undefined) return 1;
  if (secondTail === undefined) return -1;
  return compareTails(firstTail.split('.'), secondTail.split('.'));
}

function split(version: string): [number[], string | undefined] {
  const dash = version.indexOf('-');
  const core = dash === -1 ? version : version.slice(0, dash);
  return [core.split('.').map(Number), dash === -1 ? undefined : version.slice(dash + 1)];
}

function compareTails(a: string[], b: string[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const [x, y] = [a[index], b[index]];
    if (x === undefined) return -1;
    if (y === undefined) return 1;
    const [xIsNumber, yIsNumber] = [/^\d+$/.test(x), /^\d+$/.test(y)];
    if (xIsNumber && yIsNumber && Number(x) !== Number(y)) return Number(x) - Number(y);
    if (xIsNumber !== yIsNumber) return xIsNumber ? -1 : 1;
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}
