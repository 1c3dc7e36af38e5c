import type { Job } from '../../store/index.js';
import { type Answer, page, redirect } from '../answer.js';
import { type Candidate, candidatesOf, type Found } from '../candidates.js';
import { CabinetError, messageOf } from '../errors.js';
import { html, type Markup } from '../html/html.js';
import { csrfField } from '../html/layout.js';
import { paymentName } from '../html/names.js';
import { button, card, head, notice, select, table } from '../html/parts.js';
import { limited } from '../limited.js';
import { notesOf } from '../notes.js';
import { paperOf } from '../paper/paper.js';
import type { Route } from '../route.js';
import { type Proposal, proposalOf, saveProposal, secondPerson } from '../second-person.js';
import type { Visit } from '../visit.js';
import { registrationOf, storyLine, storyList } from './receipt.js';

async function list(visit: Visit): Promise<Answer> {
  const { t, cabinet } = visit;
  const { jobs } = await cabinet.gateway.store.jobs.find({
    state: 'unknown',
    ...(!visit.everywhere && { group: visit.groups }),
    limit: 200,
  });
  const rows = await Promise.all(
    jobs.map(async (job) => [
      html`<a href="/unknown/${job.uuid}">${job.externalId}</a><small>${job.group}</small>`,
      visit.format.money(job.totalKopecks),
      html`<a href="/registers/${encodeURIComponent(job.register ?? '')}">${job.register}</a>`,
      visit.formatOf(job.group).exact(job.unknownSince ?? job.acceptedAt),
      (await proposalOf(cabinet.gateway, job.uuid))
        ? t('ждёт второго человека', 'waits for a second person')
        : '',
    ]),
  );
  const columns = [
    { title: t('Заказ', 'Order') },
    { title: t('Сумма', 'Sum'), number: true },
    { title: t('Касса', 'Register') },
    { title: t('С', 'Since') },
    { title: '' },
  ];
  const body = html`${head(t('Исход неизвестен', 'Unknown outcomes'))}${notesOf(visit)}
<p>${t('Касса получила чек, но не ответила, чем всё кончилось. Пока это не выяснено, она не берёт других. Когда связь вернётся, шлюз спросит её сам; решать нужно, только если она так и не скажет.', 'The register got a receipt and did not say what came of it. It takes no other until that is known. When the line is back, the gateway asks it; decide only what it cannot tell.')}</p>
${card(undefined, table(t('Исход неизвестен', 'Unknown outcomes'), columns, rows, t('Таких чеков нет', 'There are none')), { id: 'unknown', live: true, className: 'cards' })}`;
  return page(t('Исход неизвестен', 'Unknown outcomes'), body);
}

async function one(visit: Visit): Promise<Answer> {
  const { t, cabinet, language } = visit;
  const job = await visit.job();
  if (job.state !== 'pinned' || job.unknownSince === undefined) return redirect(`/receipts/${job.uuid}`);
  let found: Found | undefined;
  let trouble: string | undefined;
  try {
    // Asking takes the register's time, so that only those who may decide do it.
    if (visit.may('operator')) found = await candidatesOf(cabinet.gateway, job, visit.gone);
  } catch (error) {
    trouble = messageOf(error, language);
  }
  if (found?.known) {
    cabinet.gateway.registers.look(job.register ?? '');
    await settled(visit, job.uuid);
    return redirect(`/receipts/${job.uuid}`);
  }
  const proposal = await proposalOf(cabinet.gateway, job.uuid);
  const registration = await registrationOf(visit, job);
  const title = `${t('Исход неизвестен', 'Outcome unknown')}: ${job.externalId}`;
  const body = html`${head(title, undefined, html`<a href="/unknown">${t('Исход неизвестен', 'Unknown outcomes')}</a>`)}${notesOf(visit)}
${proposal && proposed(visit, job, proposal)}
${trouble !== undefined && notice('warn', html`${t('Кассу сейчас не спросить', 'The register cannot be asked now')}: ${trouble}. ${t('Лучше дождаться связи: тогда шлюз, скорее всего, выяснит всё сам.', 'Better wait for the line: the gateway will most likely find out by itself.')}`)}
${card(t('Что произошло', 'What happened'), plainWords(visit, job, found))}
${card(
  t('Что оформляли и что есть в ФН', 'What was asked for and what the FN has'),
  html`<div class="papers"><div><h3>${t('Оформляли', 'Asked for')}</h3><div class="paper">${paperOf(job.receipt, { registration })}</div></div>${found?.candidates.map((candidate) => candidateOf(visit, job, candidate))}</div>
${found?.candidates.length === 0 && notice('idle', t('В ФН нет чеков, которые могли бы быть нашими', 'The FN has no receipts that could be ours'))}`,
)}
${visit.may('operator') && none(visit, job)}`;
  return page(title, body);
}

/** Gives the lane a moment to write down what it has found out. */
async function settled({ cabinet, gone }: Visit, uuid: string): Promise<void> {
  const signal = limited(gone, 3000);
  for (;;) {
    const job = await cabinet.gateway.job(uuid);
    if (job?.unknownSince === undefined || signal.aborted) return;
    await cabinet.gateway.clock.sleep(100, signal).catch(() => undefined);
  }
}

/** The story for somebody who has never seen a register's protocol; every step of the driver is below. */
function plainWords(visit: Visit, job: Job, found: Found | undefined): Markup {
  const { t } = visit;
  const format = visit.formatOf(job.group);
  const at = format.time(job.pinnedAt ?? job.acceptedAt);
  const sum = format.money(job.totalKopecks);
  const alike = found?.candidates.filter((one) => one.alike && one.taken === undefined) ?? [];
  return html`<p>${t(
    `В ${at} касса ${job.register} получила чек ${job.externalId} на ${sum} руб. Связь или питание прервались, пока она его оформляла, и чем кончилось, она не сказала.`,
    `At ${at} register ${job.register} got receipt ${job.externalId} of ${sum} roubles. The line or the power failed while it was issued, and it did not say what came of it.`,
  )}</p><p>${t('Пока это неизвестно, чек не отдан никакой другой кассе: второго документа не будет.', 'As long as that is not known, no other register gets the receipt: there will be no second document.')}</p>
${found && html`<p><b>${alike.length === 0 ? t('Похожего документа в ФН не видно.', 'The FN has no document like it.') : alike.length === 1 ? t(`В ФН есть похожий документ — ${alike[0]?.number}. Сравните его с чеком и решите.`, `The FN has a document like it: ${alike[0]?.number}. Compare and decide.`) : t('В ФН есть похожие документы. Сравните их с чеком и решите.', 'The FN has documents like it. Compare and decide.')}</b></p>`}
<details><summary>${t('Подробно, по шагам драйвера', 'In detail, step by step')}</summary>${story(visit, job)}</details>`;
}

function story(visit: Visit, job: Job): Markup {
  const { t, language } = visit;
  const counts = new Map<string, { readonly at: number; times: number }>();
  // The register is asked again and again: what it says every time is told once.
  for (const { at, text } of job.story ?? []) {
    const before = counts.get(text);
    if (before) before.times++;
    else counts.set(text, { at, times: 1 });
  }
  const lines = [...counts].map(
    ([text, { at, times }]) =>
      [at, `${storyLine(text, language)}${times > 1 ? ` (× ${times})` : ''}`] as const,
  );
  return storyList(visit, job.group, [
    [job.acceptedAt, t('магазин прислал чек', 'the shop sent the receipt')],
    ...(job.pinnedAt === undefined
      ? []
      : [[job.pinnedAt, `${t('чек отдан кассе', 'it was given to register')} ${job.register}`] as const]),
    ...lines,
  ]);
}

function candidateOf(visit: Visit, job: Job, { number, paper, why, alike, taken }: Candidate): Markup {
  const { t } = visit;
  const text =
    why !== undefined
      ? readable(visit, storyLine(why, visit.language))
      : alike
        ? t('та же сумма', 'the same sum')
        : t('другая сумма', 'another sum');
  const act = taken
    ? html`<p>${t('Это чек заказа', 'It belongs to order')} <a href="/receipts/${taken.uuid}">${taken.externalId}</a></p>`
    : html`<form method="post" action="/unknown/${job.uuid}" data-confirm="${t(`Документ ${number} — этот чек?`, `Document ${number} is this receipt?`)}">${csrfField(visit)}<input type="hidden" name="document" value="${number}"><button class="main" name="decision" value="document">${t('Это наш чек', 'This one is ours')}</button></form>`;
  return html`<div><h3>${t('Документ ФН', 'Document of the FN')} ${number}</h3><p><small>${text}</small></p><div class="paper">${paper}</div><div class="submit">${act}</div></div>`;
}

/** Forms of payment by their names, not by the paths of programs. */
function readable({ t }: Visit, text: string): string {
  return text.replace(
    /payments\.(\w+)/g,
    (_, form: string) => `${t('оплата', 'payment')} ${paymentName(form, t)}`,
  );
}

function none(visit: Visit, job: Job): Markup {
  const { t } = visit;
  const choices: [string, string][] = [
    ['again', t('оформить снова на любой кассе', 'issue it again, at any register')],
    ['none', t('не оформлять: магазин пришлёт новый', 'do not issue it: the shop sends a new one')],
  ];
  return card(
    t('Чека нет', 'There is no such receipt'),
    html`<p>${t('Нажимайте, только если посмотрели ФН или бумагу и чека там нет: иначе покупатель получит два чека.', 'Only when you have looked at the FN or the paper and it is not there: else the buyer gets two receipts.')}</p>
<form method="post" action="/unknown/${job.uuid}" data-confirm="${t('Документа точно нет?', 'Is there certainly no document?')}">${csrfField(visit)}<div class="stack">${select('next', t('Тогда', 'Then'), choices)}</div>
<div class="submit"><button class="danger" name="decision" value="none">${t('Документа нет', 'There is no document')}</button></div></form>`,
  );
}

function proposed(visit: Visit, job: Job, { login, at, decision }: Proposal): Markup {
  const { t } = visit;
  const text =
    decision === 'none'
      ? t('документа нет, не оформлять', 'there is no document, do not issue it')
      : decision === 'again'
        ? t('документа нет, оформить снова', 'there is no document, issue it again')
        : `${t('это документ', 'it is document')} ${decision.documentNumber}`;
  const own = login === visit.user.login;
  const actions =
    visit.may('operator') &&
    html`<div class="submit">${!own && button(visit, `/unknown/${job.uuid}/confirm`, t('Подтвердить', 'Confirm'), { tone: 'main' })}${button(visit, `/unknown/${job.uuid}/withdraw`, t('Снять', 'Withdraw'))}</div>`;
  return card(
    t('Предложено решение', 'A decision is proposed'),
    html`<p><b>${login}</b>, ${visit.format.exact(at)}: ${text}</p>${own && html`<p>${t('Подтвердить должен другой человек.', 'Another person has to confirm it.')}</p>`}${actions}`,
  );
}

function decisionOf({ form }: Visit): Proposal['decision'] {
  if (form.text('decision') === 'document') {
    const documentNumber = form.number('document');
    if (documentNumber !== undefined && Number.isSafeInteger(documentNumber) && documentNumber > 0)
      return { documentNumber };
  }
  if (form.text('decision') === 'none') return form.text('next') === 'again' ? 'again' : 'none';
  throw new CabinetError(400, 'Выберите решение', 'Choose a decision');
}

async function decide(visit: Visit): Promise<Answer> {
  const { gateway } = visit.cabinet;
  const { uuid } = await visit.job();
  const decision = decisionOf(visit);
  if (await secondPerson(gateway)) {
    const proposal: Proposal = { login: visit.user.login, at: visit.now, decision };
    await visit.act(uuid, { proposed: decision }, () => saveProposal(gateway, uuid, proposal));
    return redirect(`/unknown/${uuid}?done=proposed`);
  }
  await visit.act(uuid, { decision }, () => gateway.decide(uuid, decision));
  return redirect(`/receipts/${uuid}?done=decided`);
}

async function confirm(visit: Visit): Promise<Answer> {
  const { gateway, turns } = visit.cabinet;
  const { uuid } = await visit.job();
  return turns.inTurn(`decide ${uuid}`, async () => {
    const proposal = await proposalOf(gateway, uuid);
    if (!proposal) throw new CabinetError(409, 'Предложения уже нет', 'There is no proposal any more');
    if (proposal.login === visit.user.login)
      throw new CabinetError(403, 'Подтвердить должен другой человек', 'Another person has to confirm it');
    await visit.act(uuid, { decision: proposal.decision, proposedBy: proposal.login }, () =>
      gateway.decide(uuid, proposal.decision),
    );
    await saveProposal(gateway, uuid, null);
    return redirect(`/receipts/${uuid}?done=decided`);
  });
}

async function withdraw(visit: Visit): Promise<Answer> {
  const { uuid } = await visit.job();
  await visit.act(uuid, null, () => saveProposal(visit.cabinet.gateway, uuid, null));
  return redirect(`/unknown/${uuid}?done=withdrawn`);
}

export const unknownRoutes: readonly Route[] = [
  { method: 'GET', path: '/unknown', role: 'viewer', handle: list },
  { method: 'GET', path: '/unknown/:uuid', role: 'viewer', handle: one },
  { method: 'POST', path: '/unknown/:uuid', role: 'operator', action: 'job.decide', handle: decide },
  { method: 'POST', path: '/unknown/:uuid/confirm', role: 'operator', action: 'job.decide', handle: confirm },
  {
    method: 'POST',
    path: '/unknown/:uuid/withdraw',
    role: 'operator',
    action: 'job.withdraw',
    handle: withdraw,
  },
];
