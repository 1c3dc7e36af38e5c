import { readFile } from 'node:fs/promises';
import { Ajv, type ErrorObject } from 'ajv';
import { ValidationError } from 'atol-kkt';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import type { GatewayOptions, GroupOptions, LogLevel, RegisterOptions } from '../fleet/index.js';
import { checkFleet } from '../fleet/index.js';
import type { Shop, TillsOptions } from '../front.js';
import { configSchema } from './config-schema.js';
import { UsageError } from './usage-error.js';

/** A configuration file that was checked. */
export interface Config extends Omit<GatewayOptions, 'store' | 'groups' | 'registers' | 'clock'> {
  readonly store: string;
  readonly log?: LogLevel;
  readonly groups: readonly GroupOptions[];
  readonly registers?: readonly RegisterOptions[];
  /** The ATOL Online API and the cabinet are served when it is there. */
  readonly http?: {
    /** Default true. */
    readonly cabinet?: boolean;
    readonly host?: string;
    readonly port?: number;
    readonly tls?: { readonly certFile: string; readonly keyFile: string };
    readonly trustProxy?: readonly string[];
  };
  /** Web Requests are served when it is there. */
  readonly webRequests?: TillsOptions;
  /** Logins of the API. */
  readonly shops?: readonly Shop[];
}

/** YAML or JSON. @throws UsageError that names every wrong place as `file:line:column` */
export async function readConfig(file: string): Promise<Config> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`Файл настроек не прочитан: ${(error as Error).message}`);
  }
  return parseConfig(text, file);
}

export function parseConfig(text: string, file: string): Config {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ pos, message }) => `${at(pos[0])}: ${message.split('\n')[0]}`);
    throw new UsageError(`Неверный файл настроек\n${problems.join('\n')}`);
  }
  const where = (path: readonly (string | number)[]): string => at(offsetOf(document, path));
  const value = document.toJS() as unknown;
  const check = new Ajv({ allErrors: true, strict: false }).compile<Config>(configSchema);
  if (!check(value)) {
    const problems = (check.errors ?? []).map((error) => problemText(error, where));
    throw new UsageError(`Неверный файл настроек\n${problems.join('\n')}`);
  }
  try {
    checkFleet(value.groups, value.registers ?? []);
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    const problems = error.problems.map(({ path, ru }) => `${where(pathOf(path))}: ${path}: ${ru}`);
    throw new UsageError(`Неверный файл настроек\n${problems.join('\n')}`);
  }
  return value;
}

function problemText(
  { instancePath, keyword, params, message }: ErrorObject,
  where: (path: readonly (string | number)[]) => string,
): string {
  const path = instancePath
    .split('/')
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part.replaceAll('~1', '/').replaceAll('~0', '~')));
  const { additionalProperty, allowedValues } = params as {
    additionalProperty?: string;
    allowedValues?: unknown[];
  };
  const whole =
    keyword === 'additionalProperties' && additionalProperty !== undefined
      ? [...path, additionalProperty]
      : path;
  const rule =
    keyword === 'additionalProperties'
      ? 'неизвестный параметр'
      : allowedValues
        ? `одно из: ${allowedValues.join(', ')}`
        : (message ?? keyword);
  return `${where(whole)}: ${dotted(whole)}: ${rule}`;
}

function dotted(path: readonly (string | number)[]): string {
  return (
    path
      .map((part, index) => (typeof part === 'number' ? `[${part}]` : index > 0 ? `.${part}` : part))
      .join('') || '(файл)'
  );
}

/** `registers[1].location.box` → its parts. */
function pathOf(path: string): (string | number)[] {
  return [...path.matchAll(/[^.[\]]+/g)].map(([part]) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** Where the value stands, or the nearest one around it. */
function offsetOf(document: Document, path: readonly (string | number)[]): number {
  for (let length = path.length; length >= 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}
