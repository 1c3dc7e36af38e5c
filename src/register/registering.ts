import {
  type Attribute,
  attributeBlocks,
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
} from '../fiscal/index.js';
import { type Command, commands, deviceStatus } from '../protocol/index.js';
import { checkOptions } from '../util/options.js';
import { closeFnRules, shiftRules } from './options.js';
import type { LongCallOptions } from './polling.js';
import { finishPrinting } from './printed.js';
import type { Exclusive, Session } from './session.js';
import { type SignedOperation, signedOperation } from './signed-operation.js';

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
}

export interface CloseFnOptions extends RegistrationOptions {
  /** Tags 1009 and 1187 of the report, where they are not those of the registration. */
  address?: string | undefined;
  place?: string | undefined;
}

/** Refusals that will not change when the command is sent again. */
const final = [
  deviceStatus.deniedInOpenedShift,
  deviceStatus.deniedInOpenedReceipt,
  deviceStatus.invalidRnm,
  deviceStatus.invalidInn,
  deviceStatus.tooManyReregistrations,
  deviceStatus.notRegistered,
  deviceStatus.extendedInRegister37,
  deviceStatus.fnInvalidState,
] as const;

const operation = (
  command: Command<void, void>,
  form: FormCode,
  title: string,
  notDone: string,
): SignedOperation<void> & { readonly form: FormCode } => ({
  command,
  request: undefined,
  running: [[6, 2]],
  form,
  final,
  title,
  what: title,
  notDone,
});

const registering = operation(commands.registerFn, 1, 'регистрация ККТ', 'ККТ не зарегистрирована');
const changing = operation(
  commands.registerFn,
  11,
  'изменение параметров регистрации',
  'Регистрация не изменена',
);
const closing = operation(commands.closeFn, 6, 'закрытие архива ФН', 'ФН не закрыт');

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
  register(input: RegistrationInput, options: RegistrationOptions = {}): Promise<RegistrationReport> {
    return this.#report(registering, registrationAttributes(input), options);
  }

  /** A new FN in a register that was registered before, form 11 with reason 1. What is not given stays as it was. */
  replaceFn(input: FnReplacement = {}, options: RegistrationOptions = {}): Promise<RegistrationReport> {
    return this.#report(changing, fnReplacementAttributes(input), options);
  }

  /** Changes the registration, form 11. What is not given stays as it was; owner's ИНН and РНМ cannot be changed. */
  change(
    reason: RegistrationChange,
    details: RegistrationDetails,
    options: RegistrationOptions = {},
  ): Promise<RegistrationReport> {
    return this.#report(changing, registrationChangeAttributes(reason, details), options);
  }

  /** Closes the FN forever, form 6: it signs nothing more. */
  async closeArchive(given: CloseFnOptions = {}): Promise<RegistrationReport> {
    checkOptions(given, closeFnRules);
    const { address, place, ...options } = given;
    return this.#report(closing, fnClosingAttributes({ address, place }), options);
  }

  #report(
    what: SignedOperation<void> & { readonly form: FormCode },
    attributes: readonly Attribute[],
    given: RegistrationOptions,
  ): Promise<RegistrationReport> {
    const { operator, ...options } = given;
    return this.#exclusive(
      given,
      async () => {
        const session = this.#session;
        const { caller, facts, cashier } = session;
        // Whoever registers may just have put another FN in.
        facts.forget();
        if (operator) await cashier.tell(operator, options);
        for (const attribute of attributes)
          for (const block of attributeBlocks(attribute))
            await caller.callThrough(commands.writeAttribute, block, options);
        return signedOperation(
          session,
          what,
          async ({ number, fiscalSign, dateTime, last }, finishing) => {
            facts.forget();
            cashier.signed(operator);
            const printed = last ? await finishPrinting(session, finishing) : undefined;
            return {
              form: what.form,
              documentNumber: number,
              fiscalSign,
              dateTime,
              fnNumber: await facts.fnNumber(finishing),
              registrationNumber: await facts.registrationNumber(finishing),
              ...(printed === undefined ? {} : { printed }),
            };
          },
          options,
        );
      },
      shiftRules,
    );
  }
}
