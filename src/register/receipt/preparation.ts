import { restated } from '../../errors/restated.js';
import { AtolError, type Problem, ValidationError } from '../../errors.js';
import {
  type Capabilities,
  checkCapabilities,
  checkDay,
  needsDay,
  type Receipt,
} from '../../fiscal/index.js';
import type { ReceiptStep } from '../dialect.js';
import type { ThroughOptions } from '../session/call-options.js';
import type { Session } from '../session/session.js';

/** A receipt that fits this register on this day, and the calls that issue it. */
export interface PreparedReceipt {
  /** With the warnings that the register's day and registration add. */
  readonly receipt: Receipt;
  readonly plan: readonly ReceiptStep[];
}

/**
 * Asks the register what the receipt needs to be known, and nothing besides: its day, tax systems, agents and FFD, each of them
 * once. Names the cashier where the receipt does not.
 *
 * @throws ValidationError with everything that this register does not allow, before a command that changes anything.
 */
export async function prepareReceipt(
  session: Session,
  receipt: Receipt,
  given: Capabilities,
  options: ThroughOptions,
): Promise<PreparedReceipt> {
  try {
    return await prepare(session, receipt, given, options);
  } catch (error) {
    // Whatever stopped it: nothing of the receipt was sent.
    throw error instanceof AtolError && error.outcome === 'unknown'
      ? restated(error, { outcome: 'not-sent' })
      : error;
  }
}

async function prepare(
  session: Session,
  receipt: Receipt,
  given: Capabilities,
  options: ThroughOptions,
): Promise<PreparedReceipt> {
  const { dialect, facts, cashier } = session;
  let found = await check(session, receipt, given, options);
  if (found.problems.length > 0) {
    // What was remembered may have been a slip of the line or is old: it refuses nothing before it is read again.
    facts.forgetRegistration();
    found = await check(session, receipt, given, options);
  }
  const { problems, warnings, capabilities } = found;
  if (problems.length > 0) throw new ValidationError(problems, 'ККТ не может оформить этот чек');
  // The very receipt that was checked, where it names its taxation: it is planned already.
  const plan = await dialect.receipts.plan(withTaxation(receipt, capabilities), capabilities, options);
  if (receipt.operator) await cashier.announce(receipt.operator, options);
  else await cashier.restore(options);
  const blankInn = (call: ReceiptStep): boolean =>
    call.path === 'operator' && call.tag === 1203 && receipt.operator?.inn === undefined;
  return {
    receipt: { ...receipt, warnings: warningsOf(receipt, warnings) },
    plan: cashier.clears ? plan : plan.filter((call) => !blankInn(call)),
  };
}

interface Checked {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  readonly capabilities: Capabilities;
}

/** Against the day of the register, and against what it is registered for. */
async function check(
  session: Session,
  receipt: Receipt,
  given: Capabilities,
  options: ThroughOptions,
): Promise<Checked> {
  const day = needsDay(receipt) ? await session.facts.day(options) : undefined;
  const dated = day === undefined ? { problems: [], warnings: [] } : checkDay(receipt, day);
  const capabilities = await ask(session, receipt, given, options);
  const problems = [
    ...dated.problems,
    ...checkCapabilities(receipt, capabilities),
    ...(await formatProblems(session, receipt, options)),
  ];
  return { problems, warnings: dated.warnings, capabilities };
}

/** What the caller says of the register counts more than what it says itself. */
async function ask(
  { facts }: Session,
  receipt: Receipt,
  given: Capabilities,
  options: ThroughOptions,
): Promise<Capabilities> {
  const hasAgents = receipt.agent !== undefined || receipt.items.some(({ agent }) => agent !== undefined);
  const taxations = given.taxations ?? (await facts.taxations(options));
  const agents = given.agents ?? (hasAgents ? await facts.agents(options) : undefined);
  return { ...given, ...(taxations && { taxations }), ...(agents && { agents }) };
}

/** FFD 1.0 numbers the rates in another way; corrections of FFD 1.1 and later have items. */
async function formatProblems(
  { facts }: Session,
  { correction }: Receipt,
  options: ThroughOptions,
): Promise<Problem[]> {
  const ffd = await facts.ffd(options);
  const fits = ffd === undefined || ffd === '1.05' || (ffd !== '1.0' && correction === undefined);
  if (fits) return [];
  return [
    {
      path: '',
      code: 'FFD_NOT_SUPPORTED',
      tag: 1209,
      ru: correction
        ? `ККТ работает по ФФД ${ffd}: в чеках коррекции этого формата есть предметы расчёта, здесь — только ФФД 1.05`
        : `ККТ работает по ФФД ${ffd}, чеки здесь — ФФД 1.05`,
      en: correction
        ? `the register works with FFD ${ffd}, whose corrections have items; here are those of FFD 1.05`
        : `the register works with FFD ${ffd}, receipts here are of FFD 1.05`,
      value: ffd,
    },
  ];
}

/** The only system of a register need not be named. */
function withTaxation(receipt: Receipt, { taxations = [] }: Capabilities): Receipt {
  const [only, ...others] = taxations;
  if (receipt.taxation !== undefined || only === undefined || others.length > 0) return receipt;
  return { ...receipt, taxation: only };
}

function warningsOf({ warnings, electronic, lines }: Receipt, dated: readonly Problem[]): Problem[] {
  const unprinted: Problem = {
    path: 'items',
    code: 'LINES_NOT_PRINTED',
    ru: 'чек не печатается, и строки между предметами расчёта тоже',
    en: 'the receipt is not printed, and neither are the lines between the items',
  };
  return [...warnings, ...dated, ...(electronic && lines.length > 0 ? [unprinted] : [])];
}
