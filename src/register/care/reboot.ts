import { ConnectionError, TimeoutError } from '../../errors.js';
import { commands, mode, powerAction, registers } from '../../protocol/index.js';
import { tell } from '../../util/observers.js';
import type { ClassicSession } from '../classic/session.js';
import type { CallOptions } from '../session/call-options.js';
import { unlessRefused } from '../session/refusals.js';

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
 * Command CE and then questions until the register answers again: its working time (register 43) has begun anew, or it was
 * out of reach in between; one that tells no working time and never goes away counts as back after 30 s. The line may drop; it is
 * opened again as the policy says.
 *
 * @throws TimeoutError `NO_ANSWER` when it is not back in two minutes.
 */
export async function reboot(session: ClassicSession, options: RebootOptions = {}): Promise<void> {
  const { caller, modes, facts } = session;
  const question = { signal: options.signal, timeoutMs: QUESTION_MS };
  const uptime = () => unlessRefused(caller.read(registers.uptime, 0, 0, question));
  const before = await uptime();
  let wasAway = false;
  const stop = caller.connection.onState((state) => {
    if (state === 'lost') wasAway = true;
  });
  try {
    const accepted = await ask(caller.call(commands.powerControl, { action: powerAction.reboot }, options));
    wasAway ||= accepted === AWAY;
    modes.forget();
    facts.forget();
    const { clock } = caller;
    const started = clock.now();
    for (;;) {
      await clock.sleep(PAUSE_MS, options.signal);
      const now = await ask(uptime());
      const ms = clock.now() - started;
      tell(options.onProgress, { answering: now !== AWAY, ms });
      if (now === AWAY) wasAway = true;
      else if (wasAway || (now && before ? now.value < before.value : ms >= ANSWERING_MS)) return;
      if (ms > LIMIT_MS)
        throw new TimeoutError('NO_ANSWER', 'ККТ не вернулась после перезагрузки', { outcome: 'unknown' });
    }
  } finally {
    stop();
  }
}

/** Command CE 00, in mode 3 as the vendor's driver sends it. The answer may not come any more. */
export async function powerOff(session: ClassicSession, options?: CallOptions): Promise<void> {
  await session.modes.enter(mode.closing, options);
  await ask(session.caller.call(commands.powerControl, { action: powerAction.off }, options));
  session.modes.forget();
  session.facts.forget();
}

const AWAY = Symbol('away');

/** The answer, or AWAY when the register is out of reach; refusals and our own end are thrown. */
async function ask<T>(answer: Promise<T>): Promise<T | typeof AWAY> {
  try {
    return await answer;
  } catch (error) {
    const lost = error instanceof ConnectionError && error.code !== 'CLOSED';
    if (lost || error instanceof TimeoutError) return AWAY;
    throw error;
  }
}
