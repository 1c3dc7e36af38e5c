import type { Problem } from '../../errors.js';
import { needObject } from '../../util/arguments.js';
import { readable } from '../../util/options.js';
import type { AgentType, Taxation } from '../enums.js';
import { itemPlace } from '../receipt/lines.js';
import type { Agent, Receipt } from '../receipt/receipt.js';
import { Report, Scope } from '../receipt/scope.js';
import { type VatRate, vatRateNames, vatRates } from '../vat.js';

/** What is known of the register. It overrides what the register tells; what nobody tells is not checked. */
export interface Capabilities {
  /**
   * Numbers of rates in commands EB and B8 where they are not the codes of tag 1199, or `false` for a rate that the firmware
   * does not carry. Default: 1..12 as in tag 1199. That the rates of 2025 and 2026 (7..12) go on like the six before them is an
   * assumption: no register was seen with them. One that does not know a number refuses it.
   */
  readonly vatRates?: Readonly<Partial<Record<VatRate, number | false>>>;
  /** Tax systems of the registration (tag 1062). Default: the register is asked. */
  readonly taxations?: readonly Taxation[];
  /** Kinds of agent of the registration (tag 1057). Default: the register is asked. */
  readonly agents?: readonly AgentType[];
}

/** Numbers of the rates in commands EB and B8. */
export function taxNumbers({ vatRates: own }: Capabilities): Readonly<Partial<Record<VatRate, number>>> {
  return own === undefined ? usualNumbers : numbersWith(own);
}

function numbersWith(own: NonNullable<Capabilities['vatRates']>): Partial<Record<VatRate, number>> {
  const numbers: Partial<Record<VatRate, number>> = {};
  for (const vat of vatRateNames) {
    const number = own[vat] ?? vatRates[vat].code;
    if (number !== false) numbers[vat] = number;
  }
  return numbers;
}

const usualNumbers = Object.freeze(numbersWith({}));

/** Why this register cannot carry this receipt; empty when it can. */
export function checkCapabilities(receipt: Receipt, capabilities: Capabilities): Problem[] {
  needObject(receipt, 'receipt');
  needObject(capabilities, 'capabilities');
  return readable('receipt', () => {
    const report = new Report();
    const scope = new Scope(report);
    checkRates(receipt, capabilities, scope);
    checkTaxation(receipt, capabilities, scope);
    checkAgents(receipt, capabilities, scope);
    return report.problems;
  });
}

function checkRates(receipt: Receipt, capabilities: Capabilities, scope: Scope): void {
  const numbers = taxNumbers(capabilities);
  receipt.items.forEach(({ vat }, index) => {
    if (numbers[vat] === undefined) noSuchRate(vat, scope.at('items').at(itemPlace(receipt.lines, index)));
  });
  if (!receipt.vatTotalsGiven) return;
  receipt.vatTotals.forEach(({ vat }, index) => {
    if (numbers[vat] === undefined) noSuchRate(vat, scope.at('vats').at(index));
  });
}

function noSuchRate(vat: VatRate, place: Scope): void {
  const { title } = vatRates[vat];
  place
    .at('vat')
    .problem(
      'VAT_NOT_SUPPORTED',
      [
        `ставки НДС ${title} у этой ККТ нет: так сказано в capabilities.vatRates`,
        `this register does not have the VAT rate ${title}: capabilities.vatRates says so`,
      ],
      vat,
      1199,
    );
}

function checkTaxation({ taxation: given }: Receipt, { taxations: own }: Capabilities, scope: Scope): void {
  if (!own || (given === undefined ? own.length <= 1 : own.includes(given))) return;
  const listed = own.join(', ');
  const at = scope.at('taxation');
  if (given === undefined) {
    at.problem(
      'TAXATION_NEEDED',
      [
        `у ККТ несколько систем налогообложения (${listed}): укажите одну`,
        `the register has several tax systems (${listed}): name one`,
      ],
      undefined,
      1055,
    );
  } else {
    at.problem(
      'TAXATION_NOT_REGISTERED',
      [
        `ККТ зарегистрирована с другими системами: ${listed}`,
        `the register is registered with others: ${listed}`,
      ],
      given,
      1055,
    );
  }
}

function checkAgents(receipt: Receipt, { agents: own }: Capabilities, scope: Scope): void {
  if (!own) return;
  const check = (agent: Agent | undefined, tag: number, place: () => Scope): void => {
    const missing = agent?.types.filter((type) => !own.includes(type)) ?? [];
    if (missing.length === 0) return;
    const kinds = missing.join(', ');
    place()
      .at('agent')
      .at('type')
      .problem(
        'AGENT_NOT_REGISTERED',
        own.length === 0
          ? [
              `ККТ зарегистрирована без признака агента (тег 1057): «${kinds}» требует перерегистрации`,
              `the register is registered without agents (tag 1057): "${kinds}" needs another registration`,
            ]
          : [
              `ККТ не зарегистрирована для этого вида агента (тег 1057: ${own.join(', ')})`,
              `the register is not registered for this kind of agent (tag 1057: ${own.join(', ')})`,
            ],
        kinds,
        tag,
      );
  };
  check(receipt.agent, 1057, () => scope);
  receipt.items.forEach(({ agent }, index) => {
    check(agent, 1222, () => scope.at('items').at(itemPlace(receipt.lines, index)));
  });
}
