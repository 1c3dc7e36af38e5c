import { restated } from '../../errors/restated.js';
import { AtolError, DeviceError } from '../../errors.js';
import { fieldValue, type Operator, type OperatorInput, readOperator } from '../../fiscal/index.js';
import type { Dialect } from '../dialect.js';
import { repeat } from '../once/repeatable.js';
import type { ThroughOptions } from '../session/call-options.js';
import type { Facts } from '../session/facts.js';
import { isRefusal } from '../session/refusals.js';

/** Names the cashier of what comes next. Whatever goes wrong here, the command itself was not sent. */
export async function nameCashier(
  cashier: Pick<Cashier, 'tell'>,
  operator: OperatorInput,
  options?: ThroughOptions,
): Promise<void> {
  await notSent(() => cashier.tell(operator, options));
}

/** For what comes before the command that changes something: only a refusal by the register stays what it is. */
export async function notSent<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw error instanceof AtolError && !isRefusal(error) ? restated(error, { outcome: 'not-sent' }) : error;
  }
}

/**
 * Who is at the till. The register keeps name and INN (tags 1021, 1203) each by itself until others come, so that a cashier
 * without an INN would get that of the one before, and one who was named for an operation that was refused would sign the next
 * document. Both are put right here.
 */
export class Cashier {
  readonly #dialect: Pick<Dialect, 'evidence' | 'writeOperator'>;
  readonly #facts: Pick<Facts, 'lastNumber'>;
  /** Of the last document that was signed. */
  #signed: Operator | undefined;
  /** Somebody was named since, and no document was signed for it. */
  #trace = false;
  /** Whether the register holds an INN; undefined: nobody told. */
  #holdsInn: boolean | undefined;
  /** Whether blanks take the INN away; undefined: not tried. */
  #clears: boolean | undefined;

  constructor(dialect: Pick<Dialect, 'evidence' | 'writeOperator'>, facts: Pick<Facts, 'lastNumber'>) {
    this.#dialect = dialect;
    this.#facts = facts;
  }

  /** After a lost line: another host may have been there. What was signed by ours stays what it was. */
  forget(): void {
    this.#holdsInn = undefined;
  }

  /** False: the register does not take the blanks that clear tag 1203, and they are better not sent. */
  get clears(): boolean {
    return this.#clears !== false;
  }

  /** Names the cashier of the next document: E8 with tags 1021 and 1203, in any mode. */
  async tell(operator: OperatorInput, options?: ThroughOptions): Promise<void> {
    const person = readOperator(operator);
    this.#trace = true;
    await this.#send(1021, person, options);
    if (person.inn === undefined) await this.#clear(options);
    else await this.#send(1203, person, options);
    if (person.inn !== undefined) this.#holdsInn = true;
  }

  /** The receipt itself names the cashier; whether a missing INN can be cleared is found out before. */
  async announce({ inn }: Operator, options?: ThroughOptions): Promise<void> {
    this.#trace = true;
    if (inn !== undefined) this.#holdsInn = true;
    else if (this.#clears !== true) await this.#clear(options);
  }

  /** The receipt that named a cashier was not signed. */
  left(): void {
    this.#trace = true;
  }

  /** A document was signed, by this person or by whoever the register knew. */
  signed(operator: OperatorInput | undefined): void {
    if (operator) this.#signed = readOperator(operator);
    this.#trace = false;
  }

  /** Before a document that names nobody: who was named for a refused one gives way to who signed the last. */
  async restore(options?: ThroughOptions): Promise<void> {
    if (!this.#trace) return;
    const person = this.#signed ?? (await this.#ofLastDocument(options));
    if (person) await this.tell(person, options);
    this.#trace = false;
  }

  /** The same name twice is the same name: what the register forgot is sent again. */
  async #send(tag: 1021 | 1203, person: Operator, options?: ThroughOptions): Promise<void> {
    await repeat({ attempt: () => this.#dialect.writeOperator(tag, person, options) });
  }

  async #clear(options?: ThroughOptions): Promise<void> {
    if (this.#clears === false) return this.#cannotClear(undefined);
    try {
      await this.#send(1203, { name: '-' }, options);
      this.#clears = true;
      this.#holdsInn = false;
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      this.#clears = false;
      this.#cannotClear(error);
    }
  }

  /** Harmless as long as nobody with an INN was named. */
  #cannotClear(cause: unknown): void {
    if (this.#holdsInn !== true) return;
    const message =
      'ККТ не очищает ИНН кассира (тег 1203), и в документ попал бы ИНН предыдущего кассира: укажите ИНН в operator.inn';
    throw new AtolError('CASHIER_INN_KEPT', message, { cause, outcome: 'not-sent' });
  }

  async #ofLastDocument(options?: ThroughOptions): Promise<Operator | undefined> {
    const number = await this.#facts.lastNumber(options);
    const document = number > 0 ? await this.#dialect.evidence.content(number, options ?? {}) : undefined;
    const name = document && fieldValue(document, 'cashier');
    const inn = document && fieldValue(document, 'cashierInn')?.trim();
    return name ? { name, ...(inn && { inn }) } : undefined;
  }
}
