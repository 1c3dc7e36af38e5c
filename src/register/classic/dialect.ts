import { restated } from '../../errors/restated.js';
import { DeviceError } from '../../errors.js';
import type { Capabilities } from '../../fiscal/index.js';
import { type Command, commands, deviceStatus, registers } from '../../protocol/index.js';
import type { Clock } from '../../util/clock.js';
import { late } from '../../util/late.js';
import type {
  CashDialect,
  CashMovement,
  Dialect,
  FurtherDialect,
  LineView,
  PaperDialect,
  RegisteringDialect,
} from '../dialect.js';
import { ExchangeChoice, type ExchangeMode } from '../session/exchange.js';
import { unlessRefused } from '../session/refusals.js';
import { classicRegistering, classicReports, classicShifts } from './actions.js';
import type { Caller } from './caller.js';
import { DeviceFacts } from './device-facts.js';
import { ClassicEvidence } from './evidence.js';
import type { Ground } from './ground.js';
import { identify } from './identity.js';
import { Modes } from './modes.js';
import { attributeBlocks, planOperator } from './plan.js';
import { type State, waitWhile } from './polling.js';
import { classicPrinting } from './printing.js';
import { ClassicReceipts } from './receipts.js';
import { readStatus } from './status.js';

export interface ClassicOptions {
  /** Number of the user whose password enters the modes, 30 = system administrator. */
  readonly userPassword: number;
  /** What the register's firmware and registration allow. */
  readonly capabilities: Capabilities;
  /** How receipts are sent, if not told otherwise. */
  readonly exchange: ExchangeMode;
  /** Tasks that are put into the register at a time. */
  readonly queueLimit: number;
}

/** What `further()` needs. */
export const classicFurtherPart = () => late(() => import('./further.js'));

/** Registers of links v2 and v3: commands by their code, modes, registers. */
export function classicDialect(caller: Caller, options: ClassicOptions): Dialect {
  const modes = new Modes(caller, options.userPassword);
  const device = new DeviceFacts(caller);
  const ground = { caller, modes, device };
  const choice = new ExchangeChoice(caller.connection, options.exchange, options.queueLimit);
  let further: FurtherDialect | undefined;
  return {
    clock: caller.clock as Clock,
    get idleMs() {
      return caller.idleMs;
    },
    line: lineView(ground),
    evidence: new ClassicEvidence(caller),
    receipts: new ClassicReceipts(ground, choice),
    shifts: classicShifts(ground),
    reports: classicReports(ground),
    cash: classicCash(ground),
    registering: registering(ground),
    paper: classicPaper(ground),
    questions: {
      identify: (asking) => identify(caller, asking),
      status: (asking) => readStatus(caller, asking),
      ping: (asking) => caller.call(commands.getStateCode, undefined, asking),
    },
    print: classicPrinting(ground),
    counterNames: Object.keys(registers),
    async further() {
      if (further === undefined) {
        const { classicFurther } = await classicFurtherPart();
        further ??= classicFurther(ground, options.capabilities);
      }
      return further;
    },
    reconnected() {
      choice.forget();
      modes.forget();
    },
    disturbed: () => modes.forget(),
    distrust() {
      caller.connection.release();
      modes.forget();
    },
    forget: () => device.forgetPaper(),
    // E8, in any mode; blanks clear.
    async writeOperator(tag, operator, through) {
      for (const { command, request } of planOperator(operator).filter((call) => call.tag === tag))
        await caller.callThrough(command as Command, request, through);
    },
  };
}

function lineView({ caller: { connection } }: Ground): LineView {
  return {
    get lines() {
      return connection.lines;
    },
    get online() {
      return connection.state === 'online';
    },
  };
}

/** Commands 49 and 4F, registers 04, 05, 08, 09 and 0A. */
function classicCash({ caller, modes }: Ground): CashDialect {
  const movement = (
    command: typeof commands.cashIn,
    count: typeof registers.cashInCount,
    sum: typeof registers.cashInSum,
  ): CashMovement => ({
    move: (kopecks, options) => modes.send(command, { flags: 0, sum: kopecks }, options),
    counters: async (options) => ({
      count: (await caller.readThrough(count, options)).count,
      sum: (await caller.readThrough(sum, options)).sum,
    }),
  });
  return {
    in: movement(commands.cashIn, registers.cashInCount, registers.cashInSum),
    out: movement(commands.cashOut, registers.cashOutCount, registers.cashOutSum),
    sum: async (options) => (await caller.readThrough(registers.cashSum, options)).sum,
  };
}

function registering(ground: Ground): RegisteringDialect {
  return {
    ...classicRegistering(ground),
    async write(attributes, options) {
      for (const attribute of attributes) {
        try {
          for (const block of attributeBlocks(attribute))
            await ground.caller.callThrough(commands.writeAttribute, block, options);
        } catch (error) {
          throw error instanceof DeviceError ? restated(error, { path: `tag ${attribute.tag}` }) : error;
        }
      }
    },
  };
}

/** States of a register that prints on. */
const PRINTING: readonly State[] = [
  [2, 2],
  [2, 3],
  [2, 5],
  [2, 6],
];

const printerFaults: readonly number[] = [
  deviceStatus.noPaper,
  deviceStatus.printerFault,
  deviceStatus.mechanicalFault,
  deviceStatus.printerOverheat,
];

/** Errors of the second protocol come in groups, by their second character. */
const PRINTER_GROUP = '2';

/** Register 3B and command EE. */
function classicPaper(ground: Ground): PaperDialect {
  return {
    async continuePrint(options) {
      // A register that does not tell counts as having printed all.
      const answer = await unlessRefused(ground.caller.readThrough(registers.printStateAndFeatures, options));
      if (answer === undefined || answer.state >> 4 === 0) return false;
      await ground.caller.callThrough(commands.continuePrint, undefined, options);
      await waitWhile(ground, PRINTING, options);
      return true;
    },
    isFault: ({ status, deviceCode }) => printerFaults.includes(status) || deviceCode?.[1] === PRINTER_GROUP,
  };
}
