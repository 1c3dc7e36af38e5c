import { AtolError } from 'atol-kkt';
import type { RegisterHealth } from '../../fleet/index.js';
import type { CallbackState, Job } from '../../store/index.js';
import { type Answer, page, redirect } from '../answer.js';
import { html, type Markup, type Part } from '../html/html.js';
import { jobState, originName, paymentName, typeName } from '../html/names.js';
import { badge, button, card, facts, head, notice } from '../html/parts.js';
import type { Language } from '../language.js';
import { notesOf } from '../notes.js';
import { paperOf } from '../paper/paper.js';
import type { Route } from '../route.js';
import type { Visit } from '../visit.js';
import { receiptTable } from './receipt-table.js';

async function receipt(visit: Visit): Promise<Answer> {
  const { t } = visit;
  const job = await visit.job();
  const { store } = visit.cabinet.gateway;
  const { jobs: related } = await store.jobs.find({ relatedTo: job.uuid, group: job.group });
  const original = job.relatedTo === undefined ? undefined : await store.jobs.get(job.relatedTo);
  const callbacks = await store.outbox.of(job.uuid);
  const [text, tone] = jobState(job, t);
  const type = typeName(job.type, t);
  const title = `${type.charAt(0).toUpperCase()}${type.slice(1)} ${job.externalId}`;
  const linked = [...(original && visit.sees(original.group) ? [original] : []), ...related];
  const body = html`${head(title, actions(visit, job), html`<a href="/receipts">${t('Чеки', 'Receipts')}</a>`)}${notesOf(visit)}
<div class="split"><div class="stack">
${card(t('Чек', 'Receipt'), html`<p>${badge(text, tone)}</p>${failure(visit, job)}${jobFacts(visit, job)}`, { id: 'job', live: true })}
${card(t('История', 'Story'), story(visit, job), { id: 'story', live: true })}
${callbacks.length > 0 && card(t('Уведомление магазина', 'Callback of the shop'), callbackOf(visit, job, callbacks), { id: 'callback', live: true })}
${linked.length > 0 && card(t('Связанные документы', 'Linked documents'), receiptTable(visit, linked), { className: 'cards' })}
</div>${card(undefined, await paper(visit, job), { id: 'paper', live: true })}</div>`;
  return page(title, body);
}

function actions(visit: Visit, job: Job): Markup | undefined {
  if (!visit.may('operator')) return undefined;
  const { t } = visit;
  const to = `/receipts/${job.uuid}`;
  const returnable = job.state === 'done' && (job.type === 'sell' || job.type === 'buy');
  return html`${returnable && html`<a class="button main" href="${to}/return">${t('Вернуть', 'Return')}</a>`}
${job.state === 'done' && html`<a class="button" href="/corrections/new?receipt=${job.uuid}">${t('Коррекция', 'Correction')}</a>`}
${job.state === 'wait' && button(visit, `${to}/cancel`, t('Отменить', 'Cancel'), { tone: 'danger', confirm: t('Отменить задание?', 'Cancel the job?') })}
${job.state === 'pinned' && job.unknownSince !== undefined && html`<a class="button danger" href="/unknown/${job.uuid}">${t('Решить', 'Decide')}</a>`}`;
}

function failure({ language }: Visit, { failure: why }: Job): Markup | undefined {
  if (!why) return undefined;
  return notice(
    'bad',
    html`${why[language]}${why.problems?.map((one) => html`<div><code>${one.path}</code> ${one[language]}</div>`)}`,
  );
}

export function jobFacts(visit: Visit, job: Job): Markup {
  const { t } = visit;
  const format = visit.formatOf(job.group);
  const { result, receipt: input } = job;
  const payments = input.payments?.map(({ type, sum }) => `${paymentName(type, t)} ${sum}`).join(', ');
  return facts([
    ['external_id', html`<code>${job.externalId}</code>`],
    ['uuid', html`<code>${job.uuid}</code>`],
    [t('Группа', 'Group'), job.group],
    [t('Вид', 'Kind'), typeName(job.type, t)],
    [t('Сумма', 'Sum'), format.money(job.totalKopecks)],
    [t('Оплата', 'Payment'), payments],
    [t('Покупатель', 'Buyer'), job.contact],
    [t('Откуда', 'From'), originName(job.origin, t)],
    [
      t('Касса', 'Register'),
      job.register !== undefined &&
        html`<a href="/registers/${encodeURIComponent(job.register)}">${job.register}</a>`,
    ],
    [t('ФН', 'FN'), result?.fnNumber],
    [t('ФД', 'FD'), result && String(result.documentNumber)],
    [t('ФП', 'Fiscal sign'), result && String(result.fiscalSign)],
    [t('Смена и чек', 'Shift and receipt'), result && `${result.shiftNumber} / ${result.receiptNumber}`],
    [t('Время кассы', 'Register time'), result?.dateTime.replace('T', ' ')],
    [
      t('callback_url', 'callback_url'),
      job.callbackUrl !== undefined && html`<code>${job.callbackUrl}</code>`,
    ],
  ]);
}

/** What happened when, oldest first. */
function story(visit: Visit, job: Job): Markup {
  const { t } = visit;
  const events: (readonly [at: number, text: Part])[] = [
    [job.acceptedAt, t('принят в очередь', 'taken into the queue')],
    ...(job.pinnedAt === undefined
      ? []
      : [[job.pinnedAt, `${t('отдан кассе', 'given to register')} ${job.register}`] as const]),
    ...(job.unknownSince === undefined
      ? []
      : [[job.unknownSince, t('исход неизвестен', 'the outcome is not known')] as const]),
    ...(job.story ?? job.result?.history ?? []).map(
      ({ at, text }) => [at, storyLine(text, visit.language)] as const,
    ),
    ...(job.finishedAt === undefined ? [] : [[job.finishedAt, jobState(job, t)[0]] as const]),
  ];
  return storyList(visit, job.group, events);
}

export function storyList(
  visit: Visit,
  group: string,
  events: readonly (readonly [at: number, text: Part])[],
): Markup {
  const format = visit.formatOf(group);
  const sorted = events.toSorted(([one], [other]) => one - other);
  return html`<ol class="story">${sorted.map(([at, text]) => html`<li><time datetime="${new Date(at).toISOString()}">${format.time(at)}</time>${text}</li>`)}</ol>`;
}

/** The driver writes its stories in Russian and knows their English. */
export function storyLine(text: string, language: Language): string {
  return language === 'ru' ? text : new AtolError('STORY', text).english;
}

function callbackOf(visit: Visit, { uuid }: Job, callbacks: readonly CallbackState[]): Markup {
  const { t, format } = visit;
  const states = {
    due: t('ждёт отправки', 'to be sent'),
    sent: t('доставлено', 'delivered'),
    dead: t('не доставлено', 'not delivered'),
  };
  const rows = callbacks.map(({ url, state, attempts, error, dueAt }) =>
    facts([
      [t('Адрес', 'Address'), html`<code>${url}</code>`],
      [t('Состояние', 'State'), states[state]],
      [t('Попыток', 'Attempts'), String(attempts)],
      [t('Ошибка', 'Error'), error],
      [t('Следующая попытка', 'Next attempt'), state === 'due' ? format.exact(dueAt) : undefined],
    ]),
  );
  const again =
    visit.may('operator') &&
    button(visit, `/receipts/${uuid}/callback`, t('Повторить уведомление', 'Call again'));
  return html`${rows}${again && html`<div class="submit">${again}</div>`}`;
}

async function paper(visit: Visit, job: Job): Promise<Markup> {
  const { t } = visit;
  const registration = await registrationOf(visit, job);
  const draft = job.result === undefined;
  try {
    const header = draft ? [t('ЧЕК ЕЩЁ НЕ ОФОРМЛЕН', 'NOT ISSUED YET')] : undefined;
    return html`<div class="paper">${paperOf(job.receipt, { result: job.result, registration, header })}</div>`;
  } catch {
    // What the API accepted years ago may break rules of today.
    return html`<pre>${JSON.stringify(job.receipt, null, 1)}</pre>`;
  }
}

/** Of the register that has the job, as long as it has the FN of the document; else of any register of the group. */
export async function registrationOf(
  visit: Visit,
  { register, group, result }: Pick<Job, 'register' | 'group' | 'result'>,
): Promise<RegisterHealth['registration']> {
  const { lanes } = visit.cabinet.gateway.store;
  const row = register === undefined ? undefined : await lanes.get(register);
  const health = row?.health as RegisterHealth | undefined;
  if (health?.registration && (result === undefined || health.fn?.number === result.fnNumber))
    return health.registration;
  if (result !== undefined) return undefined;
  const rows = await lanes.all(group);
  return rows
    .map((one) => (one.health as RegisterHealth | undefined)?.registration)
    .find((one) => one !== undefined);
}

async function cancel(visit: Visit): Promise<Answer> {
  const { uuid } = await visit.job();
  const done = await visit.act(uuid, null, () => visit.cabinet.gateway.cancel(uuid));
  return redirect(`/receipts/${uuid}?done=${done ? 'cancelled' : 'tooLate'}`);
}

async function callAgain(visit: Visit): Promise<Answer> {
  const { uuid } = await visit.job();
  const done = await visit.act(uuid, null, () => visit.cabinet.gateway.store.outbox.again(uuid, visit.now));
  return redirect(`/receipts/${uuid}?done=${done ? 'calledAgain' : 'noCallback'}`);
}

export const receiptRoutes: readonly Route[] = [
  { method: 'GET', path: '/receipts/:uuid', role: 'viewer', handle: receipt },
  { method: 'POST', path: '/receipts/:uuid/cancel', role: 'operator', action: 'job.cancel', handle: cancel },
  {
    method: 'POST',
    path: '/receipts/:uuid/callback',
    role: 'operator',
    action: 'job.callback',
    handle: callAgain,
  },
];
