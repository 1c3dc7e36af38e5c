import { type Fields, none, nothing } from './fields.js';
import { type P5Channel, p5Channel } from './message.js';

/** Seen with the vendor's driver, or concluded from what it accepts. */
export type P5Evidence = 'seen' | 'inferred';

/**
 * Everything both sides know about one command of the second protocol. The host encodes requests and decodes answers, the emulator the
 * other way round, with the same value.
 */
export interface P5Command<Q = unknown, A = unknown> {
  readonly name: string;
  readonly channel: P5Channel;
  /** Two characters, bytes of the same numbers. */
  readonly code: string;
  /** First field where one code carries several commands: number of a script of `Q2`, step of `b2`. */
  readonly sub: string | undefined;
  readonly title: string;
  readonly request: Fields<Q>;
  readonly answer: Fields<A>;
  /** The last field of the request, or of the answer, has no `;`. */
  readonly open: { readonly request: boolean; readonly answer: boolean };
  /** How long the host waits before it asks what became of it, ms. */
  readonly timeoutMs: number;
  /** It only reads: repeating it changes nothing. */
  readonly safe: boolean;
  readonly evidence: P5Evidence;
  /** Gets the whole answer before anybody judges it. */
  readonly watch?: (body: Uint8Array) => void;
}

interface Definition<Q, A> {
  name: string;
  code: string;
  sub?: string;
  channel?: P5Channel;
  title: string;
  request?: Fields<Q>;
  answer?: Fields<A>;
  openRequest?: boolean;
  openAnswer?: boolean;
  timeoutMs?: number;
  safe?: boolean;
  evidence?: P5Evidence;
}

const USUAL_TIMEOUT = 5000;

export function defineP5<Q = void, A = void>(definition: Definition<Q, A>): P5Command<Q, A> {
  const { openRequest = false, openAnswer = false, ...rest } = definition;
  return {
    channel: p5Channel.fiscal,
    sub: undefined,
    request: none as Fields<unknown> as Fields<Q>,
    answer: nothing as Fields<unknown> as Fields<A>,
    timeoutMs: USUAL_TIMEOUT,
    safe: false,
    evidence: 'seen',
    ...rest,
    open: { request: openRequest, answer: openAnswer },
  };
}

export type P5RequestOf<C> = C extends P5Command<infer Q, infer _A> ? Q : never;
export type P5AnswerOf<C> = C extends P5Command<infer _Q, infer A> ? A : never;
