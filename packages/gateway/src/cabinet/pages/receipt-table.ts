import type { Job } from '../../store/index.js';
import { html, type Markup } from '../html/html.js';
import { jobState, typeName } from '../html/names.js';
import { badge, table } from '../html/parts.js';
import type { Visit } from '../visit.js';

/** Receipts as rows: when, what, how much, what became of it. */
export function receiptTable(visit: Visit, jobs: readonly Job[]): Markup {
  const { t } = visit;
  const columns = [
    { title: t('Принят', 'Accepted') },
    { title: t('Номер заказа', 'External id') },
    { title: t('Вид', 'Kind') },
    { title: t('Сумма', 'Sum'), number: true },
    { title: t('Состояние', 'State') },
    { title: t('Касса', 'Register') },
    { title: t('ФД', 'FD'), number: true },
    { title: t('Покупатель', 'Buyer') },
  ];
  const rows = jobs.map((job) => {
    const [text, tone] = jobState(job, t);
    const { uuid, group, externalId, register } = job;
    return [
      html`<span class="wrapless">${visit.formatOf(group).exact(job.acceptedAt)}</span><small>${group}</small>`,
      html`<a href="/receipts/${uuid}">${externalId}</a>`,
      typeName(job.type, t),
      visit.format.money(job.totalKopecks),
      badge(text, tone),
      register !== undefined && html`<a href="/registers/${encodeURIComponent(register)}">${register}</a>`,
      job.result ? String(job.result.documentNumber) : '',
      job.contact ?? '',
    ];
  });
  return table(t('Чеки', 'Receipts'), columns, rows, t('Чеков нет', 'There are no receipts'));
}
