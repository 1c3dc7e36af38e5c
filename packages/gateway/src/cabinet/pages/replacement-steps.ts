import type { CashRegister, RegistrationReport } from 'atol-kkt';
import type { RegisterView } from '../../fleet/index.js';
import { type Answer, redirect } from '../answer.js';
import { CabinetError } from '../errors.js';
import { notice } from '../html/parts.js';
import { problemList } from '../problems.js';
import { type Replacement, replacements, saveReplacement } from '../replacements.js';
import type { Route } from '../route.js';
import type { Visit } from '../visit.js';
import { askFn, stepOf } from './fn-now.js';
import { registrationLabel, registrationProblems, replacementDetails } from './registration-form.js';
import { walk } from './replacement.js';

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
      const fn = await askFn(kkt);
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
      if (stepOf(await askFn(kkt), replacement) !== 'register')
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
    const { phase } = await use(askFn);
    if (phase === 'fiscal') throw new CabinetError(409, 'Сначала закройте архив', 'Close the archive first');
    await visit.act(view.name, null, () => dev.changeFn(view.name));
    return undefined;
  }),
  step('register', 'fn.register', register),
  step('back', 'fn.back', async (visit, { view, replacement, to, use }) => {
    const fn = await use(askFn);
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
