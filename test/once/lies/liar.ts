import type { Emulator } from '../../../src/emulator/index.js';

export type Dice = () => number;

const upTo = (roll: Dice, limit: number): number => Math.floor(roll() * limit);
const one = <T>(roll: Dice, list: readonly T[]): T => list[upTo(roll, list.length)] as T;

/** What a register says in one protocol: the first two bytes of an answer tell whether it did as it was told. */
interface Tongue {
  /** The command that signs. */
  isClosing(message: Uint8Array): boolean;
  isRefusal(answer: ArrayLike<number>): boolean;
  /** Answers without anything but a refusal that means something to whoever issues or settles. */
  readonly refusals: ReadonlyArray<readonly number[]>;
  /** How an answer begins when it was done. */
  readonly done: readonly [number, number];
}

const characters = (text: string): number[] => [...text].map((one) => one.charCodeAt(0));

export const classic: Tongue = {
  isClosing: (message) => message[2] === 0x4a,
  isRefusal: (answer) => answer[1] !== 0,
  refusals: [0x66, 0x67, 0x76, 0x88, 0x8f, 0x97, 0x9a, 0x9b, 0x9c, 0xac, 0xd2, 0xda, 0xee, 0xf6].map(
    (status) => [0x55, status, 0],
  ),
  done: [0x55, 0],
};

/** A message is its channel and the command. */
export const second: Tongue = {
  isClosing: (message) => message[1] === 0x62 && message[2] === 0x32,
  isRefusal: (answer) => !(answer[0] === 0x30 && answer[1] === 0x30),
  refusals: [
    ...['3a', '4a', '5a', '6a', '7a', '8a', '12', '22', '62', '2a', '5B', ':1', '1P', '14', '44', '84'],
    ...['>4', 'TD', 'WD', '[D', '2b', '1b', '34', '1F'],
  ].map(characters),
  done: [0x30, 0x30],
};

/** One packed or binary number in the answer is one more or one less: the worst of all lies about documents. */
function offByOne(answer: number[], roll: Dice): void {
  const at = 2 + upTo(roll, answer.length - 2);
  answer[at] = ((answer[at] ?? 0) + (roll() < 0.5 ? 1 : 255)) & 0xff;
}

type Lie = (
  answer: number[],
  roll: Dice,
  earlier: Uint8Array | undefined,
  tongue: Tongue,
) => ArrayLike<number>;

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
  (_, roll, __, { refusals }) => one(roll, refusals),
  (answer, _, __, { done }) => [...done, ...answer.slice(2)],
  // What was true before.
  (answer, _, earlier) => earlier ?? answer,
];

/** A register that does what it is told and lies about it: good checksums, wrong contents. */
export class Liar {
  readonly #roll: Dice;
  readonly #tongue: Tongue;
  readonly #earlier = new Map<string, Uint8Array>();
  readonly #sticky = new Map<string, Lie>();
  #left = 0;
  #rate = 0;
  /** Told so far. */
  lies = 0;

  constructor(emulator: Emulator, roll: Dice, tongue: Tongue) {
    this.#roll = roll;
    this.#tongue = tongue;
    const honest = emulator.execute.bind(emulator);
    emulator.execute = async (message) => {
      const told = await honest(message);
      const answer = this.#tell(message, told.answer);
      if (answer === told.answer) return told;
      // The state of the task says the same as the answer, or what it was.
      const refused = this.#roll() < 0.5 ? tongue.isRefusal(answer) : told.refused;
      return { ...told, answer, refused };
    };
    const honestP5 = emulator.executeP5.bind(emulator);
    emulator.executeP5 = async (channel, body) =>
      this.#tell(Uint8Array.of(channel, ...body), await honestP5(channel, body));
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

  /** The answer itself, or a lie in its place. */
  #tell(message: Uint8Array, answer: Uint8Array): Uint8Array {
    if (answer.length < 2) return answer;
    const question = message.join();
    const lie = this.#lie(question, message, answer);
    this.#earlier.set(question, answer);
    if (lie === undefined) return answer;
    this.lies++;
    return lie;
  }

  #lie(question: string, message: Uint8Array, answer: Uint8Array): Uint8Array | undefined {
    if (this.#left === 0) return undefined;
    const roll = this.#roll;
    const again = this.#sticky.get(question);
    // The closing is where it hurts.
    const rate = this.#tongue.isClosing(message) ? Math.max(this.#rate, 0.6) : this.#rate;
    if (!again && roll() >= rate) return undefined;
    this.#left--;
    const lie = again ?? one(roll, LIES);
    // Firmware that is wrong is wrong every time.
    if (roll() < 0.2) this.#sticky.set(question, lie);
    const told = Uint8Array.from(lie([...answer], roll, this.#earlier.get(question), this.#tongue));
    const same = told.length === answer.length && told.every((byte, at) => byte === answer[at]);
    return same ? undefined : told;
  }
}
