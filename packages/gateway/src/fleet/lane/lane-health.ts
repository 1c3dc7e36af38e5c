import type { LaneKey } from '../../store/index.js';
import type {
  HealthProblem,
  LaneState,
  ProblemCode,
  RegisterHealth,
  RegisterOptions,
} from '../terms/index.js';
import { isFull } from './look.js';
import type { Surroundings } from './surroundings.js';

const DAY = 86_400_000;

/** What is known of the register of a lane: tells of what changes, and keeps it in the store. */
export class LaneHealth {
  readonly #around: Surroundings;
  readonly #key: LaneKey;
  #group: string;
  #now: RegisterHealth;
  /** Since when the line has been dead. */
  offlineSince: number | undefined;

  constructor(
    around: Surroundings,
    key: LaneKey,
    { group }: RegisterOptions,
    before: RegisterHealth | undefined,
  ) {
    this.#around = around;
    this.#key = key;
    this.#group = group;
    // What it was is remembered, so that another register is told from it.
    this.#now = { ...before, state: 'starting', problems: [], at: before?.at ?? around.clock.now() };
  }

  get now(): RegisterHealth {
    return this.#now;
  }

  get blocked(): boolean {
    return this.#now.problems.some(({ blocking }) => blocking);
  }

  get place(): { at: number; register: string; group: string } {
    return { at: this.#around.clock.now(), register: this.#key.register, group: this.#group };
  }

  moveTo(group: string): void {
    this.#group = group;
  }

  /** What need not be kept at once. */
  note(known: Partial<RegisterHealth>): void {
    this.#now = { ...this.#now, ...known };
  }

  forgetJob(): void {
    const { job: _, ...rest } = this.#now;
    this.#now = rest;
  }

  /** What a result tells of the register needs no look. True: its FN is full now. */
  issued(documents: number, shiftNumber: number, fnSpare: number): boolean {
    const { fn, shift } = this.#now;
    const at = this.#around.clock.now();
    this.note({
      lastDoneAt: at,
      ...(fn && { fn: { ...fn, documents } }),
      ...(shift?.number !== shiftNumber && {
        shift: { state: 'open', number: shiftNumber, endsAt: at + DAY },
      }),
    });
    return fn !== undefined && isFull({ documents, capacity: fn.capacity }, fnSpare);
  }

  /** The register is no good for this reason; what else was found is kept, because nobody has looked since. */
  async sick(state: LaneState, why: HealthProblem, lastError?: string): Promise<void> {
    if (state === 'offline') this.offlineSince ??= this.#around.clock.now();
    const since = this.#now.problems.find(({ code }) => code === why.code)?.since ?? why.since;
    const others = this.#now.problems.filter(({ code }) => !passing.has(code));
    await this.report({
      ...this.#now,
      state,
      problems: [...others, { ...why, since }],
      ...(lastError !== undefined && { lastError }),
    });
  }

  /** Tells of what has changed, and keeps it. */
  async report(health: RegisterHealth): Promise<void> {
    const before = this.#now;
    this.#now = health;
    const { events, store, clock } = this.#around;
    const { place } = this;
    for (const one of health.problems) {
      if (has(before, one)) continue;
      events.emit('register.problem', { ...place, problem: one, ...this.#told(one.ru, one.en) });
    }
    for (const one of before.problems) {
      if (has(health, one)) continue;
      const told = this.#told(`устранено: ${one.ru}`, `over: ${one.en}`);
      events.emit('register.recovered', { ...place, problem: one, ...told });
    }
    const { state } = health;
    if (before.state !== state) events.emit('register.state', { ...place, state, before: before.state });
    await store.lanes.saveHealth(this.#key, stateForStore(state), health, clock.now());
  }

  async setState(state: LaneState): Promise<void> {
    const { events, store, clock } = this.#around;
    const before = this.#now.state;
    if (before === state) return;
    this.#now = { ...this.#now, state };
    events.emit('register.state', { ...this.place, state, before });
    if (stateForStore(before) === stateForStore(state)) return;
    await store.lanes.saveHealth(this.#key, stateForStore(state), this.#now, clock.now());
  }

  tellOfFn(number: string | undefined): void {
    const before = this.#now.fn?.number;
    if (number === undefined || before === undefined || number === before) return;
    const told = this.#told(`новый ФН ${number}`, `new FN ${number}`);
    this.#around.events.emit('register.fn', { ...this.place, fnNumber: number, before, ...told });
  }

  tellOfShift(type: 'shift.closed' | 'shift.opened', shiftNumber: number): void {
    const opened = type === 'shift.opened';
    const told = this.#told(
      `смена ${shiftNumber} ${opened ? 'открыта' : 'закрыта'}`,
      `shift ${shiftNumber} ${opened ? 'opened' : 'closed'}`,
    );
    this.#around.events.emit(type, { ...this.place, shiftNumber, ...told });
  }

  #told(ru: string, en: string): { ru: string; en: string } {
    const { register } = this.#key;
    return { ru: `Касса ${register}: ${ru}`, en: `Register ${register}: ${en}` };
  }
}

function has({ problems }: RegisterHealth, { code }: HealthProblem): boolean {
  return problems.some((one) => one.code === code);
}

/** Problems that another finding takes the place of. */
const passing: ReadonlySet<ProblemCode> = new Set(['offline', 'unknownOutcome', 'otherRegister', 'refuses']);

/** A register that works changes between these all the time; the store need not know. */
function stateForStore(state: LaneState): LaneState {
  return state === 'busy' || state === 'service' ? 'online' : state;
}
