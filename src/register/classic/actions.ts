import { DeviceError } from '../../errors.js';
import type { FormCode } from '../../fiscal/index.js';
import {
  type Command,
  commands,
  deviceError,
  deviceStatus,
  registers,
  reportType,
} from '../../protocol/index.js';
import type { RegisteringDialect, ReportDialect, ShiftDialect, SignedAction } from '../dialect.js';
import { repeat } from '../once/repeatable.js';
import type { LongCallOptions } from '../session/call-options.js';
import type { Ground } from './ground.js';
import { isFaulty, lastOperationError, type State, throwInterrupted, waitWhile } from './polling.js';

interface Action<Q> {
  readonly command: Command<Q, void>;
  readonly request: Q;
  /** States of the register while it works. */
  readonly running: readonly State[];
  readonly form: FormCode;
  /** Refusals that are the plain truth. */
  readonly final: readonly number[];
}

/** A command that goes on after its answer, until the state code (45) says that it is done. */
function signedAction<Q>(
  ground: Ground,
  { command, request, running, form, final }: Action<Q>,
): SignedAction {
  const { caller, modes } = ground;
  return {
    form,
    begin: (options) => modes.send(command, request, options),
    finished: async (options) => void (await waitWhile(ground, running, options)),
    whyNot: (options) => lastOperationError(caller, command.name, options),
    async rest(options) {
      try {
        await waitWhile(ground, running, options);
      } catch (error) {
        // A Z report that broke off is all that the register talks about, until the command has come to its end.
        if (!(error instanceof DeviceError) || error.status !== deviceStatus.zReportInterrupted) throw error;
        options.history?.add('отчёт прерван: завершаем его');
        await modes.send(command, request, options);
        await waitWhile(ground, running, options);
      }
    },
    isFinal: ({ status }) => final.includes(status),
  };
}

/** States of a register that makes its Z report, then clears its counters. */
const CLOSING: readonly State[] = [
  [3, 2],
  [7, 1],
];

export function classicShifts(ground: Ground): ShiftDialect {
  const { closeShift, openShift } = commands;
  return {
    open: signedAction(ground, {
      command: openShift,
      request: { flags: 0 },
      running: [[1, 7]],
      form: 2,
      final: [deviceStatus.deniedInOpenedShift, deviceStatus.deniedInOpenedReceipt],
    }),
    close: signedAction(ground, {
      command: closeShift,
      request: undefined,
      running: CLOSING,
      form: 5,
      final: [deviceStatus.deniedInClosedShift, deviceStatus.deniedInOpenedReceipt],
    }),
    // 5A once more, the state code until it is done. The FN signs only what it had not signed before.
    async finishInterrupted(options: LongCallOptions) {
      const { caller, modes } = ground;
      await modes.send(closeShift, undefined, options);
      await waitWhile(ground, CLOSING, options);
      const { state } = await caller.readThrough(registers.shiftState, options);
      if (state === 0) return;
      const refusal = await lastOperationError(caller, closeShift.name, options);
      throw refusal ?? deviceError(deviceStatus.zReportInterrupted, undefined, closeShift.name);
    },
  };
}

/** A report that is being printed. */
const PRINTING: readonly State[] = [[2, 2]];

/** Command 67. */
export function classicReports(ground: Ground): ReportDialect {
  const { modes } = ground;
  const command = commands.printReport;
  return {
    settlements: signedAction(ground, {
      command,
      request: { type: reportType.ofdExchange },
      running: PRINTING,
      form: 21,
      final: [],
    }),
    async print(name, options) {
      const request = { type: reportType[name as keyof typeof reportType] };
      let sent = false;
      await repeat({
        // Twice on paper does no harm, and nowhere else does it count; but the one before may be printing still.
        async attempt() {
          if (sent) {
            modes.forget();
            await waitWhile(ground, PRINTING, options);
          }
          sent = true;
          await modes.send(command, request, options);
        },
        attempts: 2,
      });
      const state = await waitWhile(ground, PRINTING, options);
      // A register without paper ends a report as if it had printed it.
      if (state.mode === 2 && state.submode === 0 && !isFaulty(state)) return;
      await throwInterrupted(ground, command.name, state, options);
    },
  };
}

/** Refusals of a registration that will not change when the command is sent again. */
const REGISTERING_FINAL: readonly number[] = [
  deviceStatus.deniedInOpenedShift,
  deviceStatus.deniedInOpenedReceipt,
  deviceStatus.invalidRnm,
  deviceStatus.invalidInn,
  deviceStatus.tooManyReregistrations,
  deviceStatus.notRegistered,
  deviceStatus.extendedInRegister37,
  deviceStatus.fnInvalidState,
];

/** Commands A6 and A7. */
export function classicRegistering(
  ground: Ground,
): Pick<RegisteringDialect, 'register' | 'change' | 'closeFn'> {
  const action = (command: Command<void, void>, form: FormCode) =>
    signedAction(ground, { command, request: undefined, running: [[6, 2]], form, final: REGISTERING_FINAL });
  return {
    register: action(commands.registerFn, 1),
    change: action(commands.registerFn, 11),
    closeFn: action(commands.closeFn, 6),
  };
}
