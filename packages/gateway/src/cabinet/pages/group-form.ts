import { type Taxation, taxations } from 'atol-kkt/fiscal';
import { defaultPolicy, type Group, type GroupOptions } from '../../fleet/index.js';
import { html, type Markup } from '../html/html.js';
import { taxationName } from '../html/names.js';
import { field, tick } from '../html/parts.js';
import type { Problems } from '../problems.js';
import type { Visit } from '../visit.js';

/** Fields of a group, with what is wrong with them. */
export function groupFields(
  visit: Visit,
  group: Partial<Group>,
  isNew: boolean,
  problems: Problems = new Map(),
): Markup {
  const { t } = visit;
  const policy = { ...defaultPolicy, ...group.policy };
  const of = (name: string, value: string | number | undefined) => ({ value, error: problems.get(name) });
  return html`<div class="fields">
${isNew && field('name', t('Код группы', 'Code of the group'), { ...of('name', group.name), required: true, hint: t('латинские буквы и цифры: его укажут в магазине', 'letters and digits: shops are told it'), more: html` pattern="[A-Za-z0-9_.\\-]{1,64}" autocomplete="off"` })}
${field('title', t('Название компании или магазина', 'Name of the company or shop'), { ...of('title', group.title), required: true })}
${field('inn', t('ИНН владельца касс', 'INN of the owner'), { ...of('inn', group.inn), hint: t('10 или 12 цифр; кассы другого владельца не возьмут чеков', '10 or 12 digits; registers of others get no receipts'), more: html` inputmode="numeric"` })}
${field('paymentAddress', t('Место расчётов по умолчанию', 'Place of settlement by default'), { ...of('paymentAddress', group.paymentAddress), hint: t('например, адрес сайта', 'such as the address of the site') })}
${field('timeZone', t('Часовой пояс касс', 'Time zone of the registers'), { ...of('timeZone', group.timeZone), hint: t('например, Europe/Moscow', 'such as Europe/Moscow') })}
${field('queueLimit', t('Чек ждёт кассу, секунд', 'A receipt waits, seconds'), of('queueLimit', policy.queueLimitMs / 1000))}
${field('shiftHour', t('Час закрытия смены', 'Hour in which shifts end'), of('shiftHour', policy.shiftHour))}
<fieldset class="whole"><legend>${t('Системы налогообложения', 'Tax systems')}</legend>${taxations.entries
    .filter(({ name }) => name !== 'envd')
    .map(({ name }) =>
      tick('taxations', taxationName(name, t), group.taxations?.includes(name) ?? false, { value: name }),
    )}</fieldset>
<div class="whole">${tick('privateCallbacks', t('уведомления можно слать внутрь своей сети', 'callbacks may go into the own network'), policy.privateCallbacks)}</div></div>`;
}

/** What the form says, on top of what the group was before. */
export function groupOfForm({ form }: Visit, before: Group | undefined): GroupOptions {
  const names = new Set<string>(taxations.names);
  const chosen = form.all('taxations').filter((name): name is Taxation => names.has(name));
  const text = (name: string): string | undefined => form.text(name);
  const policy = {
    ...before?.policy,
    queueLimitMs: (form.number('queueLimit') ?? Number.NaN) * 1000,
    shiftHour: form.number('shiftHour') ?? Number.NaN,
    privateCallbacks: form.flag('privateCallbacks'),
  };
  return {
    name: before?.name ?? text('name') ?? '',
    title: text('title'),
    inn: text('inn'),
    paymentAddress: text('paymentAddress'),
    timeZone: text('timeZone'),
    taxations: chosen.length > 0 ? chosen : undefined,
    policy: Object.fromEntries(Object.entries(policy).filter(([, value]) => value !== undefined)),
  };
}

/** The field of a path in the group's options. */
export function groupField(path: string): string {
  if (path === 'policy.queueLimitMs') return 'queueLimit';
  return path.replace(/^policy\./, '').replace(/\[\d+\]$/, '');
}
