import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { FromSchema } from 'json-schema-to-ts';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  definePlugin,
  type Events,
  type eventSchemas,
  type Operations,
  type operationSchemas,
} from '../src/index.js';

/** Readonly all the way down and without index signatures, so that the two ways to write a type can be compared. */
type Frozen<T> = T extends (infer E)[]
  ? readonly Frozen<E>[]
  : T extends object
    ? { readonly [K in keyof T as string extends K ? never : number extends K ? never : K]: Frozen<T[K]> }
    : T;
type Schema<S> = S extends { readonly type?: unknown } | { readonly oneOf: unknown }
  ? Frozen<FromSchema<S & object>>
  : never;

describe('types and schemas say the same', () => {
  it('of what goes in', () => {
    type P<O extends keyof Operations> = Operations[O]['params'];
    type S<O extends keyof Operations> = Schema<(typeof operationSchemas)[O]['params']>;
    expectTypeOf<P<'sale'>>().toExtend<S<'sale'>>();
    expectTypeOf<P<'refund'>>().toExtend<S<'refund'>>();
    expectTypeOf<P<'correction'>>().toExtend<S<'correction'>>();
    expectTypeOf<P<'cash.in'>>().toExtend<S<'cash.in'>>();
    expectTypeOf<P<'report'>>().toExtend<S<'report'>>();
    expectTypeOf<P<'copy'>>().toExtend<S<'copy'>>();
    expectTypeOf<P<'init'>>().toExtend<S<'init'>>();
    expectTypeOf<keyof S<'sale'>>().toEqualTypeOf<keyof P<'sale'>>();
    expectTypeOf<keyof S<'refund'>>().toEqualTypeOf<keyof P<'refund'>>();
    expectTypeOf<keyof S<'correction'>>().toEqualTypeOf<keyof P<'correction'>>();
  });

  it('of what is told', () => {
    expectTypeOf<keyof Events>().toEqualTypeOf<keyof typeof eventSchemas>();
  });
});

describe('a wrong plug-in does not compile', () => {
  const common = {
    id: 'xx',
    version: '1.0.0',
    name: { en: 'X' },
    country: 'XX',
    currency: { code: 'EUR', exponent: 2 },
    taxes: [],
    payments: [],
    settings: {},
  };
  const always = {
    init: () => ({ outcome: 'done' }) as const,
    health: () => ({ state: 'ready', problems: [] }) as const,
    resolve: () =>
      ({ outcome: 'unknown', fault: { whose: 'device', code: 'a', message: '', text: '' } }) as const,
  };

  it('without a handler, with one too many, with an answer of another shape, with a number as an id', () => {
    definePlugin({
      ...common,
      capabilities: ['sale', 'refund'],
      // @ts-expect-error a capability without its handler
      create: () => ({ ...always, sale: always.resolve }),
    });
    definePlugin({
      ...common,
      capabilities: [],
      // @ts-expect-error no health()
      create: () => ({ init: always.init, resolve: always.resolve }),
    });
    definePlugin({
      ...common,
      capabilities: ['sale'],
      // @ts-expect-error a document needs marks and says where the authority stands; its id is a string
      create: () => ({ ...always, sale: () => ({ outcome: 'done', document: { id: 5, at: '' } }) }),
    });
    // @ts-expect-error no such capability
    definePlugin({ ...common, capabilities: ['sell'], create: () => always });
  });
});

describe('the till in Electron', () => {
  it('compiles against the part of Electron that it uses', () => {
    const project = fileURLToPath(new URL('../examples/electron-till/tsconfig.json', import.meta.url));
    const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
    const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', project], { encoding: 'utf8' });
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  });
});
