/** Numbers that nobody else has: those of fleets lie below, those of `fixed` registers in tests too. */
const FIRST = 10_000_000;
const UNITS = 80_000_000;

/** Another place to begin for every process: two of them in front of one operator are not the same registers. */
let next = Math.floor(Math.random() * UNITS);

/** What tells one emulator from all others. */
export interface Identity {
  /** Goes into the registration number. */
  readonly unit: number;
  readonly serialNumber: string;
  /** 9999 at the front: a test storage. */
  readonly fnNumber: string;
}

/** Numbers of one more emulator; no two of a process are the same, and those of two processes as good as never. */
export function newIdentity(modelCode: number): Identity {
  const unit = newUnit();
  return {
    unit,
    serialNumber: `0010${String(modelCode).padStart(2, '0')}${unit}`,
    fnNumber: `99990789${unit}`,
  };
}

/** Number of one more FN, of the same kind as another one. */
export function anotherFnNumber(number: string): string {
  return `${number.slice(0, 8)}${newUnit()}`;
}

function newUnit(): number {
  const unit = FIRST + next;
  next = (next + 1) % UNITS;
  return unit;
}
