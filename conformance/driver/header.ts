import { readFileSync } from 'node:fs';

/** Constants and operations of the driver, read from its own header so that none of them is copied here. */
export interface DriverHeader {
  /** Enumerators without the prefix `LIBFPTR_`: `PARAM_PRICE`, `RT_SELL`, `ERROR_NO_CONNECTION`. */
  readonly constants: ReadonlyMap<string, number>;
  /** Functions that take a handle only: `open`, `registration`, `report`. */
  readonly operations: ReadonlySet<string>;
}

export function readHeader(path: string): DriverHeader {
  const text = readFileSync(path, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
  return { constants: readConstants(text), operations: readOperations(text) };
}

function readConstants(text: string): Map<string, number> {
  const constants = new Map<string, number>();
  for (const [, body = ''] of text.matchAll(/enum\s+\w+\s*\{([\s\S]*?)\};/g)) {
    let next = 0;
    for (const item of body.split(',')) {
      const [name = '', expression] = item.split('=').map((part) => part.trim());
      if (name === '') continue;
      if (expression !== undefined) next = constants.get(withoutPrefix(expression)) ?? Number(expression);
      if (!Number.isInteger(next))
        throw new Error(`The driver's header has an unreadable constant: ${item.trim()}`);
      constants.set(withoutPrefix(name), next);
      next += 1;
    }
  }
  return constants;
}

function readOperations(text: string): Set<string> {
  const declarations = text.matchAll(
    /int\s+DTOX_SHARED_CCA\s+libfptr_(\w+)\(\s*libfptr_handle handle\s*\);/g,
  );
  return new Set([...declarations].map(([, name = '']) => name));
}

function withoutPrefix(name: string): string {
  return name.replace(/^LIBFPTR_/, '');
}
