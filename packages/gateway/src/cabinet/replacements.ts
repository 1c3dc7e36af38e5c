import type { Registration, RegistrationReport } from 'atol-kkt';
import type { Gateway } from '../fleet/index.js';
import type { Turns } from './turns.js';

/** The replacement of one register's FN that somebody has begun. */
export interface Replacement {
  readonly login: string;
  readonly at: number;
  /** Number of the FN that goes; undefined when the register was not asked yet. */
  readonly fnBefore: string | undefined;
  /** The register was out of the queue before, and stays so. */
  readonly drainedBefore: boolean;
  /** What the register was registered with when its FN was closed; without its requisites one by one. */
  readonly registration?: Omit<Registration, 'fields'>;
  readonly closed?: RegistrationReport;
  readonly registered?: RegistrationReport;
}

const NAME = 'cabinet.replacements';
type All = Readonly<Record<string, Replacement>>;

/** By register. */
export async function replacements({ store }: Gateway): Promise<All> {
  return (await store.settings.value<All>(NAME)) ?? {};
}

/** Changes what is known of one replacement; undefined ends it. */
export function saveReplacement(
  gateway: Gateway,
  turns: Turns,
  register: string,
  change: Replacement | undefined,
): Promise<void> {
  return turns.inTurn(NAME, async () => {
    const { [register]: _, ...others } = await replacements(gateway);
    await gateway.store.settings.setValue(NAME, change ? { ...others, [register]: change } : others);
  });
}

/** What comes next for a register. */
export type Step = 'drain' | 'wait' | 'close' | 'change' | 'register' | 'back';
export const stepOrder: readonly Step[] = ['drain', 'close', 'change', 'register', 'back'];
