import type { RegisterView } from '../../fleet/index.js';
import { type Answer, page, redirect } from '../answer.js';
import { CabinetError } from '../errors.js';
import { html, type Markup } from '../html/html.js';
import { csrfField } from '../html/layout.js';
import { laneName, laneTones } from '../html/names.js';
import { badge, card, head, table, tick } from '../html/parts.js';
import { notesOf } from '../notes.js';
import { type Replacement, replacements } from '../replacements.js';
import type { Route } from '../route.js';
import type { Visit } from '../visit.js';
import { daysText, fnMeter } from './registers.js';
import { beginOne } from './replacement-steps.js';

const HORIZON_DAYS = 365;
const MOST_ROWS = 200;
/** So many of a group may always be away, however few there are. */
const LEAST_BATCH = 1;
/** Of the working registers of a group that a batch leaves in the queue. */
const KEPT_SHARE = 0.8;

/** Whose FN is replaced now, and who is next. */
async function list(visit: Visit): Promise<Answer> {
  const { t, cabinet } = visit;
  const going = await replacements(cabinet.gateway);
  const lists = await Promise.all(visit.groups.map((group) => cabinet.gateway.registers.list(group)));
  const views = lists.flat();
  const soon = (view: RegisterView): number => view.health?.fn?.daysLeft ?? 0;
  // Those that are out of the queue first: somebody is at work there.
  const now = views
    .filter(({ name }) => going[name] !== undefined)
    .toSorted(
      (a, b) => Number(b.options.drained ?? false) - Number(a.options.drained ?? false) || soon(a) - soon(b),
    );
  const next = views
    .filter(({ name, health }) => going[name] === undefined && health?.fn !== undefined)
    .toSorted((a, b) => soon(a) - soon(b));
  const body = html`${head(t('Замена ФН', 'FN replacement'))}${notesOf(visit)}
${card(t('Сейчас меняются', 'Being replaced'), goingTable(visit, now, going), { id: 'going', live: true, className: 'cards' })}
${card(t('На очереди', 'Who is next'), nextTable(visit, next), { className: 'cards' })}
${card(t('Календарь на год', 'Calendar of the year'), await calendar(visit), { className: 'cards' })}`;
  return page(t('Замена ФН', 'FN replacement'), body);
}

function goingTable(
  visit: Visit,
  views: readonly RegisterView[],
  going: Readonly<Record<string, Replacement>>,
): Markup {
  const { t } = visit;
  const next = views.find(({ options }) => options.drained !== true)?.name;
  const rows = views.map(({ name, options, state, health }) => [
    html`<a href="/replacement/${encodeURIComponent(name)}">${name}</a> ${name === next && badge(t('следующая', 'next'), 'warn')}<small>${options.group}</small>`,
    badge(laneName(state, t), laneTones[state]),
    stepText(visit, going[name] as Replacement, options.drained === true, health?.fn?.number),
    visit.format.moment(going[name]?.at ?? 0),
    going[name]?.login,
  ]);
  const titles = [
    t('Касса', 'Register'),
    t('Состояние', 'State'),
    t('Что дальше', 'What is next'),
    t('Начата', 'Begun'),
    t('Кем', 'By'),
  ];
  return table(
    t('Сейчас меняются', 'Being replaced'),
    titles.map((title) => ({ title })),
    rows,
    t('Ни одна', 'None'),
  );
}

/** Told without asking the register. */
function stepText(
  { t }: Visit,
  { closed, registered }: Replacement,
  drained: boolean,
  fn: string | undefined,
): string {
  if (registered) return t('вернуть в очередь', 'back to the queue');
  if (closed && fn !== closed.fnNumber && fn !== undefined)
    return t('зарегистрировать новый ФН', 'register the new FN');
  if (closed) return t('сменить ФН', 'change the FN');
  return drained ? t('закрыть архив', 'close the archive') : t('вывести из очереди', 'drain');
}

function nextTable(visit: Visit, views: readonly RegisterView[]): Markup {
  const { t } = visit;
  const chosen = visit.may('administrator');
  const rows = views.slice(0, MOST_ROWS).map((view) => {
    const { name, options, health } = view;
    return [
      ...(chosen
        ? [tick('register', name, false, { value: name })]
        : [html`<a href="/registers/${encodeURIComponent(name)}">${name}</a>`]),
      options.group,
      health?.fn && fnMeter(visit, health.fn),
      daysText(health?.fn?.daysLeft ?? 0),
      health?.fn?.validUntil,
    ];
  });
  const columns = [
    { title: t('Касса', 'Register') },
    { title: t('Группа', 'Group') },
    { title: t('ФН заполнен', 'FN filled') },
    { title: t('Осталось дней', 'Days left'), number: true },
    { title: t('Ключи до', 'Keys until') },
  ];
  const rowsTable = table(
    t('На очереди', 'Who is next'),
    columns,
    rows,
    t('О ФН пока ничего не известно', 'Nothing is known of FNs yet'),
  );
  if (!chosen || rows.length === 0) return rowsTable;
  return html`<form method="post" action="/replacement">${csrfField(visit)}${rowsTable}<div class="submit"><button class="main">${t('Начать замену отмеченных', 'Begin with the marked ones')}</button><span>${t('Отмеченные уходят по одной: сначала та, у которой меньше дней.', 'They go one by one, the one with the fewest days first.')}</span></div></form>`;
}

async function calendar(visit: Visit): Promise<Markup> {
  const { t, cabinet } = visit;
  const perGroup = await Promise.all(
    visit.groups.map(async (group) => {
      const visits = await cabinet.gateway.registers.replacements({
        group,
        batch: await batchOf(visit, group),
        horizonDays: HORIZON_DAYS,
      });
      return visits.map((one) => ({ group, ...one }));
    }),
  );
  const rows = perGroup
    .flat()
    .toSorted((a, b) => a.day - b.day)
    .slice(0, MOST_ROWS)
    .map(({ group, day, registers, overdue }) => [
      visit.format.day(visit.now + day * 86_400_000),
      group,
      registers.join(', '),
      overdue ? badge(t('уже пора', 'overdue'), 'bad') : '',
    ]);
  const titles = [t('День', 'Day'), t('Группа', 'Group'), t('Кассы', 'Registers'), ''];
  return table(
    t('Календарь на год', 'Calendar of the year'),
    titles.map((title) => ({ title })),
    rows,
    t('За год ни один ФН не кончится', 'No FN ends within a year'),
  );
}

/** How many of a group may be away at the same time. */
async function batchOf({ cabinet }: Visit, group: string): Promise<number> {
  const views = await cabinet.gateway.registers.list(group);
  return Math.max(LEAST_BATCH, Math.floor(views.length * (1 - KEPT_SHARE)));
}

async function beginBatch(visit: Visit): Promise<Answer> {
  const { cabinet } = visit;
  const names = [...new Set(visit.form.all('register'))];
  if (names.length === 0) throw new CabinetError(400, 'Отметьте кассы', 'Mark registers');
  const views = await Promise.all(names.map((name) => visit.register(name)));
  const going = await replacements(cabinet.gateway);
  for (const group of new Set(views.map(({ options }) => options.group))) {
    const all = await cabinet.gateway.registers.list(group);
    const away = all.filter(({ name }) => names.includes(name) || going[name] !== undefined).length;
    if (all.length > 1 && away >= all.length) {
      throw new CabinetError(
        409,
        `В группе ${group} не останется ни одной кассы: начните не со всех сразу`,
        `No register of group ${group} would be left: do not begin with all at once`,
      );
    }
  }
  for (const view of views) await beginOne(visit, view);
  const [first = ''] = names;
  return redirect(
    names.length === 1 ? `/replacement/${encodeURIComponent(first)}` : '/replacement?done=begun',
  );
}

export const replacementListRoutes: readonly Route[] = [
  { method: 'GET', path: '/replacement', role: 'viewer', handle: list },
  { method: 'POST', path: '/replacement', role: 'administrator', action: 'fn.begin', handle: beginBatch },
];
