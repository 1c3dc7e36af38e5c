import type { RegisterView } from '../../fleet/index.js';
import { type Answer, page } from '../answer.js';
import { messageOf } from '../errors.js';
import { html, type Markup } from '../html/html.js';
import { csrfField } from '../html/layout.js';
import { button, card, facts, field, head, notice, tick } from '../html/parts.js';
import { type Replacement, replacements, type Step, stepOrder } from '../replacements.js';
import type { Visit } from '../visit.js';
import { askFn, type FnNow, stepOf } from './fn-now.js';
import { reportFacts } from './registration.js';
import { registrationFields } from './registration-form.js';

interface Stage {
  readonly step: Step;
  readonly fn: FnNow | undefined;
  readonly trouble: string | undefined;
}

/** Where a replacement is: by what the register itself says, so that nothing is lost when somebody goes away in between. */
async function stageOf(visit: Visit, view: RegisterView, replacement: Replacement): Promise<Stage> {
  const { options, state, name } = view;
  if (options.drained !== true) return { step: 'drain', fn: undefined, trouble: undefined };
  const { jobs } = visit.cabinet.gateway.store;
  if ((await jobs.pinned(name)).length > 0 || state === 'busy')
    return { step: 'wait', fn: undefined, trouble: undefined };
  try {
    const fn = await visit.cabinet.gateway.registers.use(name, askFn);
    return { step: stepOf(fn, replacement), fn, trouble: undefined };
  } catch (error) {
    return { step: 'close', fn: undefined, trouble: messageOf(error, visit.language) };
  }
}

export async function walk(visit: Visit, note?: Markup, status = 200): Promise<Answer> {
  const { t, cabinet } = visit;
  const view = await visit.register();
  const replacement = (await replacements(cabinet.gateway))[view.name];
  const title = `${t('Замена ФН', 'FN replacement')}: ${view.name}`;
  const above = html`<a href="/replacement">${t('Замена ФН', 'FN replacement')}</a>`;
  const to = `/replacement/${encodeURIComponent(view.name)}`;
  if (!replacement) {
    const body = html`${head(title, undefined, above)}${note}${card(
      undefined,
      html`<p>${t('Касса выводится из очереди, архив её ФН закрывается, ФН меняют, касса регистрируется заново и возвращается. Остальные кассы тем временем работают.', 'The register leaves the queue, its FN is closed and changed, the register is registered anew and comes back. The others go on meanwhile.')}</p>
${button(visit, `${to}/begin`, t('Начать замену', 'Begin'), { tone: 'main' })}`,
    )}`;
    return page(title, body, status);
  }
  const stage = await stageOf(visit, view, replacement);
  const waits = stage.step === 'wait';
  const body = html`${head(title, html`<a class="button" href="/registers/${encodeURIComponent(view.name)}">${t('К кассе', 'To the register')}</a>`, above)}${note}
${stepList(visit, stage.step)}${stage.trouble !== undefined && notice('bad', html`${stage.trouble} <a href="${to}">${t('Ещё раз', 'Try again')}</a>`)}
<div id="step"${waits && html` data-live`}>${stage.trouble === undefined && stepCard(visit, view, replacement, stage, to)}</div>
${reports(visit, replacement)}
<p>${button(visit, `${to}/leave`, t('Прекратить замену', 'Give it up'), { confirm: t('Касса останется как есть. Прекратить?', 'The register stays as it is. Give it up?') })}</p>`;
  return page(title, body, status);
}

export function stepName(step: Step, { t }: Pick<Visit, 't'>): string {
  const names: Readonly<Record<Step, string>> = {
    drain: t('Вывести из очереди', 'Drain'),
    wait: t('Ждём конца чека', 'Waiting for the receipt'),
    close: t('Закрыть архив', 'Close the archive'),
    change: t('Сменить ФН', 'Change the FN'),
    register: t('Зарегистрировать', 'Register'),
    back: t('Вернуть в очередь', 'Back to the queue'),
  };
  return names[step];
}

function stepList(visit: Visit, step: Step): Markup {
  const now = stepOrder.indexOf(step === 'wait' ? 'drain' : step);
  const className = (index: number): string => (index === now ? 'now' : index < now ? 'past' : '');
  return html`<ol class="steps">${stepOrder.map((one, index) => html`<li class="${className(index)}"${index === now && html` aria-current="step"`}>${stepName(one, visit)}</li>`)}</ol>`;
}

function stepCard(
  visit: Visit,
  view: RegisterView,
  replacement: Replacement,
  { step, fn }: Stage,
  to: string,
): Markup {
  const { t } = visit;
  const title = stepName(step, visit);
  const known = replacement.registration;
  switch (step) {
    case 'drain':
      return card(
        title,
        html`<p>${t('Начатый чек касса закончит, новых не получит.', 'The register ends the receipt it has and gets no other.')}</p>${button(visit, `${to}/drain`, t('Вывести', 'Drain'), { tone: 'main' })}`,
      );
    case 'wait':
      return card(
        title,
        html`<p>${t('Касса заканчивает чек; страница обновится сама.', 'The register ends its receipt; the page goes on by itself.')}</p>`,
      );
    case 'close':
      return card(
        title,
        html`${fnFacts(visit, fn)}${notice('warn', t('Закрытый ФН больше ничего не подпишет: это необратимо.', 'A closed FN signs nothing any more: this cannot be undone.'))}
<form method="post" action="${to}/close">${csrfField(visit)}<div class="fields">${field('operatorName', t('Кто закрывает', 'Who does it'), { value: visit.user.name })}</div>
${tick('sure', t('закрыть смену и архив ФН', 'close the shift and the FN'), false, { required: true })}<div class="submit"><button class="danger">${t('Закрыть архив', 'Close the archive')}</button></div></form>`,
      );
    case 'change':
      return card(
        title,
        html`${fnFacts(visit, fn)}${(fn?.unsent ?? 0) > 0 && notice('warn', t('Не вынимайте ФН, пока не все документы переданы в ОФД.', 'Leave the FN in until the OFD has all documents.'))}
<ol><li>${t('Дождитесь нуля непереданных документов.', 'Wait until no document is left to send.')}</li><li>${t('Выключите кассу, смените ФН, включите.', 'Switch the register off, change the FN, switch it on.')}</li></ol>
<div class="actions"><a class="button main" href="${to}">${t('ФН сменён: проверить', 'The FN is changed: check')}</a>
${visit.cabinet.dev !== undefined && button(visit, `${to}/change`, t('Сменить ФН эмулятора', 'Change the FN of the emulator'))}</div>`,
      );
    case 'register':
      return card(
        title,
        html`${fnFacts(visit, fn)}<p>${t('Что не изменилось, останется прежним; ИНН и РНМ не меняются.', 'What is not changed stays as it was; INN and registration number do not change.')}</p>
<form method="post" action="${to}/register" data-check="${to}/check" data-place="check">${csrfField(visit)}${known && html`<input type="hidden" name="known" value="1">`}${registrationFields(visit, known ?? registered(view), true)}<div id="check" aria-live="polite"></div>
<div class="submit">${tick('sure', t('данные проверены', 'the data are right'), false, { required: true })}<button class="main">${t('Зарегистрировать с новым ФН', 'Register with the new FN')}</button></div></form>`,
      );
    case 'back':
      return card(
        title,
        html`${fnFacts(visit, fn)}${button(visit, `${to}/back`, replacement.drainedBefore ? t('Закончить (касса была выведена и раньше)', 'Finish (it was drained before)') : t('Вернуть в очередь', 'Back to the queue'), { tone: 'main' })}`,
      );
  }
}

function registered({ health }: RegisterView) {
  const { registration } = health ?? {};
  if (!registration) return {};
  const { owner, address, place, taxations, ofdName, ofdInn } = registration;
  return { owner, address, place, taxations, ofd: { name: ofdName, inn: ofdInn } };
}

function fnFacts({ t }: Visit, fn: FnNow | undefined): Markup | undefined {
  return (
    fn &&
    facts([
      [t('ФН', 'FN'), fn.number ?? t('нет', 'none')],
      [t('Смена', 'Shift'), fn.shiftOpen ? t('открыта', 'open') : t('закрыта', 'closed')],
      [t('Не передано в ОФД', 'Not at the OFD'), String(fn.unsent)],
    ])
  );
}

function reports(visit: Visit, { closed, registered: anew }: Replacement): Markup {
  const { t } = visit;
  return html`<div class="grid">${closed && card(t('Отчёт о закрытии ФН', 'Report on the closing'), reportFacts(visit, closed))}${anew && card(t('Отчёт о регистрации', 'Report on the registration'), reportFacts(visit, anew))}</div>`;
}
