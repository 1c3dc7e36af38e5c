import { hashPassword, newPassword, passwordMatches } from '../../people/index.js';
import type { User } from '../../store/index.js';
import { isPersonRole, personRoles } from '../access/roles.js';
import { type Answer, page, redirect } from '../answer.js';
import { CabinetError, notFound } from '../errors.js';
import { html, type Markup } from '../html/html.js';
import { csrfField } from '../html/layout.js';
import { roleName } from '../html/names.js';
import { badge, button, card, field, head, notice, select, table, tick } from '../html/parts.js';
import { notesOf } from '../notes.js';
import type { Route } from '../route.js';
import type { Visit } from '../visit.js';

const LEAST_PASSWORD = 10;

async function people(visit: Visit): Promise<Answer> {
  const { t } = visit;
  const users = (await visit.cabinet.gateway.store.people.users()).filter(({ role }) => isPersonRole(role));
  const rows = users.map((user) => [
    html`<a href="/people/${encodeURIComponent(user.login)}">${user.login}</a>`,
    user.name,
    roleName(user.role, t),
    user.groups === undefined ? t('все', 'all') : user.groups.join(', '),
    user.disabled ? badge(t('закрыт', 'closed'), 'bad') : badge(t('открыт', 'open'), 'good'),
    visit.format.day(user.createdAt),
  ]);
  const titles = [
    t('Логин', 'Login'),
    t('Имя', 'Name'),
    t('Роль', 'Role'),
    t('Группы', 'Groups'),
    t('Вход', 'Sign-in'),
    t('Создан', 'Made'),
  ];
  const list = table(
    t('Люди', 'People'),
    titles.map((title) => ({ title })),
    rows,
    t('Никого нет', 'Nobody'),
  );
  const body = html`${head(t('Люди', 'People'))}${notesOf(visit)}${card(undefined, list, { className: 'cards' })}
${card(
  t('Добавить человека', 'Add a person'),
  html`<form method="post" action="/people">${csrfField(visit)}<div class="fields">
${field('login', t('Логин', 'Login'), { required: true, hint: t('латинские буквы, цифры, точка, дефис', 'letters, digits, point, hyphen'), more: html` pattern="[A-Za-z0-9_.@\\-]{1,64}" autocomplete="off"` })}
${field('name', t('Имя', 'Name'), { required: true })}${rights(visit, undefined)}</div>
<p>${t('Пароль программа придумает сама и покажет один раз.', 'The program makes a password and shows it once.')}</p>
<div class="submit"><button class="main">${t('Добавить', 'Add')}</button></div></form>`,
)}`;
  return page(t('Люди', 'People'), body);
}

function rights(visit: Visit, user: User | undefined): Markup {
  const { t } = visit;
  const roles = personRoles.map((role): [string, string] => [role, roleName(role, t)]);
  const groups = visit.cabinet.gateway.groups.list();
  return html`${select('role', t('Роль', 'Role'), roles, { value: user?.role ?? 'viewer' })}
<fieldset class="whole"><legend>${t('Группы', 'Groups')}</legend>${tick('everywhere', t('все группы, и новые тоже', 'all groups, new ones too'), user === undefined || user.groups === undefined)}
${groups.map(({ name, title }) => tick('groups', title, user?.groups?.includes(name) ?? false, { value: name }))}</fieldset>`;
}

function rightsOf({ form, cabinet }: Visit): Pick<User, 'role' | 'groups'> {
  const role = form.text('role');
  if (!isPersonRole(role)) throw new CabinetError(400, 'Выберите роль', 'Choose a role');
  if (form.flag('everywhere')) return { role, groups: undefined };
  const known = new Set(cabinet.gateway.groups.list().map(({ name }) => name));
  const groups = form.all('groups').filter((name) => known.has(name));
  if (groups.length === 0) throw new CabinetError(400, 'Выберите группы', 'Choose groups');
  return { role, groups };
}

async function add(visit: Visit): Promise<Answer> {
  const { t, form, cabinet } = visit;
  const { store } = cabinet.gateway;
  const [login, name] = [form.text('login'), form.text('name')];
  if (login === undefined || !/^[\w.@-]{1,64}$/.test(login) || name === undefined) {
    throw new CabinetError(
      400,
      'Логин: до 64 латинских букв, цифр, точек и дефисов. Имя не пустое',
      'Login: up to 64 letters, digits, points and hyphens. The name is not empty',
    );
  }
  if (await store.people.user(login))
    throw new CabinetError(409, 'Такой логин уже есть', 'The login is taken');
  const password = newPassword();
  const user: User = {
    login,
    name: name.slice(0, 100),
    ...rightsOf(visit),
    passwordHash: await hashPassword(password),
    disabled: false,
    createdAt: visit.now,
  };
  await visit.act(login, { role: user.role, groups: user.groups }, () => store.people.saveUser(user));
  return page(t('Человек добавлен', 'The person is added'), shown(visit, login, password));
}

function shown({ t }: Visit, login: string, password: string): Markup {
  return html`${head(t('Пароль готов', 'The password is made'))}
${notice('warn', t('Запишите пароль: больше он не будет показан', 'Write the password down: it is not shown again'))}
<section class="card"><p>${t('Логин', 'Login')}: <code id="login">${login}</code></p><p>${t('Пароль', 'Password')}: <code id="password">${password}</code></p>
<a class="button" href="/people">${t('К людям', 'To people')}</a></section>`;
}

/** Logins of the API belong to their groups and are not touched here. */
async function personOf({ cabinet, params }: Visit): Promise<User> {
  const user = await cabinet.gateway.store.people.user(params['login'] ?? '');
  if (!user || !isPersonRole(user.role)) throw notFound();
  return user;
}

async function person(visit: Visit): Promise<Answer> {
  const { t } = visit;
  const user = await personOf(visit);
  const to = `/people/${encodeURIComponent(user.login)}`;
  const own = user.login === visit.user.login;
  const body = html`${head(user.login, undefined, html`<a href="/people">${t('Люди', 'People')}</a>`)}${notesOf(visit)}
${card(
  t('Права', 'Rights'),
  html`<form method="post" action="${to}">${csrfField(visit)}<div class="fields">${field('name', t('Имя', 'Name'), { value: user.name, required: true })}${rights(visit, user)}
${tick('disabled', t('Вход закрыт', 'May not sign in'), user.disabled)}</div><div class="submit"><button class="main">${t('Сохранить', 'Save')}</button></div></form>`,
)}
${card(
  t('Ещё', 'More'),
  html`<div class="actions">${button(visit, `${to}/password`, t('Новый пароль', 'New password'), { confirm: t('Прежний пароль перестанет действовать. Продолжить?', 'The old password will not work any more. Go on?') })}
<a class="button" href="/audit?login=${encodeURIComponent(user.login)}">${t('Что сделал', 'What was done')}</a>
${!own && button(visit, `${to}/remove`, t('Удалить', 'Remove'), { tone: 'danger', confirm: t('Удалить человека?', 'Remove the person?') })}</div>`,
)}`;
  return page(user.login, body);
}

async function save(visit: Visit): Promise<Answer> {
  const { form, cabinet } = visit;
  const user = await personOf(visit);
  const changed: User = {
    ...user,
    ...rightsOf(visit),
    name: (form.text('name') ?? user.name).slice(0, 100),
    disabled: form.flag('disabled'),
  };
  await requireAnother(visit, user, changed);
  const { role, groups, disabled } = changed;
  await visit.act(user.login, { role, groups, disabled }, async () => {
    await cabinet.gateway.store.people.saveUser(changed);
    if (disabled) await cabinet.gateway.store.people.endSessionsOf(user.login);
  });
  return redirect(`/people/${encodeURIComponent(user.login)}?done=saved`);
}

/** Somebody must stay who can give rights. */
async function requireAnother({ cabinet }: Visit, before: User, after: User | undefined): Promise<void> {
  const leads = (user: User | undefined): boolean =>
    user !== undefined && user.role === 'administrator' && user.groups === undefined && !user.disabled;
  if (!leads(before) || leads(after)) return;
  const users = await cabinet.gateway.store.people.users();
  if (!users.some((user) => user.login !== before.login && leads(user))) {
    throw new CabinetError(
      409,
      'Это последний администратор всех групп: сначала назначьте другого',
      'This is the last administrator of all groups: appoint another one first',
    );
  }
}

async function renew(visit: Visit): Promise<Answer> {
  const { people: store } = visit.cabinet.gateway.store;
  const user = await personOf(visit);
  const password = newPassword();
  const passwordHash = await hashPassword(password);
  await visit.act(user.login, null, async () => {
    await store.saveUser({ ...user, passwordHash });
    await store.endSessionsOf(user.login);
  });
  return page(visit.t('Новый пароль', 'New password'), shown(visit, user.login, password));
}

async function remove(visit: Visit): Promise<Answer> {
  const user = await personOf(visit);
  await requireAnother(visit, user, undefined);
  await visit.act(user.login, { role: user.role }, () =>
    visit.cabinet.gateway.store.people.removeUser(user.login),
  );
  return redirect('/people?done=removed');
}

function account(visit: Visit, problem?: string): Answer {
  const { t } = visit;
  const body = html`${head(t('Мой пароль', 'My password'))}${notesOf(visit)}${problem !== undefined && notice('bad', problem)}
${card(
  undefined,
  html`<form method="post" action="/account" class="stack">${csrfField(visit)}<div class="fields">
${field('old', t('Прежний пароль', 'Old password'), { type: 'password', required: true, more: html` autocomplete="current-password"` })}
${field('new', t('Новый пароль', 'New password'), { type: 'password', required: true, hint: t(`не короче ${LEAST_PASSWORD} символов`, `${LEAST_PASSWORD} characters or more`), more: html` autocomplete="new-password" minlength="${LEAST_PASSWORD}"` })}
</div><div class="submit"><button class="main">${t('Изменить', 'Change')}</button></div></form>`,
)}`;
  return page(t('Мой пароль', 'My password'), body, problem === undefined ? 200 : 400);
}

async function changeOwn(visit: Visit): Promise<Answer> {
  const { t, user, form, cabinet } = visit;
  const [old = '', fresh = ''] = [form.text('old'), form.text('new')];
  if (fresh.length < LEAST_PASSWORD)
    return account(visit, t('Новый пароль слишком короткий', 'The new password is too short'));
  if (!(await passwordMatches(old, user.passwordHash)))
    return account(visit, t('Прежний пароль неверен', 'The old password is wrong'));
  const { people: store } = cabinet.gateway.store;
  const passwordHash = await hashPassword(fresh);
  await visit.act(user.login, null, async () => {
    await store.saveUser({ ...user, passwordHash });
    await store.endSessionsOf(user.login);
  });
  const secret = await cabinet.sessions.open(user);
  return {
    kind: 'redirect',
    to: '/account?done=password',
    cookies: [cabinet.sessions.cookie(secret, visit.secure)],
  };
}

const everywhere = { role: 'administrator', everywhere: true } as const;

export const peopleRoutes: readonly Route[] = [
  { method: 'GET', path: '/people', ...everywhere, handle: people },
  { method: 'POST', path: '/people', ...everywhere, action: 'person.add', handle: add },
  { method: 'GET', path: '/people/:login', ...everywhere, handle: person },
  { method: 'POST', path: '/people/:login', ...everywhere, action: 'person.save', handle: save },
  {
    method: 'POST',
    path: '/people/:login/password',
    ...everywhere,
    action: 'person.password',
    handle: renew,
  },
  { method: 'POST', path: '/people/:login/remove', ...everywhere, action: 'person.remove', handle: remove },
  { method: 'GET', path: '/account', role: 'viewer', handle: (visit) => account(visit) },
  { method: 'POST', path: '/account', role: 'viewer', action: 'account.password', handle: changeOwn },
];
