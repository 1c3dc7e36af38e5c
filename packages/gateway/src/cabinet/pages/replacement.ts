import type { CashRegister, RegistrationReport } from 'atol-kkt';
import type { RegisterView } from '../../fleet/index.js';
import { type Answer, page, redirect } from '../answer.js';
import { CabinetError, messageOf } from '../errors.js';
import { html, type Markup } from '../html/html.js';
import { csrfField } from '../html/layout.js';
import { button, card, facts, field, head, notice, tick } from '../html/parts.js';
import { problemList } from '../problems.js';
import { type Replacement, replacements, type Step, saveReplacement, stepOrder } from '../replacements.js';
import type { Route } from '../route.js';
import type { Visit } from '../visit.js';
import { reportFacts } from './registration.js';
import {
  registrationFields,
  registrationLabel,
  registrationProblems,
  replacementDetails,
} from './registration-form.js';

/** What the register says of its FN. */
interface FnNow {
  readonly present: boolean;
  readonly number: string | undefined;
  readonly phase: string | undefined;
  readonly shiftOpen: boolean;
  readonly unsent: number;
}

async function ask(kkt: CashRegister): Promise<FnNow> {
  const { fn, shift, ofd } = await kkt.status();
  if (!fn) return { present: false, number: undefined, phase: undefined, shiftOpen: false, unsent: 0 };
  return {
    present: true,
    number: fn.number,
    phase: fn.phase,
    shiftOpen: shift.state !== 'closed',
    unsent: ofd?.unsentCount ?? 0,
  };
}

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
    const fn = await visit.cabinet.gateway.registers.use(name, ask);
    return { step: stepOf(fn, replacement), fn, trouble: undefined };
  } catch (error) {
    return { step: 'close', fn: undefined, trouble: messageOf(error, visit.language) };
  }
}

function stepOf({ present, number, phase }: FnNow, { fnBefore }: Replacement): Step {
  if (!present) return 'change';
  if (phase === 'fiscal') return number === fnBefore ? 'close' : 'back';
  return phase === 'ready' && number !== fnBefore ? 'register' : 'change';
}

async function walk(visit: Visit, note?: Markup, status = 200): Promise<Answer> {
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

interface Going {
  readonly view: RegisterView;
  readonly replacement: Replacement;
  readonly to: string;
  use<T>(work: (kkt: CashRegister) => Promise<T>): Promise<T>;
  save(change: Partial<Replacement>): Promise<void>;
}

/** One step by hand: what the register says must be what the step needs. */
function step(
  path: string,
  action: string,
  work: (visit: Visit, going: Going) => Promise<Answer | undefined>,
): Route {
  return {
    method: 'POST',
    path: `/replacement/:register/${path}`,
    role: 'administrator',
    action,
    async handle(visit) {
      const { gateway, turns } = visit.cabinet;
      const view = await visit.register();
      const to = `/replacement/${encodeURIComponent(view.name)}`;
      const replacement = (await replacements(gateway))[view.name];
      if (!replacement) return redirect(to);
      const going: Going = {
        view,
        replacement,
        to,
        use: (job) => gateway.registers.use(view.name, job),
        save: (change) => saveReplacement(gateway, turns, view.name, { ...replacement, ...change }),
      };
      return (await work(visit, going)) ?? redirect(to);
    },
  };
}

async function close(visit: Visit, { view, replacement, use, save }: Going): Promise<undefined> {
  if (!visit.form.flag('sure'))
    throw new CabinetError(400, 'Подтвердите, что архив надо закрыть', 'Confirm that the FN shall be closed');
  requireDrained(view);
  const name = visit.form.text('operatorName');
  const options = name === undefined ? {} : { operator: { name } };
  await visit.act(view.name, { fn: replacement.fnBefore }, async () => {
    const done = await use(async (kkt) => {
      const fn = await ask(kkt);
      if (stepOf(fn, replacement) !== 'close')
        throw new CabinetError(409, 'Этот ФН уже закрыт или сменён', 'This FN is closed or changed already');
      if (fn.shiftOpen) await kkt.closeShift(options);
      // Read now: a closed FN is taken out.
      const { fields: _, ...registration } = (await kkt.fn.registration()) ?? { fields: undefined };
      const closed = await kkt.registration.closeArchive(options);
      return { closed, ...('owner' in registration && { registration }) };
    });
    await save(done);
  });
}

function requireDrained({ options }: RegisterView): void {
  if (options.drained !== true)
    throw new CabinetError(409, 'Сначала выведите кассу из очереди', 'Drain the register first');
}

async function register(visit: Visit, { view, replacement, use, save }: Going): Promise<Answer | undefined> {
  const { form, language, t } = visit;
  const facts = { kind: 'replaceFn', serialNumber: undefined, groupInn: undefined } as const;
  const problems = registrationProblems(form, facts, language);
  if (problems.size > 0)
    return walk(
      visit,
      notice(
        'bad',
        problemList(problems, (name) => registrationLabel(name, t)),
      ),
      400,
    );
  if (!form.flag('sure'))
    throw new CabinetError(400, 'Подтвердите, что данные проверены', 'Confirm that the data are right');
  requireDrained(view);
  const operatorName = form.text('operatorName');
  const operator =
    operatorName === undefined ? undefined : { name: operatorName, inn: form.text('operatorInn') };
  await visit.act(view.name, replacementDetails(form), async () => {
    const anew = await use(async (kkt): Promise<RegistrationReport> => {
      if (stepOf(await ask(kkt), replacement) !== 'register')
        throw new CabinetError(
          409,
          'Новый ФН уже зарегистрирован или его нет',
          'The new FN is registered already, or there is none',
        );
      return kkt.registration.replaceFn(replacementDetails(form), { operator });
    });
    await save({ registered: anew });
  });
  return undefined;
}

function check(visit: Visit): Answer {
  const facts = { kind: 'replaceFn', serialNumber: undefined, groupInn: undefined } as const;
  const problems = registrationProblems(visit.form, facts, visit.language);
  const body =
    problems.size === 0
      ? notice('good', visit.t('Данные верны', 'The data are right'))
      : problemList(problems, (name) => registrationLabel(name, visit.t));
  return { kind: 'fragment', body };
}

async function begin(visit: Visit): Promise<Answer> {
  const view = await visit.register();
  await beginOne(visit, view);
  return redirect(`/replacement/${encodeURIComponent(view.name)}`);
}

export async function beginOne(visit: Visit, { name, options, health }: RegisterView): Promise<void> {
  const { gateway, turns } = visit.cabinet;
  if ((await replacements(gateway))[name]) return;
  const replacement: Replacement = {
    login: visit.user.login,
    at: visit.now,
    fnBefore: health?.fn?.number,
    drainedBefore: options.drained === true,
  };
  await visit.act(name, { fn: replacement.fnBefore }, () =>
    saveReplacement(gateway, turns, name, replacement),
  );
}

export const replacementRoutes: readonly Route[] = [
  { method: 'GET', path: '/replacement/:register', role: 'administrator', handle: (visit) => walk(visit) },
  {
    method: 'POST',
    path: '/replacement/:register/begin',
    role: 'administrator',
    action: 'fn.begin',
    handle: begin,
  },
  { method: 'POST', path: '/replacement/:register/check', role: 'administrator', handle: check },
  step('drain', 'fn.drain', async (visit, { view }) => {
    await visit.act(view.name, null, () => visit.cabinet.gateway.registers.drain(view.name));
    return undefined;
  }),
  step('close', 'fn.close', close),
  step('change', 'fn.change', async (visit, { view, use }) => {
    const { dev } = visit.cabinet;
    if (!dev)
      throw new CabinetError(
        409,
        'ФН настоящей кассы меняют руками',
        'The FN of a real register is changed by hand',
      );
    const { phase } = await use(ask);
    if (phase === 'fiscal') throw new CabinetError(409, 'Сначала закройте архив', 'Close the archive first');
    await visit.act(view.name, null, () => dev.changeFn(view.name));
    return undefined;
  }),
  step('register', 'fn.register', register),
  step('back', 'fn.back', async (visit, { view, replacement, to, use }) => {
    const fn = await use(ask);
    if (stepOf(fn, replacement) !== 'back') return redirect(to);
    const { gateway, turns } = visit.cabinet;
    await visit.act(view.name, { fn: fn.number }, async () => {
      if (!replacement.drainedBefore) await gateway.registers.resume(view.name);
      await saveReplacement(gateway, turns, view.name, undefined);
    });
    return redirect('/replacement?done=replaced');
  }),
  step('leave', 'fn.leave', async (visit, { view }) => {
    const { gateway, turns } = visit.cabinet;
    await visit.act(view.name, null, () => saveReplacement(gateway, turns, view.name, undefined));
    return redirect(`/registers/${encodeURIComponent(view.name)}`);
  }),
];
