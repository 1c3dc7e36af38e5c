import type { P5CommandName, P5Commands } from '../../../protocol/p5/commands/index.js';
import type { P5AnswerOf, P5RequestOf } from '../../../protocol/p5/definition.js';
import type { P5Kkt } from '../kkt.js';

/** The link itself answers these. */
export type P5Executed = Exclude<P5CommandName, 'channelLimit' | 'channelState'>;

export type P5Request<K extends P5CommandName> = P5RequestOf<P5Commands[K]>;
export type P5Result<K extends P5CommandName> = P5AnswerOf<P5Commands[K]>;

/** Executes one command. A refusal is thrown: DeviceError, or FnError that comes from the FN. */
export type P5Handler<K extends P5CommandName> = (
  kkt: P5Kkt,
  request: P5Request<K>,
) => P5Result<K> | Promise<P5Result<K>>;

/** One for every command: a missing one and a wrong answer are compile errors. */
export type P5Handlers = { readonly [K in P5Executed]: P5Handler<K> };
