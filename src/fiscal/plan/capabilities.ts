import type { Problem } from '../../errors.js';
import type { AgentType, Taxation } from '../enums.js';
import type { Receipt } from '../receipt/receipt.js';
import { Report, Scope } from '../receipt/scope.js';
import { type VatRate, vatRates } from '../vat.js';

/** What is known of the register; what is not known is not checked. */
export interface Capabilities {
  /**
   * Rates that the firmware carries besides the six of every register, with their numbers in commands EB and B8.
   * A rate that is in neither is refused: the register would sign another one.
   */
  readonly vatRates?: Readonly<Partial<Record<VatRate, number>>>;
  /** Tax systems of the registration (tag 1062). */
  readonly taxations?: readonly Taxation[];
  /** Kinds of agent of the registration (tag 1057). */
  readonly agents?: readonly AgentType[];
}

/** Numbers of the six rates of registers with FFD 1.05 and later (EB, B8). */
const everywhere: Readonly<Partial<Record<VatRate, number>>> = {
  vat20: 1,
  vat10: 2,
  vat120: 3,
  vat110: 4,
  vat0: 5,
  none: 6,
};

export function taxNumbers(capabilities: Capabilities): Readonly<Partial<Record<VatRate, number>>> {
  return { ...everywhere, ...capabilities.vatRates };
}

/** Why this register cannot carry this receipt; empty when it can. */
export function checkCapabilities(receipt: Receipt, capabilities: Capabilities): Problem[] {
  const report = new Report();
  const scope = new Scope(report);
  const numbers = taxNumbers(capabilities);
  const checkRate = (vat: VatRate, at: Scope): void => {
    if (numbers[vat] !== undefined) return;
    const { title } = vatRates[vat];
    at.problem(
      'VAT_NOT_SUPPORTED',
      [
        `прошивка этой ККТ не знает ставку НДС ${title}: обновите прошивку`,
        `the firmware of this register does not know the VAT rate ${title}: update it`,
      ],
      vat,
      1199,
    );
  };
  receipt.items.forEach(({ vat }, index) => {
    checkRate(vat, scope.at('items').at(index).at('vat'));
  });
  if (receipt.vatTotalsGiven) {
    receipt.vatTotals.forEach(({ vat }, index) => {
      checkRate(vat, scope.at('vats').at(index).at('vat'));
    });
  }
  checkTaxation(receipt, capabilities, scope);
  checkAgents(receipt, capabilities, scope);
  return report.problems;
}

function checkTaxation({ taxation }: Receipt, { taxations }: Capabilities, scope: Scope): void {
  if (!taxations) return;
  const listed = taxations.join(', ');
  if (taxation === undefined && taxations.length > 1) {
    scope
      .at('taxation')
      .problem(
        'TAXATION_NEEDED',
        [
          `у ККТ несколько систем налогообложения (${listed}): укажите одну`,
          `the register has several tax systems (${listed}): name one`,
        ],
        undefined,
        1055,
      );
  }
  if (taxation !== undefined && !taxations.includes(taxation)) {
    scope
      .at('taxation')
      .problem(
        'TAXATION_NOT_REGISTERED',
        [
          `ККТ зарегистрирована с другими системами: ${listed}`,
          `the register is registered with others: ${listed}`,
        ],
        taxation,
        1055,
      );
  }
}

function checkAgents(receipt: Receipt, { agents }: Capabilities, scope: Scope): void {
  if (!agents) return;
  const check = (type: AgentType | undefined, tag: number, at: Scope): void => {
    if (type === undefined || agents.includes(type)) return;
    at.problem(
      'AGENT_NOT_REGISTERED',
      [
        `ККТ не зарегистрирована для этого вида агента (тег 1057: ${agents.join(', ') || 'не задан'})`,
        `the register is not registered for this kind of agent (tag 1057: ${agents.join(', ') || 'none'})`,
      ],
      type,
      tag,
    );
  };
  check(receipt.agent?.type, 1057, scope.at('agent').at('type'));
  receipt.items.forEach(({ agent }, index) => {
    check(agent?.type, 1222, scope.at('items').at(index).at('agent').at('type'));
  });
}
