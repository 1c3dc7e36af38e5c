export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Thrown by a check that cannot be made because an earlier one failed. */
class NotReached extends Error {}

/** Counts checks and prints one line for each: `ok|FAIL name (ms)`. */
export class Checks {
  readonly #print: (line: string) => void;
  #passed = 0;
  #failed = 0;
  #skipped = 0;

  constructor(print: (line: string) => void = console.log) {
    this.#print = print;
  }

  get totals(): Totals {
    return { passed: this.#passed, failed: this.#failed, skipped: this.#skipped };
  }

  group(name: string): Group {
    return new Group(name, this);
  }

  skip(name: string, reason: string): void {
    this.#skipped += 1;
    this.#print(`SKIP ${name}: ${reason}`);
  }

  fail(name: string, ms: number, lines: readonly string[]): void {
    this.#failed += 1;
    this.#print(
      [
        `FAIL ${name} (${Math.round(ms)} ms)`,
        ...lines.flatMap((line) => line.split('\n')).map((line) => `     ${line}`),
      ].join('\n'),
    );
  }

  pass(name: string, ms: number): void {
    this.#passed += 1;
    this.#print(`ok   ${name} (${Math.round(ms)} ms)`);
  }
}

/** Whoever saw what went over the line. */
export interface Witness {
  /** Forgets what has been seen. */
  mark(): void;
  /** Readable frames since the last mark. */
  seen(): readonly string[];
}

/**
 * Checks that build on one another, such as the steps of one shift on one register. A failed check does not hide what
 * comes after it, but a value that it should have given makes the later check fail by name.
 */
export class Group {
  readonly name: string;
  readonly #checks: Checks;
  #witness: Witness | undefined;

  constructor(name: string, checks: Checks) {
    this.name = name;
    this.#checks = checks;
  }

  /** From now on a failed check shows what the witness saw during it. */
  watch(witness: Witness): void {
    this.#witness = witness;
  }

  /** Gives what `body` gives, or undefined when it failed. */
  async check<T>(name: string, body: () => Promise<T> | T): Promise<T | undefined> {
    const started = performance.now();
    const title = `${this.name}: ${name}`;
    this.#witness?.mark();
    try {
      const result = await body();
      this.#checks.pass(title, performance.now() - started);
      return result;
    } catch (error) {
      const evidence = error instanceof NotReached ? [] : (this.#witness?.seen() ?? []);
      this.#checks.fail(title, performance.now() - started, [...describe(error), ...evidence]);
      return undefined;
    }
  }
}

/** The result of an earlier check; fails the present one when there is none. */
export function given<T>(value: T | undefined, what: string): T {
  if (value === undefined)
    throw new NotReached(`not reached: ${what} is missing because an earlier check failed`);
  return value;
}

function describe(error: unknown): string[] {
  if (!(error instanceof Error)) return [String(error)];
  const expected = error.name === 'AssertionError' || error instanceof NotReached;
  return (expected ? error.message : (error.stack ?? error.message)).trim().split('\n');
}
