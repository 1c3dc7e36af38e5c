import { randomUUID } from 'node:crypto';
import { ValidationError } from 'atol-kkt';
import { paymentForms, type Receipt, toReceipt } from 'atol-kkt/fiscal';
import type { Job } from '../../store/index.js';
import { type Answer, page, redirect } from '../answer.js';
import { dayOf } from '../days.js';
import { CabinetError } from '../errors.js';
import { html, type Markup } from '../html/html.js';
import { csrfField } from '../html/layout.js';
import { paymentName, typeName } from '../html/names.js';
import { card, field, head, notice, select } from '../html/parts.js';
import { paperOf } from '../paper/paper.js';
import { byField, type Problems, problemList } from '../problems.js';
import type { Route } from '../route.js';
import type { Visit } from '../visit.js';
import { registrationOf } from './receipt.js';
import {
  checkedOriginal,
  formOf,
  quantityText,
  type ReturnableLine,
  type ReturnDraft,
  returnableLines,
  returnMetaOf,
  returnOf,
} from './return-form.js';

const MOST_RELATED = 1000;

interface Ground {
  readonly job: Job;
  readonly original: Receipt;
  readonly related: readonly Job[];
  readonly left: readonly ReturnableLine[];
}

/** The original, and what is left of it. */
async function groundOf(visit: Visit): Promise<Ground> {
  const job = await visit.job();
  if (job.state !== 'done' || (job.type !== 'sell' && job.type !== 'buy')) {
    throw new CabinetError(
      409,
      'Вернуть можно оформленный приход или расход',
      'Only a sale or a purchase that was issued can be returned',
    );
  }
  const original = checkedOriginal(job);
  if (!original)
    throw new CabinetError(
      409,
      'Этот чек по сегодняшним правилам не прочитать: сделайте коррекцию',
      'This receipt does not fit the rules of today: make a correction',
    );
  const { jobs: related } = await visit.cabinet.gateway.store.jobs.find({
    relatedTo: job.uuid,
    group: job.group,
    limit: MOST_RELATED,
  });
  return { job, original, related, left: returnableLines(original, related) };
}

async function form(visit: Visit, problems: Problems = new Map()): Promise<Answer> {
  const { t } = visit;
  const { job, original, left } = await groundOf(visit);
  const to = `/receipts/${job.uuid}/return`;
  const title = `${t('Возврат', 'Return')}: ${job.externalId}`;
  const registration = await registrationOf(visit, job);
  const paper = card(
    t('Исходный чек', 'The original'),
    html`<div class="paper">${paperOf(original, { result: job.result, registration })}</div>`,
  );
  if (left.every(({ quantity }) => quantity === 0)) {
    return page(
      title,
      html`${head(title, undefined, back(visit, job))}${notice('warn', t('Всё по этому чеку уже возвращено', 'Everything of this receipt was returned already'))}${paper}`,
    );
  }
  const key = visit.form.text('key') ?? randomUUID();
  const payments = paymentForms.names.map((name): [string, string] => [name, paymentName(name, t)]);
  const body = html`${head(title, undefined, back(visit, job))}${
    problems.size > 0 &&
    notice(
      'bad',
      problemList(problems, (name) => label(visit, name)),
    )
  }
<div class="split"><div class="stack"><section class="card"><h2>${t('Что возвращают', 'What is returned')}</h2><form method="post" action="${to}" data-check="${to}/check" data-place="check">${csrfField(visit)}<input type="hidden" name="key" value="${key}">
${lineTable(visit, left)}<div class="fields">
${select('payment', t('Чем вернуть', 'Paid back by'), payments, { value: formOf(visit.form, original), hint: t('при полном возврате — как платили', 'as it was paid, when everything is returned') })}
${field('operator', t('Кассир', 'Cashier'), { value: visit.form.text('operator') ?? visit.user.name })}</div>
<div class="submit"><button class="main">${t('Оформить возврат', 'Issue the return')}</button></div></form></section>${paper}</div>
<section class="card" aria-live="polite"><h2>${t('Чек возврата', 'The return')}</h2><div id="check"><p class="empty">${t('Отметьте строки: чек появится здесь.', 'Mark lines: the receipt appears here.')}</p></div></section></div>`;
  return page(title, body, problems.size > 0 ? 400 : 200);
}

function back({ t }: Visit, { uuid, type, externalId }: Job): Markup {
  return html`<a href="/receipts/${uuid}">${typeName(type, t)} ${externalId}</a>`;
}

function lineTable(visit: Visit, left: readonly ReturnableLine[]): Markup {
  const { t, format, form: sent } = visit;
  const chosen = new Set(
    sent.entries().length === 0 ? left.map(({ index }) => String(index)) : sent.all('line'),
  );
  const rows = left.map(({ index, name, price, quantity, total }) => {
    const none = quantity === 0;
    const value = sent.text(`quantity-${index}`) ?? quantityText(quantity);
    return html`<tr><td><input type="checkbox" name="line" value="${index}" id="l-${index}"${!none && chosen.has(String(index)) && html` checked`}${none && html` disabled`}></td>
<td><label for="l-${index}">${name}</label>${none && html`<small>${t('уже возвращено', 'returned already')}</small>`}</td><td class="n">${format.money(price)}</td>
<td class="n"><label class="hidden" for="q-${index}">${t('Количество', 'Quantity')}: ${name}</label><input id="q-${index}" name="quantity-${index}" value="${value}" inputmode="decimal" size="7"${none && html` disabled`}><span class="error" id="e-quantity-${index}"></span></td><td class="n">${format.money(total)}</td></tr>`;
  });
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${t('Строки чека', 'Lines of the receipt')}"><table class="lines"><caption class="hidden">${t('Строки чека', 'Lines of the receipt')}</caption><thead><tr><th scope="col"><input type="checkbox" data-all="line" aria-label="${t('Все строки', 'All lines')}" checked></th><th scope="col">${t('Товар', 'Goods')}</th><th scope="col" class="n">${t('Цена', 'Price')}</th><th scope="col" class="n">${t('Вернуть', 'Return')}</th><th scope="col" class="n">${t('Осталось', 'Left')}</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function label({ t }: Visit, name: string): string {
  if (name.startsWith('quantity-')) return `${t('Строка', 'Line')} ${Number(name.slice(9)) + 1}`;
  return name === 'line' ? t('Строки', 'Lines') : name === 'operator' ? t('Кассир', 'Cashier') : '';
}

/** By the driver's rules, on today's date of the group. */
function problemsOf(
  visit: Visit,
  group: string,
  draft: ReturnDraft,
): { problems: Problems; receipt: Receipt | undefined } {
  const own = new Map([...draft.problems].map(([name, [ru, en]]) => [name, visit.t(ru, en)]));
  if (own.size > 0) return { problems: own, receipt: undefined };
  try {
    const { timeZone } = visit.group(group);
    return { problems: own, receipt: toReceipt(draft.input, { date: dayOf(visit.now, timeZone) }) };
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    const fieldOf = (path: string): string => (path.startsWith('operator') ? 'operator' : '');
    return { problems: byField(error.problems, visit.language, fieldOf), receipt: undefined };
  }
}

async function check(visit: Visit): Promise<Answer> {
  const { t } = visit;
  const ground = await groundOf(visit);
  const { problems, receipt } = problemsOf(
    visit,
    ground.job.group,
    returnOf(ground.job, ground.original, ground.left, visit.form),
  );
  if (!receipt) return { kind: 'fragment', body: problemList(problems, (name) => label(visit, name)) };
  const registration = await registrationOf(visit, { ...ground.job, result: undefined });
  const header = [t('ПРОВЕРЬТЕ: ЧЕК ЕЩЁ НЕ ОФОРМЛЕН', 'NOT ISSUED YET')];
  return {
    kind: 'fragment',
    body: html`<div class="paper">${paperOf(receipt, { registration, header })}</div>`,
  };
}

/**
 * One return at a time for an original. The name of a return counts those before it, so that two people, or two processes, who
 * take back the same thing at the same moment make one document; the key of the form tells a double click from them.
 */
async function carryOut(visit: Visit): Promise<Answer> {
  const { gateway, turns } = visit.cabinet;
  const key = visit.form.text('key') ?? '';
  if (!/^[\da-f-]{36}$/.test(key))
    throw new CabinetError(400, 'Откройте форму возврата снова', 'Open the form of the return again');
  const { uuid } = await visit.job();
  return turns.inTurn(`return ${uuid}`, async () => {
    const { job, original, related, left } = await groundOf(visit);
    const before = related.find((one) => returnMetaOf(one)?.key === key);
    if (before) return redirect(`/receipts/${before.uuid}?done=same`);
    const draft = returnOf(job, original, left, visit.form);
    const { problems, receipt } = problemsOf(visit, job.group, draft);
    if (!receipt) return form(visit, problems);
    const externalId = `return/${job.uuid}/${related.length + 1}`;
    const meta = { return: { key, lines: draft.lines } };
    const { uuid: made, created } = await visit.act(job.uuid, { externalId, lines: draft.lines }, () =>
      gateway.submit(job.group, externalId, draft.input, { origin: 'cabinet', meta, relatedTo: job.uuid }),
    );
    const taken = created ? undefined : await gateway.job(made);
    if (taken && returnMetaOf(taken)?.key !== key) {
      throw new CabinetError(
        409,
        'Только что кто-то другой оформил возврат по этому чеку: откройте его снова',
        'Somebody else has just made a return of this receipt: open it again',
      );
    }
    return redirect(`/receipts/${made}?done=${created ? 'queued' : 'same'}`);
  });
}

export const returnRoutes: readonly Route[] = [
  { method: 'GET', path: '/receipts/:uuid/return', role: 'operator', handle: (visit) => form(visit) },
  { method: 'POST', path: '/receipts/:uuid/return/check', role: 'operator', handle: check },
  {
    method: 'POST',
    path: '/receipts/:uuid/return',
    role: 'operator',
    action: 'job.return',
    handle: carryOut,
  },
];
