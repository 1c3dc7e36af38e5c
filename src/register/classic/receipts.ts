import { restated } from '../../errors/restated.js';
import { DeviceError } from '../../errors.js';
import type { Capabilities, Receipt } from '../../fiscal/index.js';
import { checkRequest } from '../../protocol/classic/command.js';
import { type Command, commands, deviceStatus } from '../../protocol/index.js';
import type {
  QueueOptions,
  ReceiptDialect,
  ReceiptQueue,
  ReceiptStep,
  RefusalReason,
  Settled,
} from '../dialect.js';
import type { ThroughOptions } from '../session/call-options.js';
import type { ExchangeChoice, ExchangeMode } from '../session/exchange.js';
import type { Ground } from './ground.js';
import { layOut } from './lines.js';
import { type PlannedCall, planReceipt } from './plan.js';
import { explainRefusal } from './rate-refusal.js';
import { TaskQueue } from './receipt-queue.js';
import { type ClassicStep, settledBy } from './steps.js';

const kinds = new Map<unknown, ReceiptStep['kind']>([
  [commands.openReceipt, 'open'],
  [commands.payment, 'payment'],
  [commands.closeReceipt, 'close'],
]);

const reasons: Readonly<Record<number, RefusalReason>> = {
  [deviceStatus.deniedInOpenedReceipt]: 'receipt open',
  [deviceStatus.deniedInClosedReceipt]: 'no receipt open',
  [deviceStatus.deniedInClosedShift]: 'shift closed',
  [deviceStatus.shiftExpired]: 'shift expired',
  [deviceStatus.fnShiftExpired]: 'shift expired',
};

interface CheckedPlan {
  readonly rates: Capabilities['vatRates'];
  readonly steps: readonly ClassicStep[];
}

/** Receipts as commands EA to 4A, in mode 1. */
export class ClassicReceipts implements ReceiptDialect {
  readonly #ground: Ground;
  readonly #choice: ExchangeChoice;
  /** Steps of receipts that were checked, so that none of them is planned twice. */
  readonly #checked = new WeakMap<Receipt, CheckedPlan>();

  constructor(ground: Ground, choice: ExchangeChoice) {
    this.#ground = ground;
    this.#choice = choice;
  }

  get exchange(): ExchangeMode {
    return this.#choice.inUse();
  }

  check(receipt: Receipt, capabilities: Capabilities): void {
    const steps = stepsOf(planReceipt(receipt, capabilities));
    this.#checked.set(receipt, { rates: capabilities.vatRates, steps });
  }

  async plan(
    receipt: Receipt,
    capabilities: Capabilities,
    options: ThroughOptions,
  ): Promise<readonly ClassicStep[]> {
    const checked = this.#checked.get(receipt);
    // Nothing but the rates and the paper, for lines, makes a plan another one.
    if (checked && receipt.lines.length === 0 && checked.rates === capabilities.vatRates)
      return checked.steps;
    return stepsOf(planReceipt(receipt, capabilities, await layOut(this.#ground, receipt, options)));
  }

  send(step: ReceiptStep, options: ThroughOptions): Promise<Settled | undefined> {
    const { command, request, path } = (step as ClassicStep).call;
    return this.#ground.modes.send(command as Command, request, options).then(settledBy(step), (error) => {
      throw error instanceof DeviceError && path !== undefined ? restated(error, { path }) : error;
    });
  }

  queue(options: QueueOptions): ReceiptQueue {
    return new TaskQueue(this.#ground, this.#choice, options);
  }

  async cancel(options: ThroughOptions): Promise<'cancelled' | 'none'> {
    try {
      await this.#ground.modes.send(commands.cancelReceipt, undefined, options);
      return 'cancelled';
    } catch (error) {
      const none = error instanceof DeviceError && error.status === deviceStatus.deniedInClosedReceipt;
      if (none) return 'none';
      throw error;
    }
  }

  explain(error: unknown, steps: readonly ReceiptStep[], receipt: Receipt): unknown {
    return explainRefusal(error, steps, receipt);
  }

  reasonOf({ status }: DeviceError): RefusalReason | undefined {
    return reasons[status];
  }
}

/** What cannot be sent is refused before a byte goes out. */
function stepsOf(calls: readonly PlannedCall[]): readonly ClassicStep[] {
  for (const { command, request } of calls) checkRequest(command as Command, request);
  const opening = calls.findIndex(({ command }) => command === commands.openReceipt);
  return calls.map((call, index) => {
    const kind = kinds.get(call.command) ?? (index < opening ? 'before' : 'fill');
    return { kind, path: call.path, tag: call.tag, call };
  });
}
