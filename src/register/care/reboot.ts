import { TimeoutError } from '../../errors.js';
import { tell } from '../../util/observers.js';
import type { CallOptions } from '../session/call-options.js';
import type { Session } from '../session/session.js';
import { AWAY, orAway } from './away.js';

/** Pause between two questions whether the register is back, ms. */
const PAUSE_MS = 250;

/** How long one question waits for its answer, ms: a register that starts is silent. */
const QUESTION_MS = 2000;

/** A register that keeps its working time to itself, and answers so long after the command without ever having been away, is back, ms. */
const ANSWERING_MS = 30_000;

/** How long a register may take to come back, ms. */
const LIMIT_MS = 120_000;

export interface RebootProgress {
  /** Whether the register answered just now. */
  answering: boolean;
  /** Since the command was accepted. */
  ms: number;
}

export interface RebootOptions extends CallOptions {
  /** Called after every question. */
  onProgress?: ((progress: RebootProgress) => void) | undefined;
}

/**
 * Restarts it, and then asks questions until the register answers again: its working time has begun anew, or it was
 * out of reach in between; one that tells no working time and never goes away counts as back after 30 s. The line may drop; it is
 * opened again as the policy says.
 *
 * @throws TimeoutError `NO_ANSWER` when it is not back in two minutes.
 */
export async function reboot(
  { dialect, facts }: Pick<Session, 'dialect' | 'facts'>,
  options: RebootOptions = {},
): Promise<void> {
  const { clock, line } = dialect;
  const { service } = await dialect.further();
  const question = { signal: options.signal, timeoutMs: QUESTION_MS };
  const uptime = () => service.uptime(question);
  const before = await uptime();
  const { lines } = line;
  let wasAway = (await orAway(service.restart(options))) === AWAY;
  dialect.disturbed();
  facts.forget();
  const started = clock.now();
  for (;;) {
    await clock.sleep(PAUSE_MS, options.signal);
    const now = await orAway(uptime());
    const ms = clock.now() - started;
    tell(options.onProgress, { answering: now !== AWAY, ms });
    wasAway ||= now === AWAY || line.lines !== lines;
    const begunAnew = typeof now === 'number' && before !== undefined ? now < before : ms >= ANSWERING_MS;
    if (now !== AWAY && (wasAway || begunAnew)) return;
    if (ms > LIMIT_MS)
      throw new TimeoutError('NO_ANSWER', 'ККТ не вернулась после перезагрузки', { outcome: 'unknown' });
  }
}
