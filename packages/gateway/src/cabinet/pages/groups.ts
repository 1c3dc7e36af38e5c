import type { GroupOptions } from '../../fleet/index.js';
import { type Answer, page, redirect } from '../answer.js';
import { CabinetError } from '../errors.js';
import { html } from '../html/html.js';
import { csrfField } from '../html/layout.js';
import { button, card, head, notice, table, tick } from '../html/parts.js';
import { notesOf } from '../notes.js';
import { type Problems, problemsOf } from '../problems.js';
import type { Route } from '../route.js';
import { secondPerson, setSecondPerson } from '../second-person.js';
import type { Visit } from '../visit.js';
import { accessCard } from './access.js';
import { groupField, groupFields, groupOfForm } from './group-form.js';

async function groups(visit: Visit): Promise<Answer> {
  const { t, cabinet } = visit;
  const views = await cabinet.gateway.groups.overview(visit.groups);
  const titles = [t('Группа', 'Group'), t('ИНН', 'INN'), t('Касс', 'Registers'), t('В очереди', 'Waiting')];
  const rows = views.map(({ group, title, registers, waiting }) => [
    html`<a href="/groups/${encodeURIComponent(group)}">${title}</a><small>${group}</small>`,
    visit.group(group).inn ?? '',
    String(Object.values(registers).reduce((all, count) => all + count, 0)),
    String(waiting),
  ]);
  const add = visit.everywhere
    ? html`<a class="button main" href="/start">${t('Новая компания', 'New company')}</a>`
    : undefined;
  const twoPeople = await secondPerson(cabinet.gateway);
  const body = html`${head(t('Группы', 'Groups'), add)}${notesOf(visit)}
${card(
  undefined,
  table(
    t('Группы', 'Groups'),
    titles.map((title) => ({ title })),
    rows,
    t('Групп ещё нет', 'There are no groups yet'),
  ),
  { className: 'cards' },
)}
${visit.everywhere && card(t('Неизвестный исход', 'Unknown outcomes'), html`<form method="post" action="/settings/second-person">${csrfField(visit)}${tick('on', t('решение подтверждает второй человек', 'a second person confirms a decision'), twoPeople)}<div class="submit"><button>${t('Сохранить', 'Save')}</button></div></form>`)}`;
  return page(t('Группы', 'Groups'), body);
}

async function group(
  visit: Visit,
  problems: Problems = new Map(),
  entered?: Partial<ReturnType<Visit['group']>>,
): Promise<Answer> {
  const { t, cabinet } = visit;
  const found = visit.group(visit.params['group']);
  const to = `/groups/${encodeURIComponent(found.name)}`;
  const stored = (await cabinet.gateway.store.settings.groups()).find(({ name }) => name === found.name);
  const body = html`${head(
    found.title,
    html`<a class="button" href="/registers?group=${encodeURIComponent(found.name)}">${t('Кассы', 'Registers')}</a>
<a class="button" href="/registers/new?group=${encodeURIComponent(found.name)}">${t('Добавить кассу', 'Add a register')}</a>`,
    html`<a href="/groups">${t('Группы', 'Groups')}</a>`,
  )}${notesOf(visit)}
${problems.size > 0 && notice('bad', t('Исправьте отмеченные поля', 'Correct the marked fields'))}
${stored?.origin === 'config' && notice('warn', t('Группа из файла настроек: после перезапуска снова станет такой, как в файле', 'The group comes from the configuration file: a restart makes it as it is there'))}
${await accessCard(visit, found)}
${card(
  t('Свойства', 'Properties'),
  html`<form method="post" action="${to}">${csrfField(visit)}${groupFields(visit, { ...found, ...entered }, false, problems)}
<div class="submit"><button class="main">${t('Сохранить', 'Save')}</button></div></form>`,
)}
${visit.everywhere && card(t('Удаление', 'Removal'), html`<p>${t('Удалить можно группу без касс и чеков.', 'Only a group without registers and receipts can be removed.')}</p>${button(visit, `${to}/remove`, t('Удалить группу', 'Remove the group'), { tone: 'danger', confirm: t('Удалить группу?', 'Remove the group?') })}`)}`;
  return page(found.title, body, problems.size > 0 ? 400 : 200);
}

async function save(visit: Visit): Promise<Answer> {
  const before = visit.group(visit.params['group']);
  const options = groupOfForm(visit, before);
  try {
    await visit.act(before.name, told(options), () => visit.cabinet.gateway.groups.save(options));
  } catch (error) {
    return group(visit, problemsOf(error, visit.language, groupField), options as Partial<typeof before>);
  }
  return redirect(`/groups/${encodeURIComponent(before.name)}?done=saved`);
}

/** What the audit log holds of it: all that the form has, and no keys. */
function told({ policy, ...options }: GroupOptions) {
  const { queueLimitMs, shiftHour, privateCallbacks } = policy ?? {};
  return { ...options, policy: { queueLimitMs, shiftHour, privateCallbacks } };
}

async function remove(visit: Visit): Promise<Answer> {
  const { name } = visit.group(visit.params['group']);
  await visit.act(name, null, () => visit.cabinet.gateway.groups.remove(name));
  return redirect('/groups?done=removed');
}

async function addGroup(visit: Visit): Promise<Answer> {
  const options = groupOfForm(visit, undefined);
  const { groups: all } = visit.cabinet.gateway;
  if (all.list().some(({ name }) => name === options.name)) {
    throw new CabinetError(409, 'Такой код группы уже есть', 'The code of the group is taken');
  }
  try {
    await visit.act(options.name || '?', told(options), () => all.save(options));
  } catch (error) {
    return start(
      visit,
      problemsOf(error, visit.language, groupField),
      options as Partial<ReturnType<Visit['group']>>,
    );
  }
  return redirect(`/registers/new?group=${encodeURIComponent(options.name)}&step=2`);
}

/** The first step of getting started. */
function start(
  visit: Visit,
  problems: Problems = new Map(),
  entered: Partial<ReturnType<Visit['group']>> = {},
): Answer {
  const { t } = visit;
  const body = html`${head(t('Начало работы', 'Getting started'))}${steps(visit, 1)}
${problems.size > 0 && notice('bad', t('Исправьте отмеченные поля', 'Correct the marked fields'))}
${card(
  t('Компания и её группа', 'The company and its group'),
  html`<p>${t('Группа — это кассы одного владельца за одной очередью. Её код указывают в магазине или платёжном сервисе.', 'A group is the registers of one owner behind one queue. Shops and payment services are told its code.')}</p>
<form method="post" action="/groups">${csrfField(visit)}${groupFields(visit, entered, true, problems)}<div class="submit"><button class="main">${t('Дальше: касса', 'Next: the register')}</button></div></form>`,
)}`;
  return page(t('Начало работы', 'Getting started'), body, problems.size > 0 ? 400 : 200);
}

/** Where one is in getting started, 1..4. */
export function steps({ t }: Visit, now: number) {
  const names = [
    t('Компания', 'Company'),
    t('Касса', 'Register'),
    t('Регистрация', 'Registration'),
    t('Доступ для магазина', 'Access for the shop'),
  ];
  const className = (index: number): string => (index + 1 === now ? 'now' : index + 1 < now ? 'past' : '');
  return html`<ol class="steps">${names.map((name, index) => html`<li class="${className(index)}"${index + 1 === now && html` aria-current="step"`}>${name}</li>`)}</ol>`;
}

async function changeSecondPerson(visit: Visit): Promise<Answer> {
  const on = visit.form.flag('on');
  await visit.act('', { on }, () => setSecondPerson(visit.cabinet.gateway, on));
  return redirect('/groups?done=saved');
}

const everywhere = { role: 'administrator', everywhere: true } as const;

export const groupRoutes: readonly Route[] = [
  { method: 'GET', path: '/start', ...everywhere, handle: (visit) => start(visit) },
  { method: 'GET', path: '/groups', role: 'administrator', handle: groups },
  { method: 'POST', path: '/groups', ...everywhere, action: 'group.add', handle: addGroup },
  { method: 'GET', path: '/groups/:group', role: 'administrator', handle: (visit) => group(visit) },
  { method: 'POST', path: '/groups/:group', role: 'administrator', action: 'group.save', handle: save },
  { method: 'POST', path: '/groups/:group/remove', ...everywhere, action: 'group.remove', handle: remove },
  {
    method: 'POST',
    path: '/settings/second-person',
    ...everywhere,
    action: 'settings.secondPerson',
    handle: changeSecondPerson,
  },
];
