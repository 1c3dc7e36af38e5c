import type { AuditEntry } from '../../store/index.js';
import { type Answer, page } from '../answer.js';
import { dayRange, isDay } from '../days.js';
import { html, type Markup } from '../html/html.js';
import { card, field, head, table } from '../html/parts.js';
import type { Route } from '../route.js';
import type { Visit } from '../visit.js';

const PAGE = 100;

/** For an administrator of all groups: an entry says more than one group may know. */
async function audit(visit: Visit): Promise<Answer> {
  const { t, query, cabinet } = visit;
  const value = (name: string) => ({ value: query.text(name) });
  const [from, to] = [query.text('from'), query.text('to')];
  const entries = await cabinet.gateway.store.people.audits({
    login: query.text('login'),
    action: query.text('action'),
    target: query.text('target'),
    from: from !== undefined && isDay(from) ? dayRange(from, undefined)[0] : undefined,
    to: to !== undefined && isDay(to) ? dayRange(to, undefined)[1] : undefined,
    before: query.number('before'),
    limit: PAGE,
  });
  const last = entries.length === PAGE ? entries.at(-1) : undefined;
  const titles = [
    t('Когда', 'When'),
    t('Кто', 'Who'),
    t('Что', 'What'),
    t('С чем', 'To what'),
    t('Откуда', 'From'),
    t('Подробности', 'Details'),
  ];
  const list = table(
    t('Журнал действий', 'Audit log'),
    titles.map((title) => ({ title })),
    entries.map((entry) => [
      html`<span class="wrapless">${visit.format.exact(entry.at)}</span>`,
      entry.login,
      html`${nameOf(visit, entry.action)}<small><code>${entry.action}</code></small>`,
      entry.target,
      entry.from,
      details(entry),
    ]),
    t('Записей нет', 'There are no entries'),
  );
  const form = html`<form method="get" action="/audit" role="search"><div class="fields">${field('login', t('Кто', 'Who'), value('login'))}${field('action', t('Действие', 'Action'), value('action'))}
${field('target', t('С чем', 'To what'), { ...value('target'), hint: t('касса, uuid, логин, группа', 'register, uuid, login, group') })}${field('from', t('С даты', 'From'), { ...value('from'), type: 'date' })}${field('to', t('По дату', 'To'), { ...value('to'), type: 'date' })}</div>
<div class="submit"><button>${t('Показать', 'Show')}</button></div></form>`;
  const older =
    last &&
    html`<nav class="pages" aria-label="${t('Страницы', 'Pages')}"><a class="button" href="/audit?${query.with({ before: String(last.id) })}">${t('Раньше', 'Earlier')}</a></nav>`;
  return page(
    t('Журнал действий', 'Audit log'),
    html`${head(t('Журнал действий', 'Audit log'))}${card(undefined, form)}${card(undefined, html`${list}${older}`, { className: 'cards' })}`,
  );
}

function details({ details: value }: AuditEntry): Markup {
  if (value === null || value === undefined) return html``;
  const text = JSON.stringify(value);
  if (text === '{}') return html``;
  return text.length <= 80
    ? html`<code>${text}</code>`
    : html`<details><summary>${text.slice(0, 40)}…</summary><code>${text}</code></details>`;
}

const names: Readonly<Record<string, readonly [ru: string, en: string]>> = {
  'session.open': ['вошёл', 'signed in'],
  'session.refused': ['не вошёл', 'was not let in'],
  'register.drain': ['вывел кассу', 'drained a register'],
  'register.resume': ['вернул кассу', 'put a register back'],
  'register.look': ['опросил кассу', 'asked a register'],
  'register.reportX': ['снял X-отчёт', 'made an X report'],
  'register.openShift': ['открыл смену', 'opened a shift'],
  'register.closeShift': ['закрыл смену', 'closed a shift'],
  'register.reserve': ['изменил резерв', 'changed the reserve'],
  'register.remove': ['убрал кассу', 'removed a register'],
  'register.add': ['добавил кассу', 'added a register'],
  'register.discover': ['искал кассы', 'looked for registers'],
  'register.register': ['зарегистрировал кассу', 'registered a register'],
  'fn.begin': ['начал замену ФН', 'began an FN replacement'],
  'fn.leave': ['отменил замену ФН', 'gave an FN replacement up'],
  'fn.drain': ['вывел кассу для замены ФН', 'drained for an FN replacement'],
  'fn.close': ['закрыл архив ФН', 'closed an FN'],
  'fn.change': ['сменил ФН', 'changed an FN'],
  'fn.register': ['зарегистрировал новый ФН', 'registered a new FN'],
  'fn.back': ['вернул кассу с новым ФН', 'put a register with a new FN back'],
  'job.cancel': ['отменил задание', 'cancelled a job'],
  'job.callback': ['повторил уведомление', 'repeated a callback'],
  'job.return': ['сделал возврат', 'made a return'],
  'job.correction': ['сделал коррекцию', 'made a correction'],
  'job.decide': ['решил исход', 'decided an outcome'],
  'job.withdraw': ['снял предложение об исходе', 'withdrew a proposed decision'],
  'settings.secondPerson': ['изменил правило второго человека', 'changed the rule of the second person'],
  'group.add': ['создал группу', 'made a group'],
  'group.save': ['изменил группу', 'changed a group'],
  'group.remove': ['удалил группу', 'removed a group'],
  'group.access': ['выдал доступ к API', 'gave access to the API'],
  'group.accessRemove': ['отозвал доступ к API', 'took access to the API away'],
  'person.add': ['добавил человека', 'added a person'],
  'person.save': ['изменил права', 'changed rights'],
  'person.password': ['выдал новый пароль', 'gave a new password'],
  'person.remove': ['удалил человека', 'removed a person'],
  'account.password': ['сменил свой пароль', 'changed the own password'],
};

function nameOf({ t }: Visit, action: string): string {
  const failed = action.endsWith('.failed');
  const pair = names[failed ? action.slice(0, -'.failed'.length) : action];
  const name = pair ? t(pair[0], pair[1]) : action;
  return failed ? `${name}: ${t('не получилось', 'failed')}` : name;
}

export const auditRoutes: readonly Route[] = [
  { method: 'GET', path: '/audit', role: 'administrator', everywhere: true, handle: audit },
];
