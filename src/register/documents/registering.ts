import {
  type Attribute,
  type FnReplacement,
  type FormCode,
  fnClosingAttributes,
  fnReplacementAttributes,
  type OperatorInput,
  type RegistrationChange,
  type RegistrationDetails,
  type RegistrationInput,
  registrationAttributes,
  registrationChangeAttributes,
} from '../../fiscal/index.js';
import { checkedElsewhere, checkOptions, type OptionRules } from '../../util/options.js';
import type { OnceNotes } from '../once/notes.js';
import { signedOperation } from '../once/signed-operation.js';
import type { LongCallOptions } from '../session/call-options.js';
import type { Exclusive } from '../session/exclusive.js';
import type { Session } from '../session/session.js';
import { notSent } from './cashier.js';
import { finishPrinting } from './printed.js';
import { shiftRules } from './shift.js';

/** A report on the registration of the register or on the closing of its FN, as signed by the FN. */
export interface RegistrationReport {
  /** 1 registration, 11 its change, 6 closing of the FN. */
  form: FormCode;
  /** FD number (tag 1040). */
  documentNumber: number;
  fiscalSign: number;
  /** `YYYY-MM-DDTHH:mm`, register's clock. */
  dateTime: string;
  fnNumber: string;
  registrationNumber: string;
  /** False: it is signed, but its paper is not complete; `print.continue()` prints the rest when the printer can go on. */
  printed?: boolean;
}

export interface RegistrationOptions extends LongCallOptions {
  /** Who does it (tags 1021, 1203). */
  operator?: OperatorInput | undefined;
  notes?: OnceNotes | undefined;
}

export interface CloseFnOptions extends RegistrationOptions {
  /** Tags 1009 and 1187 of the report, where they are not those of the registration. */
  address?: string | undefined;
  place?: string | undefined;
}

export const closeFnRules = {
  ...shiftRules,
  address: checkedElsewhere,
  place: checkedElsewhere,
} satisfies OptionRules<Omit<CloseFnOptions, 'history'>>;

type What = 'register' | 'change' | 'closeFn';

const names: Readonly<Record<What, readonly [title: string, notDone: string]>> = {
  register: ['регистрация ККТ', 'ККТ не зарегистрирована'],
  change: ['изменение параметров регистрации', 'Регистрация не изменена'],
  closeFn: ['закрытие архива ФН', 'ФН не закрыт'],
};

/**
 * Registers the register with its FN, changes the registration, closes the FN. All of it needs a closed shift; what was signed
 * cannot be taken back. `fn.registration()` reads the result.
 *
 * Every method throws ValidationError before a byte is sent, DeviceError when the register refuses (9C in an open shift, 9F when
 * the FN takes no more registrations, A6 and A7 for a wrong РНМ or ИНН, EE for another requisite), OutcomeUnknownError when it
 * cannot be asked what became of it.
 */
export class Registering {
  readonly #session: Session;
  readonly #exclusive: Exclusive;

  /** @internal */
  constructor(session: Session, exclusive: Exclusive) {
    this.#session = session;
    this.#exclusive = exclusive;
  }

  /** The first registration, form 1: the FN is new. */
  async register(input: RegistrationInput, options: RegistrationOptions = {}): Promise<RegistrationReport> {
    return this.#report('register', registrationAttributes(input), options);
  }

  /** A new FN in a register that was registered before, form 11 with reason 1. What is not given stays as it was. */
  async replaceFn(input: FnReplacement = {}, options: RegistrationOptions = {}): Promise<RegistrationReport> {
    return this.#report('change', fnReplacementAttributes(input), options);
  }

  /** Changes the registration, form 11. What is not given stays as it was; owner's ИНН and РНМ cannot be changed. */
  async change(
    reason: RegistrationChange,
    details: RegistrationDetails,
    options: RegistrationOptions = {},
  ): Promise<RegistrationReport> {
    return this.#report('change', registrationChangeAttributes(reason, details), options);
  }

  /** Closes the FN forever, form 6: it signs nothing more. */
  async closeArchive(given: CloseFnOptions = {}): Promise<RegistrationReport> {
    checkOptions(given, closeFnRules);
    const { address, place, ...options } = given;
    return this.#report('closeFn', fnClosingAttributes({ address, place }), options);
  }

  #report(
    what: What,
    attributes: readonly Attribute[],
    given: RegistrationOptions,
  ): Promise<RegistrationReport> {
    checkOptions(given, shiftRules);
    const { operator, ...options } = given;
    return this.#exclusive(
      given,
      async () => {
        const session = this.#session;
        const { dialect, facts, cashier } = session;
        // Whoever registers may just have put another FN in.
        facts.forget();
        const action = dialect.registering[what];
        const [title, notDone] = names[what];
        return signedOperation(
          session,
          { action, title, what: title, notDone },
          async ({ number, fiscalSign, dateTime, last }, finishing) => {
            facts.forget();
            cashier.signed(operator);
            const printed = last ? await finishPrinting(session, finishing) : undefined;
            return {
              form: action.form,
              documentNumber: number,
              fiscalSign,
              dateTime,
              fnNumber: await facts.fnNumber(finishing),
              registrationNumber: await facts.registrationNumber(finishing),
              ...(printed === undefined ? {} : { printed }),
            };
          },
          options,
          () =>
            notSent(async () => {
              if (operator) await cashier.tell(operator, options);
              await dialect.registering.write(attributes, options);
            }),
        );
      },
      shiftRules,
    );
  }
}
