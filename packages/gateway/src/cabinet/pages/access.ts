import { randomBytes } from 'node:crypto';
import type { Group } from '../../fleet/index.js';
import { hashPassword, newPassword } from '../../people/index.js';
import type { User } from '../../store/index.js';
import { type Answer, redirect } from '../answer.js';
import { notFound } from '../errors.js';
import { html, type Markup } from '../html/html.js';
import { csrfField } from '../html/layout.js';
import { button, card, table } from '../html/parts.js';
import type { Route } from '../route.js';
import type { Visit } from '../visit.js';

/** Logins of the API for one group, and a button that makes one. */
export async function accessCard(visit: Visit, group: Group): Promise<Markup> {
  const { t } = visit;
  const to = `/groups/${encodeURIComponent(group.name)}/access`;
  const logins = await loginsOf(visit, group.name);
  const rows = logins.map(({ login, createdAt }) => [
    html`<code>${login}</code>`,
    visit.format.moment(createdAt),
    button(visit, `${to}/remove`, t('Отозвать', 'Take away'), {
      tone: 'danger',
      fields: { login },
      confirm: t(
        'Магазин с этим логином больше не сможет отправлять чеки. Отозвать?',
        'The shop with this login will not send receipts any more. Take it away?',
      ),
    }),
  ]);
  const list = table(
    t('Логины API', 'Logins of the API'),
    [t('Логин', 'Login'), t('Выдан', 'Given'), ''].map((title) => ({ title })),
    rows,
    t('Ещё не выдан', 'None yet'),
  );
  const api = `${visit.secure ? 'https' : 'http'}://${visit.host}/possystem/v4/`;
  return card(
    t('Доступ для магазина', 'Access for the shop'),
    html`<p>${t('Файл из трёх строк — код группы, логин, пароль — вставьте в настройки АТОЛ Онлайн магазина или платёжного сервиса. Адрес API:', 'Put the file of three lines (group code, login, password) into the ATOL Online settings of the shop or payment service. Address of the API:')} <code>${api}</code></p>
<form method="post" action="${to}" data-download="1">${csrfField(visit)}<div class="submit"><button class="main">${t('Выдать доступ и скачать файл', 'Give access and download the file')}</button></div></form>
<p><small>${t('Пароль есть только в файле: второй раз его не показать.', 'The password is in the file only: it cannot be shown again.')}</small></p>${list}`,
  );
}

async function loginsOf({ cabinet }: Visit, group: string): Promise<User[]> {
  const users = await cabinet.gateway.store.people.users();
  return users.filter(({ role, groups }) => role === 'shop' && groups?.includes(group) === true);
}

/** The password is told this once, as a file. */
async function giveAccess(visit: Visit): Promise<Answer> {
  const { name } = visit.group(visit.params['group']);
  const login = `${name}-${randomBytes(4).toString('hex')}`;
  const password = newPassword();
  const user: User = {
    login,
    name: login,
    role: 'shop',
    passwordHash: await hashPassword(password),
    groups: [name],
    disabled: false,
    createdAt: visit.now,
  };
  await visit.act(name, { login }, () => visit.cabinet.gateway.store.people.saveUser(user));
  return {
    kind: 'file',
    name: `${name}.txt`,
    type: 'text/plain; charset=utf-8',
    body: `${name}\r\n${login}\r\n${password}\r\n`,
  };
}

async function takeAway(visit: Visit): Promise<Answer> {
  const { name } = visit.group(visit.params['group']);
  const login = visit.form.text('login');
  const user = (await loginsOf(visit, name)).find((one) => one.login === login);
  if (!user) throw notFound();
  const { people } = visit.cabinet.gateway.store;
  await visit.act(name, { login }, async () => {
    const groups = user.groups?.filter((one) => one !== name) ?? [];
    if (groups.length === 0) await people.removeUser(user.login);
    else await people.saveUser({ ...user, groups });
    await people.endSessionsOf(user.login);
  });
  return redirect(`/groups/${encodeURIComponent(name)}?done=removed`);
}

export const accessRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/groups/:group/access',
    role: 'administrator',
    action: 'group.access',
    handle: giveAccess,
  },
  {
    method: 'POST',
    path: '/groups/:group/access/remove',
    role: 'administrator',
    action: 'group.accessRemove',
    handle: takeAway,
  },
];
