import type { FromSchema } from 'json-schema-to-ts';
import { describe, expectTypeOf, it } from 'vitest';
import type { HostEvent } from '../src/host/index.js';
import {
  type Description,
  definePlugin,
  type descriptionSchema,
  type Envelope,
  type Events,
  type envelopeSchema,
  type eventSchemas,
  type HttpAnswer,
  type HttpRequest,
  type hostEventSchema,
  type IpcMessage,
  type ipcMessageSchema,
  type Operations,
  type operationSchemas,
  type ProgramResult,
  type ProgramRun,
  type ServiceMethod,
  type Signals,
  type serviceSchemas,
  type signalSchemas,
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

  it('of what comes out', () => {
    type R<O extends keyof Operations> = Operations[O]['result'];
    type S<O extends keyof Operations> = Schema<(typeof operationSchemas)[O]['result']>;
    expectTypeOf<R<'sale'>>().toExtend<S<'sale'>>();
    expectTypeOf<R<'sale'>['outcome']>().toEqualTypeOf<S<'sale'>['outcome']>();
    expectTypeOf<R<'copy'>>().toExtend<S<'copy'>>();
    expectTypeOf<R<'init'>>().toExtend<S<'init'>>();
    expectTypeOf<R<'health'>>().toExtend<S<'health'>>();
    expectTypeOf<keyof S<'health'>>().toEqualTypeOf<keyof R<'health'>>();
    expectTypeOf<Description>().toExtend<Schema<typeof descriptionSchema>>();
    expectTypeOf<keyof Schema<typeof descriptionSchema>>().toEqualTypeOf<keyof Description>();
  });

  it('of what a plug-in asks for', () => {
    type P<M extends keyof typeof serviceSchemas> = Schema<(typeof serviceSchemas)[M]['params']>;
    expectTypeOf<keyof typeof serviceSchemas>().toEqualTypeOf<ServiceMethod>();
    expectTypeOf<HttpRequest>().toExtend<P<'http'>>();
    expectTypeOf<keyof P<'http'>>().toEqualTypeOf<keyof HttpRequest>();
    expectTypeOf<ProgramRun>().toExtend<P<'program'>>();
    expectTypeOf<keyof P<'program'>>().toEqualTypeOf<keyof ProgramRun>();
    type R<M extends keyof typeof serviceSchemas> = Schema<(typeof serviceSchemas)[M]['result']>;
    expectTypeOf<R<'program'>>().toExtend<ProgramResult>();
    expectTypeOf<keyof R<'http'>>().toEqualTypeOf<keyof HttpAnswer>();
  });

  it('of what is around it', () => {
    type E = Schema<typeof envelopeSchema>;
    expectTypeOf<Envelope>().toExtend<E>();
    expectTypeOf<E>().toExtend<Envelope>();
    expectTypeOf<E['kind']>().toEqualTypeOf<Envelope['kind']>();
    expectTypeOf<Schema<typeof ipcMessageSchema>>().toExtend<IpcMessage>();
    expectTypeOf<keyof Schema<typeof ipcMessageSchema>>().toEqualTypeOf<keyof IpcMessage>();
    expectTypeOf<keyof typeof signalSchemas>().toEqualTypeOf<keyof Signals>();
    expectTypeOf<Signals['load-failed']>().toEqualTypeOf<Schema<(typeof signalSchemas)['load-failed']>>();
    type H = Schema<typeof hostEventSchema>;
    expectTypeOf<H['kind']>().toEqualTypeOf<HostEvent['kind']>();
    expectTypeOf<HostEvent>().toExtend<H>();
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
