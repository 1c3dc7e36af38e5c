import { DeviceError } from '../../errors.js';
import { type Receipt, vatRateByCode, vatRates } from '../../fiscal/index.js';
import { type Command, commands, deviceStatus } from '../../protocol/index.js';
import type { ReceiptStep } from '../dialect.js';
import type { PlannedCall } from './plan.js';
import type { ClassicStep } from './steps.js';

/** Register 37 after a refusal EE: the register does not know the number of the rate. */
const WRONG_TAX_NUMBER = 0x0104;
const ITEM = /^items\[(\d+)\]/;

/**
 * A register that does not carry a rate refuses its number in the middle of the receipt. The error then names the item, the rate
 * and what can be done; why the register does not know the rate, nobody has asked it.
 */
export function explainRefusal(error: unknown, steps: readonly ReceiptStep[], receipt: Receipt): unknown {
  if (!(error instanceof DeviceError)) return error;
  const refused = error.status === deviceStatus.extendedInRegister37 && error.extended === WRONG_TAX_NUMBER;
  const plan = steps.map((step) => (step as ClassicStep).call);
  const call = refused
    ? plan.find((one) => one.path === error.path && rateNumber(one) !== undefined)
    : undefined;
  const number = call && rateNumber(call);
  const title = call && rateTitle(call, receipt);
  if (call === undefined || number === undefined || title === undefined) return error;
  const item = itemOf(call, receipt);
  const what = item === undefined ? call.path : `${call.path} «${item.name}»`;
  return new DeviceError({
    status: error.status,
    extended: error.extended,
    statusName: error.statusName,
    textRu: `${error.textRu}: ${what}, ставка НДС ${title} (номер ${number})`,
    textEn: `${error.textEn}: ${call.path}, VAT rate ${title} (number ${number})`,
    command: error.command,
    path: call.path,
    history: error.history,
    advice:
      'Узнайте, есть ли эта ставка в прошивке ККТ (версию скажет identify()). Если есть, но под другим номером, ' +
      'задайте номер в connect(…, { capabilities: { vatRates } }); если нет, оформите чек на ККТ, где она есть',
    adviceEn:
      'Find out whether the firmware of the register has this rate (identify() tells its version). If it has it under another ' +
      'number, give that in connect(…, { capabilities: { vatRates } }); if not, issue the receipt on a register that has it',
  });
}

function rateNumber({ command, request }: PlannedCall): number | undefined {
  const carriers: readonly unknown[] = [commands.endPosition, commands.registerTax];
  return carriers.includes(command as Command) ? (request as { tax: number }).tax : undefined;
}

function rateTitle(call: PlannedCall, receipt: Receipt): string | undefined {
  const item = itemOf(call, receipt);
  if (item) return vatRates[item.vat].title;
  const index = /^vats\[(\d+)\]$/.exec(call.path)?.[1];
  const total = index === undefined ? undefined : receipt.vatTotals[Number(index)];
  return total ? vatRates[total.vat].title : vatRateByCode(rateNumber(call) ?? 0)?.title;
}

/** By its place in the input, where printed lines count, too. */
function itemOf({ path }: PlannedCall, { items, lines }: Receipt): Receipt['items'][number] | undefined {
  const place = ITEM.exec(path)?.[1];
  if (place === undefined) return undefined;
  return items.find((_, index) => index + lines.filter(({ at }) => at <= index).length === Number(place));
}
