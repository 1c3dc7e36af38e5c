import type { CashRegister, Registration, RegistrationChange, RegistrationReport } from 'atol-kkt';
import { registrationChanges } from 'atol-kkt/fiscal';
import type { RegisterView } from '../../fleet/index.js';
import { type Answer, page } from '../answer.js';
import { CabinetError, messageOf } from '../errors.js';
import { html, type Markup } from '../html/html.js';
import { csrfField } from '../html/layout.js';
import { card, facts, head, notice, select, tick } from '../html/parts.js';
import { type Problems, problemList } from '../problems.js';
import type { Route } from '../route.js';
import type { Visit } from '../visit.js';
import { accessCard } from './access.js';
import { steps } from './groups.js';
import {
  detailsOf,
  type Facts,
  type Filled,
  firstRegistration,
  registrationFields,
  registrationLabel,
  registrationProblems,
} from './registration-form.js';

/** What the register says of itself now. */
interface Present {
  readonly serialNumber: string;
  readonly phase: string | undefined;
  readonly registration: Registration | undefined;
}

async function ask(kkt: CashRegister): Promise<Present> {
  const { serialNumber } = await kkt.identify();
  const { fn } = await kkt.status();
  const registration = fn?.phase === 'fiscal' ? await kkt.fn.registration() : undefined;
  return { serialNumber, phase: fn?.phase, registration };
}

function presentOf(visit: Visit, { name }: RegisterView): Promise<Present> {
  return visit.cabinet.gateway.registers.use(name, ask);
}

const kindOf = ({ registration }: Pick<Present, 'registration'>): 'register' | 'change' =>
  registration ? 'change' : 'register';

function factsOf(visit: Visit, view: RegisterView, kind: 'register' | 'change'): Facts {
  const { inn } = visit.group(view.options.group);
  return { kind, serialNumber: view.health?.serialNumber, groupInn: inn };
}

async function form(visit: Visit, problems: Problems = new Map()): Promise<Answer> {
  const { t } = visit;
  const view = await visit.register();
  let present: Present;
  try {
    present = await presentOf(visit, view);
  } catch (error) {
    return trouble(visit, view, messageOf(error, visit.language));
  }
  const { registration, phase } = present;
  if (phase === undefined)
    return trouble(visit, view, t('Касса не видит фискальный накопитель', 'The register has no FN'));
  if (!registration && phase !== 'ready') {
    return trouble(
      visit,
      view,
      t(
        'Архив этого ФН закрыт: нужен новый ФН, см. «Замена ФН»',
        'This FN is closed: a new one is needed, see "FN replacement"',
      ),
    );
  }
  const step = visit.query.text('step') ?? visit.form.text('step');
  const kind = kindOf(present);
  const to = `/registers/${encodeURIComponent(view.name)}/registration`;
  const title =
    kind === 'register'
      ? t('Регистрация ККТ', 'Registration')
      : t('Изменение регистрации', 'Change of the registration');
  const body = html`${head(title, undefined, html`<a href="/registers/${encodeURIComponent(view.name)}">${view.name}</a>`)}
${step !== undefined && steps(visit, 3)}${
  problems.size > 0 &&
  notice(
    'bad',
    problemList(problems, (name) => registrationLabel(name, t)),
  )
}
<div class="split"><section class="card"><form method="post" action="${to}" data-check="${to}/check" data-place="check">${csrfField(visit)}
<input type="hidden" name="kind" value="${kind}">${step !== undefined && html`<input type="hidden" name="step" value="${step}">`}
${kind === 'change' && select('reason', t('Причина изменения', 'Reason'), reasons(visit), { value: visit.form.text('reason') })}
${registrationFields(visit, filledOf(visit, view, registration), kind === 'change')}
<div class="submit">${tick('sure', t('данные проверены: подписанный отчёт не отменить', 'the data are right: a signed report cannot be taken back'), false, { required: true })}<button class="main">${kind === 'register' ? t('Зарегистрировать', 'Register') : t('Изменить регистрацию', 'Change')}</button></div></form></section>
<div class="stack">${card(
    t('Касса', 'Register'),
    facts([
      [t('Заводской номер', 'Serial number'), present.serialNumber],
      [t('Модель', 'Model'), view.health?.modelName],
      [t('ИНН группы', 'INN of the group'), visit.group(view.options.group).inn],
    ]),
  )}
<section class="card" aria-live="polite"><h2>${t('Проверка', 'Check')}</h2><div id="check"><p class="empty">${t('Данные проверяются, пока вы их вводите.', 'The data are checked as you type.')}</p></div></section></div></div>`;
  return page(title, body, problems.size > 0 ? 400 : 200);
}

function reasons({ t }: Visit): [string, string][] {
  return [
    ['settings', t('настройки ККТ', 'settings of the register')],
    ['owner', t('реквизиты пользователя', 'data of the owner')],
    ['operator', t('смена ОФД', 'another OFD')],
  ];
}

function filledOf(visit: Visit, { options }: RegisterView, registration: Registration | undefined): Filled {
  if (registration) {
    const { owner, address, place, ofd, fnsSite, senderEmail, machineNumber, taxations, agents, modes } =
      registration;
    return { owner, address, place, ofd, fnsSite, senderEmail, machineNumber, taxations, agents, modes };
  }
  const { title, inn, paymentAddress, taxations } = visit.group(options.group);
  return {
    owner: { name: title, inn },
    place: paymentAddress,
    ...(taxations && { taxations }),
    fnsSite: 'www.nalog.gov.ru',
  };
}

function trouble(visit: Visit, { name }: RegisterView, text: string): Answer {
  const { t } = visit;
  const to = `/registers/${encodeURIComponent(name)}`;
  const body = html`${head(t('Регистрация ККТ', 'Registration'), undefined, html`<a href="${to}">${name}</a>`)}${notice('bad', text)}
<p><a class="button" href="${visit.url}">${t('Ещё раз', 'Try again')}</a> <a class="button" href="/replacement/${encodeURIComponent(name)}">${t('Замена ФН', 'FN replacement')}</a></p>`;
  return page(t('Регистрация ККТ', 'Registration'), body, 409);
}

async function check(visit: Visit): Promise<Answer> {
  const { t } = visit;
  const view = await visit.register();
  const kind = visit.form.text('kind') === 'change' ? 'change' : 'register';
  const problems = registrationProblems(visit.form, factsOf(visit, view, kind), visit.language);
  const body =
    problems.size === 0
      ? notice('good', t('Данные верны', 'The data are right'))
      : html`<p>${t('Осталось исправить', 'To be corrected')}: ${problems.size}</p>${problemList(problems, (name) => registrationLabel(name, t))}`;
  return { kind: 'fragment', body };
}

async function carryOut(visit: Visit): Promise<Answer> {
  const { form: fields, cabinet } = visit;
  const view = await visit.register();
  const kind = fields.text('kind') === 'change' ? 'change' : 'register';
  const problems = registrationProblems(fields, factsOf(visit, view, kind), visit.language);
  if (problems.size > 0) return form(visit, problems);
  if (!fields.flag('sure'))
    throw new CabinetError(400, 'Подтвердите, что данные проверены', 'Confirm that the data are right');
  const operatorName = fields.text('operatorName');
  const operator =
    operatorName === undefined ? undefined : { name: operatorName, inn: fields.text('operatorInn') };
  const work = async (kkt: CashRegister): Promise<RegistrationReport> => {
    // A second click comes when the first one has done it.
    const present = await ask(kkt);
    if (kindOf(present) !== kind)
      throw new CabinetError(
        409,
        'Касса уже зарегистрирована: откройте её страницу',
        'The register is registered already: open its page',
      );
    if (kind === 'register') return kkt.registration.register(firstRegistration(fields), { operator });
    const reason = fields.text('reason') ?? '';
    const known = Object.hasOwn(registrationChanges, reason) ? (reason as RegistrationChange) : 'settings';
    return kkt.registration.change(known, detailsOf(fields), { operator });
  };
  const details =
    kind === 'register' ? firstRegistration(fields) : { reason: fields.text('reason'), ...detailsOf(fields) };
  const report = await visit.act(view.name, details, () => cabinet.gateway.registers.use(view.name, work));
  return done(visit, view, report);
}

async function done(
  visit: Visit,
  { name, options }: RegisterView,
  report: RegistrationReport,
): Promise<Answer> {
  const { t } = visit;
  const step = visit.form.text('step');
  const to = `/registers/${encodeURIComponent(name)}`;
  const body = html`${head(t('Отчёт о регистрации', 'Report on the registration'), html`<a class="button" href="${to}">${t('К кассе', 'To the register')}</a>`, html`<a href="${to}">${name}</a>`)}
${step !== undefined && steps(visit, 4)}${notice('good', t('Касса зарегистрирована, ФН подписал отчёт', 'The register is registered, the FN has signed the report'))}
<div class="grid">${card(t('Отчёт', 'Report'), reportFacts(visit, report))}${step !== undefined && (await accessCard(visit, visit.group(options.group)))}</div>`;
  return page(t('Отчёт о регистрации', 'Report on the registration'), body);
}

export function reportFacts({ t }: Visit, report: RegistrationReport): Markup {
  return facts([
    [t('ФД', 'FD'), String(report.documentNumber)],
    [t('ФП', 'Fiscal sign'), String(report.fiscalSign)],
    [t('Время кассы', 'Register time'), report.dateTime.replace('T', ' ')],
    [t('ФН', 'FN'), report.fnNumber],
    [t('РНМ', 'Registration number'), report.registrationNumber],
    [t('Напечатан', 'Printed'), report.printed === false ? t('не полностью', 'not completely') : undefined],
  ]);
}

export const registrationRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/registers/:register/registration',
    role: 'administrator',
    handle: (visit) => form(visit),
  },
  { method: 'POST', path: '/registers/:register/registration/check', role: 'administrator', handle: check },
  {
    method: 'POST',
    path: '/registers/:register/registration',
    role: 'administrator',
    action: 'register.register',
    handle: carryOut,
  },
];
