import { settlementTypes } from '../../fiscal/enums.js';
import { formatKopecks } from '../../fiscal/money.js';
import { dateTimeText } from '../../fiscal/render/values.js';
import { receiptType } from '../../protocol/classic/commands/receipt.js';
import { reportType } from '../../protocol/classic/commands/shift.js';
import type { Device } from '../device/device.js';

const shown = [
  [receiptType.sell, settlementTypes.get('sell').print],
  [receiptType.sellReturn, settlementTypes.get('sellReturn').print],
  [receiptType.buy, settlementTypes.get('buy').print],
  [receiptType.buyReturn, settlementTypes.get('buyReturn').print],
  [receiptType.sellCorrection, 'КОРРЕКЦИЯ ПРИХОДА'],
  [receiptType.buyCorrection, 'КОРРЕКЦИЯ РАСХОДА'],
] as const;

const titles: Readonly<Record<number, string>> = {
  [reportType.x]: 'X-ОТЧЕТ',
  [reportType.departments]: 'ОТЧЕТ ПО СЕКЦИЯМ',
  [reportType.operators]: 'ОТЧЕТ ПО КАССИРАМ',
  [reportType.hours]: 'ПОЧАСОВОЙ ОТЧЕТ',
  [reportType.quantity]: 'ОТЧЕТ КОЛИЧЕСТВ',
  [reportType.service]: 'СЛУЖЕБНЫЙ ОТЧЕТ',
  [reportType.shiftCounters]: 'ИТОГИ СМЕНЫ',
  [reportType.overallCounters]: 'ИТОГИ ФН',
  [reportType.unsentDocuments]: 'НЕПЕРЕДАННЫЕ ДОКУМЕНТЫ',
  [reportType.goodsByTaxation]: 'ОТЧЕТ ПО СНО',
  [reportType.goodsByDepartments]: 'ОТЧЕТ ПО ТОВАРАМ И СЕКЦИЯМ',
  [reportType.goodsBySums]: 'ОТЧЕТ ПО СУММАМ',
  [reportType.discounts]: 'ОТЧЕТ ПО СКИДКАМ',
};

export function reportLines(device: Device, type: number): string[] {
  if (type !== reportType.unsentDocuments) return countersLines(device, titles[type] ?? 'ОТЧЕТ');
  const { count, number } = device.fn.queue();
  return [
    device.printer.centred(titles[type] ?? ''),
    device.printer.pair('НЕПЕРЕДАННЫХ ФД', String(count)),
    device.printer.pair('ПЕРВЫЙ', String(number)),
  ];
}

/** Counters of the shift with a title. */
export function countersLines({ printer, state, now, fn }: Device, title: string): string[] {
  const lines = [
    printer.centred(title),
    dateTimeText(now),
    printer.pair('СМЕНА', String(fn.state.shift.number)),
  ];
  for (const [type, name] of shown) {
    const counters = state.shift.byType[type];
    if (!counters || counters.receipts === 0) continue;
    lines.push(printer.pair(`${name} (${counters.receipts})`, `=${formatKopecks(counters.sum)}`));
  }
  lines.push(
    printer.pair(`ВНЕСЕНО (${state.shift.cashIn.count})`, `=${formatKopecks(state.shift.cashIn.sum)}`),
    printer.pair(`ВЫПЛАЧЕНО (${state.shift.cashOut.count})`, `=${formatKopecks(state.shift.cashOut.sum)}`),
    printer.pair('НАЛИЧНОСТЬ', `=${formatKopecks(state.cash)}`),
  );
  const { shortage = 0 } = state.shift;
  // Returns and purchases took more than there was: the money came from elsewhere.
  if (shortage > 0) lines.push(printer.pair('НЕДОСТАЧА', `=${formatKopecks(shortage)}`));
  return lines;
}
