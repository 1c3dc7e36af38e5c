import type { Emulator } from '../../../src/emulator/index.js';

export type Dice = () => number;

/** Repeatable numbers from 0 up to, but not including, 1 (mulberry32). */
export function dice(seed: number): Dice {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const upTo = (roll: Dice, limit: number): number => Math.floor(roll() * limit);
const one = <T>(roll: Dice, list: readonly T[]): T => list[upTo(roll, list.length)] as T;

/** Refusals that mean something to whoever issues or settles. */
const REFUSALS = [
  0x66, 0x67, 0x76, 0x88, 0x8f, 0x97, 0x9a, 0x9b, 0x9c, 0xac, 0xd2, 0xda, 0xee, 0xf6,
] as const;

/** One packed or binary number in the answer is one more or one less: the worst of all lies about documents. */
function offByOne(answer: number[], roll: Dice): void {
  const at = 2 + upTo(roll, answer.length - 2);
  answer[at] = ((answer[at] ?? 0) + (roll() < 0.5 ? 1 : 255)) & 0xff;
}

type Lie = (answer: number[], roll: Dice, earlier: Uint8Array | undefined) => ArrayLike<number>;

const LIES: readonly Lie[] = [
  // One bit, one byte.
  (answer, roll) => {
    const at = 2 + upTo(roll, answer.length - 2);
    answer[at] = (answer[at] ?? 0) ^ (1 << upTo(roll, 8));
    return answer;
  },
  (answer, roll) => {
    answer[2 + upTo(roll, answer.length - 2)] = upTo(roll, 256);
    return answer;
  },
  // Shorter and longer.
  (answer, roll) => answer.slice(0, 1 + upTo(roll, answer.length)),
  (answer, roll) => [...answer, ...Array.from({ length: 1 + upTo(roll, 40) }, () => upTo(roll, 256))],
  // No answer at all, but bytes.
  (_, roll) => Array.from({ length: 1 + upTo(roll, 60) }, () => upTo(roll, 256)),
  // Extremes.
  (answer) => answer.map((byte, at) => (at < 2 ? byte : 0xff)),
  (answer) => answer.map((byte, at) => (at < 2 ? byte : 0)),
  (answer, roll) => answer.map((byte, at) => (at < 2 || roll() < 0.5 ? byte : 0x99)),
  (answer, roll) => {
    offByOne(answer, roll);
    return answer;
  },
  // Refused although it was done, done although it was refused.
  (_, roll) => [0x55, one(roll, REFUSALS), 0],
  (answer) => [0x55, 0, ...answer.slice(2)],
  // What was true before.
  (answer, _, earlier) => earlier ?? answer,
];

/** A register that does what it is told and lies about it: good checksums, wrong contents. */
export class Liar {
  readonly #roll: Dice;
  readonly #earlier = new Map<string, Uint8Array>();
  readonly #sticky = new Map<string, Lie>();
  #left = 0;
  #rate = 0;
  /** Told so far. */
  lies = 0;

  constructor(emulator: Emulator, roll: Dice) {
    this.#roll = roll;
    const honest = emulator.execute.bind(emulator);
    emulator.execute = async (message) => {
      const told = await honest(message);
      if (told.answer.length < 2) return told;
      const question = message.join();
      const answer = this.#lie(question, message, told.answer);
      this.#earlier.set(question, told.answer);
      if (answer === undefined) return told;
      this.lies++;
      // The state of the task says the same as the answer, or what it was.
      const refused = this.#roll() < 0.5 ? answer[1] !== 0 : told.refused;
      return { ...told, answer, refused };
    };
  }

  /** From now on up to so many answers are lies. */
  begin(lies: number, rate: number): void {
    this.#left = lies;
    this.#rate = rate;
    this.#sticky.clear();
  }

  /** Nothing but the truth. */
  end(): void {
    this.#left = 0;
    this.#sticky.clear();
  }

  #lie(question: string, message: Uint8Array, answer: Uint8Array): Uint8Array | undefined {
    if (this.#left === 0) return undefined;
    const roll = this.#roll;
    const again = this.#sticky.get(question);
    // The closing (4A) is where it hurts.
    const rate = message[2] === 0x4a ? Math.max(this.#rate, 0.6) : this.#rate;
    if (!again && roll() >= rate) return undefined;
    this.#left--;
    const lie = again ?? one(roll, LIES);
    // Firmware that is wrong is wrong every time.
    if (roll() < 0.2) this.#sticky.set(question, lie);
    const told = Uint8Array.from(lie([...answer], roll, this.#earlier.get(question)));
    const same = told.length === answer.length && told.every((byte, at) => byte === answer[at]);
    return same ? undefined : told;
  }
}
