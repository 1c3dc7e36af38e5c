import { createHash } from 'node:crypto';
import type { CashRegister } from 'atol-kkt';
import { type Idempotency, type Outcome, refused, type Services } from 'fiscal-plugin';

/** What an operation that the driver keeps no key for needs to be told apart from its double. */
export interface Evidence {
  /** Taken before; JSON. */
  before(kkt: CashRegister): Promise<unknown>;
  make(kkt: CashRegister): Promise<Outcome>;
  /** Whether it happened since `before`: its document, or `undefined`. */
  look(kkt: CashRegister, before: unknown): Promise<Outcome | undefined>;
}

/**
 * Operations without a key of the driver (shifts, cash, reports): what the register showed before stands in the
 * storage, so that after a crash the register itself tells whether the operation happened.
 */
export class KeyedOperations {
  readonly #keys: Idempotency;
  readonly #storage: Services['storage'];

  constructor(keys: Idempotency, storage: Services['storage']) {
    this.#keys = keys;
    this.#storage = storage;
  }

  once(kkt: CashRegister, name: string, key: string, evidence: Evidence): Promise<Outcome> {
    return this.#keys.once(key, async () => {
      const before = await evidence.before(kkt);
      await this.#storage.write(fileOf(key), JSON.stringify({ key, name, before }));
      const outcome = await evidence.make(kkt);
      const known = outcome.outcome === 'unknown' ? await evidence.look(kkt, before) : outcome;
      return known ?? outcome;
    });
  }

  /** What became of a key whose process ended in the middle. */
  resolve(kkt: CashRegister, key: string, evidenceOf: (name: string) => Evidence): Promise<Outcome> {
    return this.#keys.resolve(key, async () => {
      const text = await this.#storage.read(fileOf(key));
      // Nothing is asked of the register before its state is written down.
      if (text === undefined) return notMade(key);
      const { name, before } = JSON.parse(text) as { name: string; before: unknown };
      return (await evidenceOf(name).look(kkt, before)) ?? notMade(key);
    });
  }

  find(key: string): Promise<Outcome | undefined> {
    return this.#keys.find(key);
  }
}

function notMade(key: string): Outcome {
  return refused('device', 'not-made', `the register shows no trace of ${key}`, 'Операция не выполнена');
}

function fileOf(key: string): string {
  return `begun/${createHash('sha256').update(key).digest('hex')}.json`;
}
