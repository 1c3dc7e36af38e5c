import { needObject } from '../../util/arguments.js';
import { readable } from '../../util/options.js';
import { type Codec, nothing } from '../codec.js';
import { acknowledgement, type Envelope, standard } from './envelope.js';

/** How sure the layout is: seen with the vendor's driver, in several public clients, or in one. */
export type Evidence = 'driver' | 'public' | 'single';

/**
 * Everything both sides know about one command. The host encodes requests and decodes answers,
 * the emulator decodes requests and encodes answers with the same value.
 */
export interface Command<Q = unknown, A = unknown> {
  readonly name: string;
  /** First byte of the request. */
  readonly code: number;
  /** Second byte, where one code carries several commands (A4, EF). */
  readonly sub: number | undefined;
  /** Name in the register's manual. */
  readonly title: string;
  /** Mode the register must be in; undefined when any will do. */
  readonly mode: number | undefined;
  readonly request: Codec<Q>;
  readonly answer: Codec<A>;
  readonly envelope: Envelope;
  /** How long the host waits for the answer over link v3, ms. */
  readonly timeoutMs: number;
  /** T5 of link v2, ms: time until the register begins to answer. */
  readonly t5Ms: number;
  /** False for commands whose result the vendor's driver does not ask for (task flags 00): printing. */
  readonly resultNeeded: boolean;
  /** True when the command only reads, so that repeating it can change nothing. */
  readonly safe: boolean;
  readonly evidence: Evidence;
}

interface Definition<Q, A> {
  name: string;
  code: number;
  sub?: number;
  title: string;
  mode?: number;
  request?: Codec<Q>;
  answer?: Codec<A>;
  envelope?: Envelope;
  timeoutMs?: number;
  t5Ms?: number;
  resultNeeded?: boolean;
  safe?: boolean;
  evidence?: Evidence;
}

export function defineCommand<Q = void, A = void>(definition: Definition<Q, A>): Command<Q, A> {
  needObject(definition, 'definition');
  return readable('definition', () => ({
    sub: undefined,
    mode: undefined,
    request: nothing as Codec<Q>,
    answer: nothing as Codec<A>,
    envelope: definition.answer ? standard : acknowledgement,
    timeoutMs: 5000,
    t5Ms: 10_000,
    resultNeeded: true,
    safe: false,
    evidence: 'driver',
    ...definition,
  }));
}

export type RequestOf<C> = C extends Command<infer Q, infer _A> ? Q : never;
export type AnswerOf<C> = C extends Command<infer _Q, infer A> ? A : never;
