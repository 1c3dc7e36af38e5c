import { restated } from '../../errors/restated.js';
import { AtolError } from '../../errors.js';
import {
  type Capabilities,
  type FiscalResult,
  formatKopecks,
  type Receipt,
  receiptTypes,
} from '../../fiscal/index.js';
import { afterUnprinted } from '../documents/printed.js';
import { onlyOnce } from '../once/only-once.js';
import type { Exclusive } from '../session/exclusive.js';
import { History } from '../session/history.js';
import type { Session } from '../session/session.js';
import { type IssueHooks, ReceiptIssue } from './issue.js';
import type { IssueOptions } from './issue-options.js';
import { prepareReceipt } from './preparation.js';

export interface WantedReceipt {
  readonly receipt: Receipt;
  readonly key: string | undefined;
  readonly options: IssueOptions;
}

/** Carries a checked receipt out in its turn. Undefined when `onTurn` says that it is not to be issued. */
export function issuerOf(
  session: Session,
  turn: Exclusive,
  capabilities: Capabilities,
  { receipt, key, options }: WantedReceipt,
): (hooks: IssueHooks) => Promise<FiscalResult | undefined> {
  return (hooks) => {
    const history = new History(() => session.dialect.clock.now(), openingOf(receipt, key));
    return turn(options, async () => {
      if (hooks.onTurn && !(await hooks.onTurn().catch(failedBeforehand))) return undefined;
      const { signal } = options;
      if (session.doubts.any) await session.doubts.settleAll({ signal });
      const prepared = await prepareReceipt(session, receipt, capabilities, { signal }).catch(
        failedBeforehand,
      );
      const wanted = Object.assign({ history }, options, hooks);
      const issue = new ReceiptIssue(session, prepared.receipt, prepared.plan, wanted);
      try {
        const result = await afterUnprinted(session, options.unprinted, options, () =>
          issueOnce(session, issue),
        );
        session.cashier.signed(receipt.operator);
        return result;
      } catch (error) {
        if (receipt.operator) session.cashier.left();
        throw session.dialect.receipts.explain(error, prepared.plan, prepared.receipt);
      }
    });
  };
}

/**
 * Ends in one of three ways: the result; an error with outcome `refused` or `not-sent`, when no document was signed and
 * the register takes the next receipt; OutcomeUnknownError, when it cannot be asked.
 */
export async function issueOnce(session: Session, issue: ReceiptIssue): Promise<FiscalResult> {
  const { history } = issue;
  const result = await onlyOnce(session, issue);
  session.issued.add(result);
  if (history.entries.length === 0) return result;
  history.add(`чек оформлен: документ ${result.documentNumber}, ФП ${result.fiscalSign}`);
  return issue.told(result);
}

/** A question that comes before a receipt: whatever became of it, nothing of the receipt was sent. */
function failedBeforehand(error: unknown): never {
  if (!(error instanceof AtolError) || error.outcome === 'refused') throw error;
  throw restated(error, { outcome: 'not-sent' });
}

/** The first line of the story of a receipt. */
function openingOf({ type, total, items }: Receipt, key: string | undefined): string {
  const name = key === undefined ? '' : ` «${key}»`;
  const positions = items.length > 0 ? `, позиций: ${items.length}` : '';
  return `чек${name}: ${receiptTypes[type].ru} на ${formatKopecks(total)}${positions}`;
}
