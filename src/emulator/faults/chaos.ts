import { ValidationError } from '../../errors.js';

import { randomFrom } from '../../util/random.js';
import type { Fault, FaultCommand } from './fault.js';
import type { Stage } from './stage.js';

/** What chaos may do. All of it can be survived by a host that recovers as the protocol asks. */
export const chaosKinds = [
  'cut',
  'silence',
  'lose',
  'double',
  'delay',
  'flip',
  'noise',
  'drip',
  'busy',
  'power',
] as const;
export type ChaosKind = (typeof chaosKinds)[number];

/** Random faults that are the same for the same seed and the same commands. */
export interface ChaosOptions {
  readonly seed: number;
  /** Probability of a fault per command, 0..1. Default 0.02. */
  readonly rate?: number | undefined;
  /** Default: all of `chaosKinds`. */
  readonly kinds?: readonly ChaosKind[] | undefined;
}

const RATE = 0.02;

/** @throws ValidationError */
export function checkChaos(value: unknown, path = ''): ChaosOptions {
  const given = (typeof value === 'object' && value !== null ? value : {}) as Partial<ChaosOptions>;
  const { seed, rate = RATE, kinds = chaosKinds } = given;
  const rules = [
    ['seed', Number.isSafeInteger(seed) && (seed as number) >= 0, 'целое от 0', 'an integer from 0'],
    ['rate', typeof rate === 'number' && rate >= 0 && rate <= 1, 'число 0..1', 'a number 0..1'],
    [
      'kinds',
      Array.isArray(kinds) && kinds.length > 0 && kinds.every((kind) => chaosKinds.includes(kind)),
      `из: ${chaosKinds.join(', ')}`,
      `of: ${chaosKinds.join(', ')}`,
    ],
  ] as const;
  const problems = rules
    .filter(([, holds]) => !holds)
    .map(([name, , ru, en]) => ({
      path: path === '' ? name : `${path}.${name}`,
      code: 'CHAOS',
      ru,
      en,
      value: given[name],
    }));
  for (const [name, field] of Object.entries(given))
    if (!rules.some(([known]) => known === name))
      problems.push({
        path: path === '' ? name : `${path}.${name}`,
        code: 'CHAOS',
        ru: 'такого поля нет',
        en: 'there is no such field',
        value: field,
      } as never);
  if (problems.length > 0) throw new ValidationError(problems, 'Неверный хаос');
  return value as ChaosOptions;
}

/** Throws dice for every command that comes. The returned function ends it; a fault that it added may still strike. */
export function startChaos(
  { seed, rate = RATE, kinds = chaosKinds }: ChaosOptions,
  stage: Stage,
): () => void {
  const random = randomFrom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  let count = 0;
  let last: string | undefined;
  return stage.events.on('command', ({ name }) => {
    if (random() >= rate) return;
    const kind = kinds[below(kinds.length)] ?? 'cut';
    // Its number would tell nothing, and the list must not grow for ever.
    if (last !== undefined) stage.faults.remove(last);
    last = `chaos-${++count}`;
    stage.faults.add({ id: last, ...faultOf(kind, name, below) });
  });
}

/** Lines are struck at the packets that come next: the command that threw the dice has arrived already. */
function faultOf(kind: ChaosKind, at: FaultCommand | undefined, below: (limit: number) => number): Fault {
  const direction = below(2) === 0 ? 'toHost' : 'toRegister';
  switch (kind) {
    case 'busy':
      return { at, busyMs: 100 + below(2000) };
    case 'power': {
      const when = (['before', 'during', 'after'] as const)[below(3)] ?? 'before';
      return { at, power: 'loss', when, offMs: 500 + below(3000) };
    }
    case 'cut':
      return { line: 'cut', direction, byte: below(40), downMs: below(4) === 0 ? below(3000) : 0 };
    case 'silence':
      return { line: 'silence', direction, byte: below(40) };
    case 'delay':
      return { line: 'delay', direction, ms: 100 + below(8000) };
    case 'drip':
      return { line: 'drip', direction, ms: 1 + below(30) };
    case 'noise':
      return { line: 'noise', direction, rate: 0.05, seed: below(1000), times: 3 };
    default:
      return { line: kind, direction };
  }
}
