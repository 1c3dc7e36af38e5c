import type { RegisterView } from '../../fleet/index.js';
import { type Answer, page, redirect } from '../answer.js';
import { html, type Markup } from '../html/html.js';
import { laneName, laneTones, taxationName } from '../html/names.js';
import { badge, button, card, facts, head, notice } from '../html/parts.js';
import { notesOf } from '../notes.js';
import type { Route } from '../route.js';
import type { Visit } from '../visit.js';
import { receiptTable } from './receipt-table.js';
import { daysText, fnMeter, quickActions, shiftText } from './registers.js';

const LAST_RECEIPTS = 15;

async function register(visit: Visit): Promise<Answer> {
  const { t } = visit;
  const view = await visit.register();
  const { name, options, state, health } = view;
  const { jobs } = await visit.cabinet.gateway.store.jobs.find({
    register: name,
    group: options.group,
    limit: LAST_RECEIPTS,
  });
  const unknown = jobs.find(({ state: one, unknownSince }) => one === 'pinned' && unknownSince !== undefined);
  const problems = health?.problems.map((one) =>
    notice(
      one.blocking ? 'bad' : 'warn',
      html`${one[visit.language]} <small>${t('с', 'since')} ${visit.formatOf(options.group).moment(one.since)}</small>`,
    ),
  );
  const body = html`${head(
    name,
    quickActions(visit, view),
    html`<a href="/registers">${t('Кассы', 'Registers')}</a>`,
  )}${notesOf(visit)}
<div id="problems" data-live class="stack">${problems}${unknown && html`<p><a class="button danger" href="/unknown/${unknown.uuid}">${t('Решить, оформлен ли чек', 'Decide what became of the receipt')}</a></p>`}</div>
<div class="grid">${card(t('Состояние', 'State'), stateFacts(visit, view), { id: 'state', live: true })}
${card(t('Фискальный накопитель', 'Fiscal storage'), fnFacts(visit, view), { id: 'fn', live: true })}
${card(t('Регистрация', 'Registration'), registrationFacts(visit, view), { id: 'registration', live: true })}</div>
${card(t('Последние чеки', 'Last receipts'), receiptTable(visit, jobs), { id: 'last', live: true, className: 'cards' })}
${visit.may('administrator') && care(visit, view)}`;
  return page(`${name}, ${laneName(state, t)}`, body);
}

/** Above zero the register's clock is ahead. It is read by whole seconds: one of them says nothing. */
function driftText({ t, format }: Visit, ms: number): string {
  if (Math.abs(ms) <= 1000) return t('идут верно', 'right');
  const by = format.duration(Math.abs(ms));
  return ms > 0 ? t(`спешат на ${by}`, `${by} fast`) : t(`отстают на ${by}`, `${by} slow`);
}

function stateFacts(visit: Visit, { options, state, owner, health }: RegisterView): Markup {
  const { t } = visit;
  const format = visit.formatOf(options.group);
  const { site, rack, box } = options.location ?? {};
  return facts([
    [t('Состояние', 'State'), badge(laneName(state, t), laneTones[state])],
    [t('Группа', 'Group'), options.group],
    [t('Модель', 'Model'), health?.modelName],
    [t('Заводской номер', 'Serial number'), health?.serialNumber],
    [t('Прошивка', 'Firmware'), health?.firmware],
    [
      t('Адрес', 'Address'),
      typeof options.address === 'string'
        ? html`<code>${options.address}</code>`
        : t('в этом процессе', 'in this process'),
    ],
    [t('Место', 'Place'), [site, rack, box].filter((part) => part !== undefined).join(' / ')],
    [t('Смена', 'Shift'), health?.shift && shiftText(visit, health.shift)],
    [
      t('Бумага', 'Paper'),
      health?.paperPresent === undefined
        ? undefined
        : health.paperPresent
          ? t('есть', 'present')
          : t('нет', 'none'),
    ],
    [
      t('Часы', 'Clock'),
      health?.clockDriftMs === undefined ? undefined : driftText(visit, health.clockDriftMs),
    ],
    [
      t('Последний чек', 'Last receipt'),
      health?.lastDoneAt === undefined ? undefined : format.exact(health.lastDoneAt),
    ],
    [t('Последняя ошибка', 'Last error'), health?.lastError],
    [t('Опрошена', 'Asked'), health && format.exact(health.at)],
    [t('Ведёт процесс', 'Driven by'), owner && html`<code>${owner}</code>`],
  ]);
}

function fnFacts(visit: Visit, { options, health }: RegisterView): Markup {
  const { t, format } = visit;
  const { fn, unsent } = health ?? {};
  if (!fn)
    return html`<p class="empty">${t('О ФН пока ничего не известно', 'Nothing is known of the FN yet')}</p>`;
  return facts([
    [t('Номер', 'Number'), fn.number],
    [t('Заполнен', 'Filled'), fnMeter(visit, fn)],
    [
      t('Осталось дней', 'Days left'),
      `${daysText(fn.daysLeft)} (${fn.endsBy === 'keys' ? t('по сроку ключей', 'until its keys end') : t('по документам', 'until it is full')})`,
    ],
    [t('Документов в день', 'Documents a day'), format.number(Math.round(fn.documentsPerDay))],
    [t('Ключи до', 'Keys until'), fn.validUntil],
    [
      t('Не передано в ОФД', 'Not at the OFD'),
      unsent &&
        `${unsent.count}${unsent.oldest === undefined ? '' : `, ${t('с', 'since')} ${unsent.oldest.replace('T', ' ')}`}`,
    ],
    [
      t('Ёмкость', 'Capacity'),
      options.fnCapacity === undefined ? undefined : format.number(options.fnCapacity),
    ],
  ]);
}

function registrationFacts({ t }: Visit, { health }: RegisterView): Markup {
  const { registration } = health ?? {};
  if (!registration)
    return html`<p class="empty">${t('Касса не зарегистрирована или ещё не опрошена', 'The register is not registered, or was not asked yet')}</p>`;
  return facts([
    [t('Владелец', 'Owner'), registration.owner.name],
    [t('ИНН', 'INN'), registration.owner.inn],
    [t('РНМ', 'Registration number'), registration.registrationNumber],
    [t('Адрес расчётов', 'Address'), registration.address],
    [t('Место расчётов', 'Place'), registration.place],
    [
      t('Системы налогообложения', 'Tax systems'),
      registration.taxations.map((one) => taxationName(one, t)).join('; '),
    ],
    [t('ОФД', 'OFD'), `${registration.ofdName} (${t('ИНН', 'INN')} ${registration.ofdInn})`],
    [t('ФФД', 'FFD'), registration.ffd],
  ]);
}

/** What only an administrator does. */
function care(visit: Visit, { name, options, here }: RegisterView): Markup {
  const { t } = visit;
  const to = `/registers/${encodeURIComponent(name)}`;
  return card(
    t('Обслуживание', 'Care'),
    html`<div class="actions">${
      here &&
      html`<a class="button" href="${to}/registration">${t('Регистрация ККТ', 'Registration')}</a>
<a class="button" href="/replacement/${encodeURIComponent(name)}">${t('Замена ФН', 'FN replacement')}</a>`
    }
${options.reserve ? button(visit, `${to}/reserve`, t('Из резерва в работу', 'From reserve to work'), { fields: { reserve: 'no' } }) : button(visit, `${to}/reserve`, t('Перевести в резерв', 'To the reserve'), { fields: { reserve: 'yes' } })}
${button(visit, `${to}/remove`, t('Убрать из парка', 'Remove from the fleet'), { tone: 'danger', confirm: t(`Убрать кассу ${name} из парка?`, `Remove register ${name} from the fleet?`) })}</div>`,
  );
}

/** A button of the page of a register: does something to it, and comes back. */
function deed(
  path: string,
  action: string,
  role: Route['role'],
  done: string,
  work: (visit: Visit, name: string) => unknown,
): Route {
  return {
    method: 'POST',
    path: `/registers/:register/${path}`,
    role,
    action,
    async handle(visit) {
      const { name } = await visit.register();
      const details = Object.fromEntries(visit.form.entries().filter(([field]) => field !== '_csrf'));
      await visit.act(name, details, async () => work(visit, name));
      const to = action === 'register.remove' ? '/registers' : `/registers/${encodeURIComponent(name)}`;
      return redirect(`${to}?done=${done}`);
    },
  };
}

const fleet = (visit: Visit) => visit.cabinet.gateway.registers;

export const registerRoutes: readonly Route[] = [
  { method: 'GET', path: '/registers/:register', role: 'viewer', handle: register },
  deed('drain', 'register.drain', 'operator', 'drained', (visit, name) => fleet(visit).drain(name)),
  deed('resume', 'register.resume', 'operator', 'resumed', (visit, name) => fleet(visit).resume(name)),
  deed('look', 'register.look', 'operator', 'looked', (visit, name) => fleet(visit).look(name)),
  deed('report-x', 'register.reportX', 'operator', 'reportX', (visit, name) => fleet(visit).reportX(name)),
  deed('open-shift', 'register.openShift', 'operator', 'shiftOpened', (visit, name) =>
    fleet(visit).openShift(name),
  ),
  deed('close-shift', 'register.closeShift', 'operator', 'shiftClosed', (visit, name) =>
    fleet(visit).closeShift(name),
  ),
  deed('reserve', 'register.reserve', 'administrator', 'saved', (visit, name) =>
    fleet(visit).update(name, { reserve: visit.form.text('reserve') === 'yes' }),
  ),
  deed('remove', 'register.remove', 'administrator', 'removed', (visit, name) => fleet(visit).remove(name)),
];
