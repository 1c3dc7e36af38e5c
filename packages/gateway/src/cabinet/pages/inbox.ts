import { type Answer, page } from '../answer.js';
import { notFound } from '../errors.js';
import { html } from '../html/html.js';
import { card, head } from '../html/parts.js';
import type { Route } from '../route.js';
import type { Visit } from '../visit.js';

/** Callbacks that came back to this program, so that a developer sees what a shop would get. */
function inbox(visit: Visit): Answer {
  const { t, cabinet } = visit;
  if (!cabinet.dev) throw notFound();
  const address = `${visit.secure ? 'https' : 'http'}://${visit.host}/_dev/inbox`;
  const letters = cabinet.dev.inbox();
  const list = letters.map(
    ({ at, text }) => html`<h3>${visit.format.exact(at)}</h3><pre tabindex="0">${text}</pre>`,
  );
  const body = html`${head(t('Уведомления', 'Callbacks'))}<p>${t('Укажите этот адрес в callback_url: всё, что придёт, появится здесь.', 'Put this address into callback_url: whatever comes is shown here.')} <code>${address}</code></p>
${card(undefined, letters.length === 0 ? html`<p class="empty">${t('Пока ничего не пришло', 'Nothing has come yet')}</p>` : list, { id: 'inbox', live: true })}`;
  return page(t('Уведомления', 'Callbacks'), body);
}

export const inboxRoutes: readonly Route[] = [
  { method: 'GET', path: '/inbox', role: 'administrator', everywhere: true, handle: inbox },
];
