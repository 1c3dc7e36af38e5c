import { type Problem, ValidationError } from '../../errors.js';
import {
  type Capabilities,
  checkCapabilities,
  checkDay,
  needsDay,
  type Receipt,
} from '../../fiscal/index.js';
import type { ReceiptStep } from '../dialect.js';
import type { ThroughOptions } from '../session/call-options.js';
import type { ReceiptFacts } from '../session/facts.js';
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
 * @throws ValidationError with everything that this register does not allow, before a command that changes anything. Whatever else it
 * throws: nothing of the receipt was sent.
 */
export async function prepareReceipt(
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
  { facts }: Session,
  receipt: Receipt,
  given: Capabilities,
  options: ThroughOptions,
): Promise<Checked> {
  const hasAgents = receipt.agent !== undefined || receipt.items.some(({ agent }) => agent !== undefined);
  const needs = {
    day: needsDay(receipt),
    taxations: given.taxations === undefined,
    agents: given.agents === undefined && hasAgents,
  };
  const known = await facts.forReceipt(needs, options);
  const dated = known.day === undefined ? NOTHING_FOUND : checkDay(receipt, known.day);
  const capabilities = withFacts(given, known);
  const problems = dated.problems.concat(
    checkCapabilities(receipt, capabilities),
    formatProblems(receipt, known.ffd),
  );
  return { problems, warnings: dated.warnings, capabilities };
}

const NOTHING_FOUND = { problems: [], warnings: [] } as const;

/** What the caller says of the register counts more than what it says itself. */
function withFacts(given: Capabilities, { taxations, agents }: ReceiptFacts): Capabilities {
  const known: { -readonly [K in keyof Capabilities]: Capabilities[K] } = { ...given };
  if (taxations) known.taxations ??= taxations;
  if (agents) known.agents ??= agents;
  return known;
}

/** FFD 1.0 numbers the rates in another way; corrections of FFD 1.1 and later have items. */
function formatProblems({ correction }: Receipt, ffd: string | undefined): Problem[] {
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
  const [only] = taxations;
  if (receipt.taxation !== undefined || only === undefined || taxations.length > 1) return receipt;
  return { ...receipt, taxation: only };
}

const UNPRINTED: Problem = {
  path: 'items',
  code: 'LINES_NOT_PRINTED',
  ru: 'чек не печатается, и строки между предметами расчёта тоже',
  en: 'the receipt is not printed, and neither are the lines between the items',
};

function warningsOf({ warnings, electronic, lines }: Receipt, dated: readonly Problem[]): Problem[] {
  const all = warnings.concat(dated);
  if (electronic && lines.length > 0) all.push({ ...UNPRINTED });
  return all;
}
