import type { ReceiptInput } from 'atol-kkt';
import {
  formatKopecks,
  type PaymentForm,
  paymentForms,
  type Taxation,
  taxations,
  type VatRate,
  vatRateNames,
} from 'atol-kkt/fiscal';
import type { Job } from '../../store/index.js';
import { dayOf } from '../days.js';
import { Form } from '../form.js';
import { html, type Markup } from '../html/html.js';
import { paymentName, taxationName, vatName } from '../html/names.js';
import { field, select, tick } from '../html/parts.js';
import type { Tell } from '../language.js';
import type { Visit } from '../visit.js';
import { checkedOriginal } from './return-form.js';

/** Rates in the order in which people look for them. */
const rates: readonly VatRate[] = [
  'vat22',
  'vat20',
  'vat10',
  'vat7',
  'vat5',
  'vat0',
  'none',
  'vat122',
  'vat120',
  'vat110',
  'vat107',
  'vat105',
];

/** Everything of a correction of FFD 1.05, with what is wrong with it. */
export function correctionFields(visit: Visit, fields: Form): Markup {
  const { t } = visit;
  const text = (name: string, more: Parameters<typeof field>[2] = {}) =>
    field(name, correctionLabel(name, t), { value: fields.text(name), ...more });
  const money = html` inputmode="decimal" placeholder="0.00"`;
  const groups = visit.groups.map((name): [string, string] => [name, visit.group(name).title]);
  const systems = taxations.entries
    .filter(({ name }) => name !== 'envd')
    .map(({ name }): [string, string] => [name, taxationName(name, t)]);
  return html`<div class="fields">
${select('group', t('Группа', 'Group'), groups, { value: fields.text('group') })}
${select(
  'type',
  t('Что корректируется', 'What is corrected'),
  [
    ['sellCorrection', t('приход', 'sales')],
    ['buyCorrection', t('расход', 'purchases')],
  ],
  {
    value: fields.text('type'),
    hint: t(
      'в ФФД 1.05 неучтённый возврат прихода — коррекция расхода',
      'in FFD 1.05 an unrecorded return of a sale is a correction of purchases',
    ),
  },
)}
${select('taxation', correctionLabel('taxation', t), [['', t('как у кассы', 'as the register has')], ...systems], { value: fields.text('taxation') })}
${select(
  'basis',
  t('Основание', 'Basis'),
  [
    ['self', t('самостоятельно', 'on one’s own')],
    ['order', t('по предписанию', 'by an order')],
  ],
  { value: fields.text('basis') },
)}
${text('date', { type: 'date', required: true, hint: t('дата расчёта, который корректируется', 'date of the settlement that is corrected') })}
${text('number', { hint: t('для предписания обязателен', 'needed for an order') })}
<div class="whole">${text('description', { hint: t('что произошло', 'what has happened') })}</div></div>
<h3>${t('Оплата, руб.', 'Payment, roubles')}</h3><div class="fields">${paymentForms.names.map((name) => text(`pay-${name}`, { more: money }))}</div>
<h3>${t('НДС по ставкам, руб.', 'VAT by rate, roubles')}</h3><p><small>${t('Сумма налога; для 0 % и «без НДС» — сумма расчёта.', 'The tax; for 0 % and "no VAT" the sum itself.')}</small></p><div class="fields">${rates.map((name) => text(`vat-${name}`, { more: money }))}</div>
<h3>${t('Ещё', 'More')}</h3><div class="fields">${text('operator')}${text('contact')}${text('sign', { hint: t('если корректируется оформленный чек', 'when a receipt that was issued is corrected'), more: html` inputmode="numeric"` })}
<div>${tick('electronic', t('не печатать (электронный чек)', 'do not print (electronic)'), fields.flag('electronic'))}</div></div>`;
}

export function correctionLabel(name: string, t: Tell): string {
  const known: Readonly<Record<string, string>> = {
    taxation: t('Система налогообложения', 'Tax system'),
    date: t('Дата', 'Date'),
    number: t('Номер предписания', 'Number of the order'),
    description: t('Описание', 'Description'),
    operator: t('Кассир', 'Cashier'),
    contact: t('Телефон или e-mail покупателя', 'Phone or e-mail of the buyer'),
    sign: t('ФП исходного чека', 'Fiscal sign of the original'),
    payments: t('Оплата', 'Payment'),
    vats: t('НДС', 'VAT'),
    total: t('Сумма', 'Sum'),
  };
  const found = known[name];
  if (found !== undefined) return found;
  if (name.startsWith('pay-')) return paymentName(name.slice(4), t);
  if (name.startsWith('vat-')) return vatName(name.slice(4) as VatRate, t);
  return name;
}

/** The correction that the form asks for; the driver checks it. */
export function correctionOf(fields: Form): ReceiptInput {
  const payments = filled(fields, 'pay', paymentForms.names).map(([type, sum]) => ({
    type: type as PaymentForm,
    sum,
  }));
  const vats = filled(fields, 'vat', vatRateNames).map(([vat, sum]) => ({ vat: vat as VatRate, sum }));
  const taxation = fields.text('taxation');
  const [operator, contact, sign] = [fields.text('operator'), fields.text('contact'), fields.text('sign')];
  const [number, description] = [fields.text('number'), fields.text('description')];
  return {
    type: fields.text('type') === 'buyCorrection' ? 'buyCorrection' : 'sellCorrection',
    electronic: fields.flag('electronic'),
    ...(taxation !== undefined && { taxation: taxation as Taxation }),
    correction: {
      type: fields.text('basis') === 'order' ? 'order' : 'self',
      date: fields.text('date') ?? '',
      ...(number !== undefined && { number }),
      ...(description !== undefined && { description }),
    },
    payments,
    ...(vats.length > 0 && { vats }),
    ...(operator !== undefined && { operator: { name: operator } }),
    ...(contact !== undefined && { customer: { contact } }),
    ...(sign !== undefined && { additionalAttribute: sign }),
  };
}

function filled(fields: Form, prefix: string, names: readonly string[]): [name: string, sum: string][] {
  return names.flatMap((name): [string, string][] => {
    const sum = fields.decimal(`${prefix}-${name}`);
    return sum === undefined ? [] : [[name, sum]];
  });
}

/** The field of a path in the correction: places in a list are those of what was filled in. */
export function correctionField(fields: Form): (path: string) => string {
  const places = {
    payments: filled(fields, 'pay', paymentForms.names),
    vats: filled(fields, 'vat', vatRateNames),
  };
  return (path) => {
    const [, list, index] = /^(payments|vats)\[(\d+)\]/.exec(path) ?? [];
    if (list !== undefined)
      return `${list === 'vats' ? 'vat' : 'pay'}-${places[list as keyof typeof places][Number(index)]?.[0] ?? ''}`;
    const [first = '', second] = path.split('.');
    if (first === 'correction') return second === 'type' || second === undefined ? 'basis' : second;
    if (first === 'customer') return 'contact';
    return first === 'additionalAttribute' ? 'sign' : first;
  };
}

/** The form for a receipt that was issued: its sums, its sign, its day. */
export function prefilled(visit: Visit, job: Job | undefined): Form {
  if (!job)
    return new Form(
      new URLSearchParams({ operator: visit.user.name, group: visit.groups[0] ?? '', electronic: 'on' }),
    );
  const original = checkedOriginal(job);
  const { timeZone } = visit.group(job.group);
  const fields = new URLSearchParams({
    group: job.group,
    type: job.type.startsWith('buy') ? 'buyCorrection' : 'sellCorrection',
    date: job.result?.dateTime.slice(0, 10) ?? dayOf(job.acceptedAt, timeZone),
    description: `Чек ${job.externalId}`.slice(0, 256),
    operator: visit.user.name,
    contact: job.contact ?? '',
    sign: job.result ? String(job.result.fiscalSign) : '',
    taxation: original?.taxation ?? '',
  });
  if (job.receipt.electronic) fields.set('electronic', 'on');
  for (const { type, sum } of original?.payments ?? [])
    fields.set(`pay-${type}`, formatKopecks(type === 'cash' ? sum - (original?.change ?? 0) : sum));
  for (const { vat, sum } of original?.vatTotals ?? []) fields.set(`vat-${vat}`, formatKopecks(sum));
  return new Form(fields);
}
