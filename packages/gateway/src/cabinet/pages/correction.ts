import { createHmac, randomUUID } from 'node:crypto';
import { type Problem, ValidationError } from 'atol-kkt';
import { type Receipt, toReceipt } from 'atol-kkt/fiscal';
import { sameText } from '../access/sessions.js';
import { type Answer, page, redirect } from '../answer.js';
import { dayOf } from '../days.js';
import { CabinetError } from '../errors.js';
import { html, type Markup } from '../html/html.js';
import { csrfField } from '../html/layout.js';
import { head, notice } from '../html/parts.js';
import { paperOf } from '../paper/paper.js';
import { byField, type Problems, problemList } from '../problems.js';
import type { Route } from '../route.js';
import type { Visit } from '../visit.js';
import {
  correctionField,
  correctionFields,
  correctionLabel,
  correctionOf,
  prefilled,
} from './correction-form.js';
import { registrationOf } from './receipt.js';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** An empty form, or one for a receipt that was issued. */
async function begin(visit: Visit): Promise<Answer> {
  const uuid = visit.query.text('receipt');
  const job = uuid === undefined ? undefined : await visit.job(uuid);
  return form(visit, prefilled(visit, job), { key: randomUUID(), receipt: job?.uuid });
}

interface Hidden {
  readonly key: string;
  /** uuid of the receipt that is corrected. */
  readonly receipt: string | undefined;
}

function hiddenOf({ form: fields }: Visit): Hidden {
  const key = fields.text('key') ?? '';
  if (!UUID.test(key))
    throw new CabinetError(400, 'Откройте форму коррекции снова', 'Open the form of the correction again');
  return { key, receipt: fields.text('receipt') };
}

function hiddenFields(visit: Visit, { key, receipt }: Hidden): Markup {
  return html`${csrfField(visit)}<input type="hidden" name="key" value="${key}">${receipt !== undefined && html`<input type="hidden" name="receipt" value="${receipt}">`}`;
}

function form(visit: Visit, fields: Visit['form'], hidden: Hidden, problems: Problems = new Map()): Answer {
  const { t } = visit;
  const title = t('Чек коррекции', 'Correction');
  const body = html`${head(title, undefined, hidden.receipt === undefined ? html`<a href="/receipts">${t('Чеки', 'Receipts')}</a>` : html`<a href="/receipts/${hidden.receipt}">${t('Исходный чек', 'The original')}</a>`)}
${
  problems.size > 0 &&
  notice(
    'bad',
    problemList(problems, (name) => correctionLabel(name, t)),
  )
}
<div class="split"><section class="card"><form method="post" action="/corrections/preview" data-check="/corrections/check" data-place="check">${hiddenFields(visit, hidden)}
${correctionFields(visit, fields)}<div class="submit"><button class="main">${t('Показать чек и оформить', 'Show the paper and issue')}</button></div></form></section>
<section class="card" aria-live="polite"><h2>${t('Проверка', 'Check')}</h2><div id="check"><p class="empty">${t('Данные проверяются, пока вы их вводите.', 'The data are checked as you type.')}</p></div></section></div>`;
  return page(title, body, problems.size > 0 ? 400 : 200);
}

/** By the driver's rules, on today's date of the group. */
function read(visit: Visit): {
  readonly receipt?: Receipt;
  readonly problems: Problems;
  readonly warnings: readonly Problem[];
} {
  const { timeZone } = visit.group(visit.form.text('group'));
  try {
    const receipt = toReceipt(correctionOf(visit.form), { date: dayOf(visit.now, timeZone) });
    return { receipt, problems: new Map(), warnings: receipt.warnings };
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return { problems: byField(error.problems, visit.language, correctionField(visit.form)), warnings: [] };
  }
}

async function draft(visit: Visit, receipt: Receipt): Promise<Markup> {
  const group = visit.form.text('group') ?? '';
  const registration = await registrationOf(visit, { register: undefined, group, result: undefined });
  const header = [visit.t('ПРОВЕРЬТЕ: ЧЕК ЕЩЁ НЕ ОФОРМЛЕН', 'NOT ISSUED YET')];
  return html`<div class="paper">${paperOf(receipt, { registration, header })}</div>`;
}

async function check(visit: Visit): Promise<Answer> {
  const { t } = visit;
  const { receipt, problems, warnings } = read(visit);
  if (!receipt) {
    return {
      kind: 'fragment',
      body: html`<p>${t('Осталось исправить', 'To be corrected')}: ${problems.size}</p>${problemList(problems, (name) => correctionLabel(name, t))}`,
    };
  }
  return { kind: 'fragment', body: html`${advice(visit, warnings)}${await draft(visit, receipt)}` };
}

function advice({ language }: Visit, warnings: readonly Problem[]): Markup {
  return html`${warnings.map((one) => notice('warn', one[language]))}`;
}

/** The paper, before anything is issued. */
async function preview(visit: Visit): Promise<Answer> {
  const { t } = visit;
  const hidden = hiddenOf(visit);
  const { receipt, problems, warnings } = read(visit);
  if (!receipt) return form(visit, visit.form, hidden, problems);
  const own = new Set(['_csrf', 'key', 'receipt', 'seen']);
  const fields = visit.form.entries().filter(([name]) => !own.has(name));
  const title = t('Чек коррекции: проверьте', 'Correction: look at it');
  const body = html`${head(title)}${advice(visit, warnings)}
<div class="split"><section class="card">${await draft(visit, receipt)}</section><section class="card"><h2>${t('Оформить?', 'Issue it?')}</h2>
<p>${t('Документ встанет в очередь группы и будет оформлен первой свободной кассой. Отменить оформленную коррекцию нельзя.', 'The document goes into the queue of the group; the first free register issues it. A correction that was issued cannot be taken back.')}</p>
<form method="post" action="/corrections">${hiddenFields(visit, hidden)}<input type="hidden" name="seen" value="${sealOf(visit, hidden)}">${fields.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<div class="submit"><button class="main" name="go" value="issue">${t('Оформить', 'Issue')}</button><button formaction="/corrections/edit">${t('Исправить', 'Change')}</button></div></form></section></div>`;
  return page(title, body);
}

/** Says that this person has seen the paper of exactly these data. */
function sealOf(visit: Visit, { key, receipt }: Hidden): string {
  const seen = JSON.stringify([key, receipt, visit.form.text('group'), correctionOf(visit.form)]);
  return createHmac('sha256', visit.csrf).update(seen).digest('base64url');
}

/** Under its key: a second click, or the same form again, finds the document of the first one. */
async function issue(visit: Visit): Promise<Answer> {
  const { gateway, turns } = visit.cabinet;
  const hidden = hiddenOf(visit);
  const group = visit.group(visit.form.text('group'));
  const { receipt } = read(visit);
  if (!receipt || !sameText(visit.form.text('seen') ?? '', sealOf(visit, hidden))) return preview(visit);
  const original = hidden.receipt === undefined ? undefined : await visit.job(hidden.receipt);
  const externalId = `correction/${hidden.key}`;
  return turns.inTurn(externalId, async () => {
    const before = await gateway.store.jobs.byExternalId(group.name, externalId);
    if (before) return redirect(`/receipts/${before.uuid}?done=same`);
    const input = correctionOf(visit.form);
    const { uuid, created } = await visit.act(
      group.name,
      { externalId, ...input.correction, total: receipt.total },
      () =>
        gateway.submit(group.name, externalId, input, {
          origin: 'cabinet',
          ...(original && { relatedTo: original.uuid }),
        }),
    );
    return redirect(`/receipts/${uuid}?done=${created ? 'queued' : 'same'}`);
  });
}

export const correctionRoutes: readonly Route[] = [
  { method: 'GET', path: '/corrections/new', role: 'operator', handle: begin },
  { method: 'POST', path: '/corrections/check', role: 'operator', handle: check },
  { method: 'POST', path: '/corrections/preview', role: 'operator', handle: preview },
  {
    method: 'POST',
    path: '/corrections/edit',
    role: 'operator',
    handle: (visit) => form(visit, visit.form, hiddenOf(visit)),
  },
  { method: 'POST', path: '/corrections', role: 'operator', action: 'job.correction', handle: issue },
];
