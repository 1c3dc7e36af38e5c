import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isForeign, localPath } from './access/origin.js';
import { isPersonRole } from './access/roles.js';
import { cookie } from './access/sessions.js';
import type { Cabinet } from './cabinet.js';
import { type Desk, formOf, LANGUAGE_COOKIE, languageOf, sendHtml } from './desk.js';
import { forbidden } from './errors.js';
import { html } from './html/html.js';
import { bareLayout } from './html/layout.js';
import { isLanguage, tellerOf } from './language.js';

const YEAR_S = 365 * 86_400;

/** Ways in and out; the only routes for people who have not signed in. */
export function signIn(app: FastifyInstance, cabinet: Cabinet, desk: Desk): void {
  const { gate, sessions, gateway } = cabinet;
  const { people } = gateway.store;

  app.get('/sign-in', async (request, reply) => {
    const { back } = request.query as { back?: unknown };
    const to = localPath(typeof back === 'string' ? back : undefined);
    if (await desk.signed(request)) return reply.redirect(to, 303);
    return showForm(request, reply, to);
  });

  app.post('/sign-in', async (request, reply) => {
    if (isForeign(request)) throw forbidden();
    const form = formOf(request);
    const [login, password, back] = [
      form.text('login') ?? '',
      form.text('password') ?? '',
      form.text('back'),
    ];
    const entry = await gate.enter(login, password, request.ip);
    const audit = (action: string) =>
      people.audit({
        at: gateway.clock.now(),
        login,
        action,
        target: login,
        from: request.ip,
        details: null,
      });
    if ('refused' in entry || !isPersonRole(entry.user.role)) {
      const why = 'refused' in entry ? entry.refused : 'wrong';
      const known = await people.user(login);
      // Names that nobody has are only noise that anybody could fill the log with.
      if (known) await audit('session.refused');
      return showForm(request, reply, localPath(back), why);
    }
    await audit('session.open');
    const secret = await sessions.open(entry.user);
    reply.header('set-cookie', sessions.cookie(secret, request.protocol === 'https'));
    return reply.redirect(localPath(back), 303);
  });

  app.post('/sign-out', async (request, reply) => {
    if (isForeign(request)) throw forbidden();
    const signed = await desk.signed(request);
    if (signed) await sessions.end(signed.id);
    reply.header('set-cookie', sessions.cookie(undefined, request.protocol === 'https'));
    return reply.redirect('/sign-in', 303);
  });

  app.post('/language', async (request, reply) => {
    if (isForeign(request)) throw forbidden();
    const form = formOf(request);
    const to = form.text('to');
    if (isLanguage(to)) {
      reply.header('set-cookie', cookie(LANGUAGE_COOKIE, to, YEAR_S, request.protocol === 'https'));
    }
    return reply.redirect(localPath(form.text('back')), 303);
  });
}

function showForm(
  request: FastifyRequest,
  reply: FastifyReply,
  back: string,
  wrong?: 'wrong' | 'blocked',
): FastifyReply {
  const language = languageOf(request);
  const t = tellerOf(language);
  const problem =
    wrong === 'blocked'
      ? t(
          'Слишком много попыток, или вход закрыт. Подождите четверть часа',
          'Too many attempts, or the login is closed. Wait a quarter of an hour',
        )
      : wrong && t('Неверный логин или пароль', 'Wrong login or password');
  const title = t('Вход', 'Sign in');
  const body = html`<section class="card stack"><h1>${t('Шлюз касс', 'Cash registers')}</h1>
${problem && html`<p class="notice bad" role="alert">${problem}</p>`}
<form method="post" action="/sign-in" class="stack"><input type="hidden" name="back" value="${back}">
<div class="field"><label for="login">${t('Логин', 'Login')}</label><input id="login" name="login" autocomplete="username" autocapitalize="none" required maxlength="100"></div>
<div class="field"><label for="password">${t('Пароль', 'Password')}</label><input id="password" name="password" type="password" autocomplete="current-password" required maxlength="1000"></div>
<button class="main">${t('Войти', 'Sign in')}</button></form></section>`;
  return sendHtml(reply, wrong ? NOT_LET_IN[wrong] : 200, bareLayout(language, t, title, body));
}

const NOT_LET_IN = { wrong: 403, blocked: 429 } as const;
