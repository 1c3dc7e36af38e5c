import { discover, type FoundRegister } from 'atol-kkt';
import { type Answer, page, redirect } from '../answer.js';
import { CabinetError, messageOf } from '../errors.js';
import { html, type Markup } from '../html/html.js';
import { csrfField } from '../html/layout.js';
import { area, card, field, head, select, table, tick } from '../html/parts.js';
import { type Problems, problemList, problemsOf } from '../problems.js';
import type { Route } from '../route.js';
import type { Visit } from '../visit.js';
import { steps } from './groups.js';

const SEARCH_MS = 8000;
const MOST_HOSTS = 256;

interface Search {
  readonly found: readonly FoundRegister[];
  readonly failed: readonly string[];
}

/** The second step of getting started: a register is found, or its address is typed. */
function form(visit: Visit, search?: Search, problems: Problems = new Map()): Answer {
  const { t, cabinet } = visit;
  const value = (name: string): string | undefined => visit.form.text(name) ?? visit.query.text(name);
  const group = value('group') ?? visit.groups[0];
  const step = value('step');
  const hosts = visit.form.text('hosts') ?? cabinet.searchHosts.join('\n');
  const hidden = html`${csrfField(visit)}${step !== undefined && html`<input type="hidden" name="step" value="${step}">`}`;
  const groups = visit.groups.map((name): [string, string] => [name, visit.group(name).title]);
  const body = html`${head(t('Новая касса', 'New register'), undefined, html`<a href="/registers">${t('Кассы', 'Registers')}</a>`)}
${step !== undefined && steps(visit, 2)}
${problems.size > 0 && html`<div class="notice bad" role="alert">${problemList(problems, (name) => name)}</div>`}
${card(
  t('Найти кассу', 'Find a register'),
  html`<p>${t('Назовите адреса в сети, по одному в строке; кассы на USB и последовательных портах этого компьютера найдутся сами.', 'Name addresses in the network, one a line; registers on USB and serial ports of this computer are found by themselves.')}</p>
<form method="post" action="/registers/discover">${hidden}<div class="fields">${select('group', t('Группа', 'Group'), groups, { value: group })}
${area('hosts', t('Адреса', 'Addresses'), { value: hosts, hint: t('например, 10.0.0.7:5555', 'such as 10.0.0.7:5555') })}
<div>${tick('local', t('искать на USB и портах этого компьютера', 'look at USB and ports of this computer'), search === undefined || visit.form.flag('local'))}</div></div>
<div class="submit"><button class="main">${t('Искать', 'Search')}</button></div></form>`,
)}
${search && card(t('Найдено', 'Found'), results(visit, search, group, hidden), { className: 'cards' })}
${card(
  t('Или по адресу', 'Or by its address'),
  html`<form method="post" action="/registers">${hidden}<div class="fields">${select('group', t('Группа', 'Group'), groups, { value: group })}
${field('name', t('Имя кассы', 'Name of the register'), { value: visit.form.text('name'), required: true, hint: t('например, msk-1-07', 'such as msk-1-07') })}
${field('address', t('Адрес', 'Address'), { value: visit.form.text('address'), required: true, hint: 'tcp://10.0.0.7:5555, serial:///dev/ttyACM0' })}
${field('site', t('Площадка', 'Site'))}${field('rack', t('Стойка', 'Rack'))}${field('box', t('Корпус', 'Box'))}
<div>${tick('reserve', t('в резерв', 'to the reserve'), false)}</div></div><div class="submit"><button class="main">${t('Добавить', 'Add')}</button></div></form>`,
)}`;
  return page(t('Новая касса', 'New register'), body, problems.size > 0 ? 400 : 200);
}

function results(visit: Visit, { found, failed }: Search, group: string | undefined, hidden: Markup): Markup {
  const { t } = visit;
  const rows = found.map(({ url, modelName, serialNumber, firmware }, index) => [
    html`<code>${url}</code>`,
    modelName,
    serialNumber,
    firmware,
    html`<form method="post" action="/registers">${hidden}<input type="hidden" name="group" value="${group}"><input type="hidden" name="address" value="${url}"><input type="hidden" name="serialNumber" value="${serialNumber}">
<div class="actions"><label class="hidden" for="n-${index}">${t('Имя кассы', 'Name of the register')}</label><input id="n-${index}" name="name" required maxlength="64" value="kkt-${serialNumber.slice(-6)}"><button class="main">${t('Добавить', 'Add')}</button></div></form>`,
  ]);
  const titles = [
    t('Адрес', 'Address'),
    t('Модель', 'Model'),
    t('Заводской номер', 'Serial number'),
    t('Прошивка', 'Firmware'),
    '',
  ];
  return html`${table(
    t('Найденные кассы', 'Registers that were found'),
    titles.map((title) => ({ title })),
    rows,
    t('Касс не нашлось', 'No registers were found'),
  )}
${failed.length > 0 && html`<details><summary>${t('Не ответили', 'Did not answer')}: ${failed.length}</summary><ul>${failed.map((text) => html`<li>${text}</li>`)}</ul></details>`}`;
}

async function search(visit: Visit): Promise<Answer> {
  const group = visit.group(visit.form.text('group'));
  const hosts = (visit.form.text('hosts') ?? '').split(/[\s,;]+/).filter((host) => host !== '');
  if (hosts.length > MOST_HOSTS)
    throw new CabinetError(400, `Не больше ${MOST_HOSTS} адресов`, `${MOST_HOSTS} addresses at most`);
  // Lines that work are left alone.
  const taken = new Set((await visit.cabinet.gateway.registers.list()).map(({ options }) => options.address));
  const tcp = hosts.filter((host) => !taken.has(host.includes('://') ? host : `tcp://${host}`));
  const local = visit.form.flag('local');
  try {
    const { registers, errors } = await visit.act(group.name, { hosts, local }, () =>
      discover({ tcp, usb: local, serial: local, timeoutMs: SEARCH_MS, signal: visit.gone }),
    );
    const failed = errors.map(({ url, error }) => `${url}: ${messageOf(error, visit.language)}`);
    const known = hosts.filter((host) => !tcp.includes(host));
    const inUse = known.map((host) => `${host}: ${visit.t('уже в парке', 'is in the fleet')}`);
    return form(visit, {
      found: registers.filter(({ url }) => !taken.has(url)),
      failed: [...inUse, ...failed],
    });
  } catch (error) {
    return form(
      visit,
      undefined,
      problemsOf(error, visit.language, () => ''),
    );
  }
}

async function add(visit: Visit): Promise<Answer> {
  const { form: fields, cabinet } = visit;
  const group = visit.group(fields.text('group'));
  const name = fields.text('name') ?? '';
  const [site, rack, box] = [fields.text('site'), fields.text('rack'), fields.text('box')];
  const serialNumber = fields.text('serialNumber');
  const location = { ...(site && { site }), ...(rack && { rack }), ...(box && { box }) };
  const register = {
    name,
    group: group.name,
    address: fields.text('address') ?? '',
    ...(serialNumber !== undefined && { serialNumber }),
    ...(Object.keys(location).length > 0 && { location }),
    ...(fields.flag('reserve') && { reserve: true }),
  };
  try {
    await visit.act(name || '?', register, () => cabinet.gateway.registers.add(register));
  } catch (error) {
    return form(
      visit,
      undefined,
      problemsOf(error, visit.language, (path) => path),
    );
  }
  const to = `/registers/${encodeURIComponent(name)}`;
  return redirect(fields.text('step') === undefined ? `${to}?done=added` : `${to}/registration?step=3`);
}

export const addRegisterRoutes: readonly Route[] = [
  { method: 'GET', path: '/registers/new', role: 'administrator', handle: (visit) => form(visit) },
  {
    method: 'POST',
    path: '/registers/discover',
    role: 'administrator',
    action: 'register.discover',
    handle: search,
  },
  { method: 'POST', path: '/registers', role: 'administrator', action: 'register.add', handle: add },
];
