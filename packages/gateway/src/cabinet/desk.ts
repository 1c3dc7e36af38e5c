import { Readable } from 'node:stream';
import { isAtolError } from 'atol-kkt';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isForeign } from './access/origin.js';
import { may, seesAll } from './access/roles.js';
import { cookieOf, SESSION_COOKIE, type Signed, sameText } from './access/sessions.js';
import type { Answer } from './answer.js';
import type { Cabinet } from './cabinet.js';
import { CabinetError, forbidden, messageOf, notFound } from './errors.js';
import { Form } from './form.js';
import { html, type Markup } from './html/html.js';
import { bareLayout, layout } from './html/layout.js';
import { isLanguage, type Language, languages, tellerOf } from './language.js';
import type { Route } from './route.js';
import { Visit } from './visit.js';

export const LANGUAGE_COOKIE = 'cabinet_language';
const NOBODY = 401;

/** Looks at who comes before anything is done, and writes the answers. */
export class Desk {
  readonly #cabinet: Cabinet;

  constructor(cabinet: Cabinet) {
    this.#cabinet = cabinet;
  }

  signed({ headers }: FastifyRequest): Promise<Signed | undefined> {
    return this.#cabinet.sessions.of(cookieOf(headers.cookie, SESSION_COOKIE));
  }

  async answer(route: Route, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const signed = await this.signed(request);
    if (!signed) return this.#toSignIn(request, reply);
    const form = formOf(request);
    if (request.method === 'POST') refuseStrangers(request, form, signed);
    if (!may(signed.user.role, route.role)) throw forbidden();
    if (route.everywhere === true && !seesAll(signed.user)) throw forbidden();
    const visit = this.#visit(signed, request, reply, form, route.action ?? '');
    return this.#send(visit, reply, await route.handle(visit));
  }

  #visit(
    { user, id, csrf }: Signed,
    request: FastifyRequest,
    reply: FastifyReply,
    form = new Form(),
    action = '',
  ): Visit {
    const { url, ip, host, protocol } = request;
    const gone = new AbortController();
    reply.raw.on('close', () => gone.abort());
    return new Visit(this.#cabinet, {
      user,
      language: languageOf(request),
      csrf,
      sessionId: id,
      url,
      params: request.params as Readonly<Record<string, string>>,
      query: new Form(url.split('?').slice(1).join('?')),
      form,
      from: ip,
      host,
      secure: protocol === 'https',
      action,
      gone: gone.signal,
    });
  }

  #toSignIn(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const wantsPage = request.method === 'GET' && (request.headers.accept ?? '*/*').includes('text/html');
    if (wantsPage) return reply.redirect(`/sign-in?back=${encodeURIComponent(request.url)}`, 303);
    return reply.code(NOBODY).type('text/plain; charset=utf-8').send('401');
  }

  async #send(visit: Visit, reply: FastifyReply, answer: Answer): Promise<FastifyReply> {
    switch (answer.kind) {
      case 'redirect':
        for (const one of answer.cookies ?? []) reply.header('set-cookie', one);
        return reply.redirect(answer.to, 303);
      case 'file': {
        const body = typeof answer.body === 'string' ? answer.body : Readable.from(answer.body);
        return reply
          .type(answer.type)
          .header('content-disposition', `attachment; filename="${answer.name}"`)
          .send(body);
      }
      case 'fragment':
        return sendHtml(reply, 200, answer.body);
      case 'page': {
        const unknown = await this.#unknown(visit);
        return sendHtml(reply, answer.status ?? 200, layout(visit, answer.title, answer.body, unknown));
      }
    }
  }

  /** Receipts of this person's groups whose outcome is not known. */
  #unknown(visit: Visit): Promise<number> {
    const { jobs } = this.#cabinet.gateway.store;
    return jobs.count({ state: 'unknown', ...(!visit.everywhere && { group: visit.groups }) }, 99);
  }

  /** People get a page; programs of other faces what they are used to. */
  async notFound(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { accept = '' } = request.headers;
    if (request.method === 'GET' && accept.includes('text/html')) {
      if (!(await this.signed(request))) return this.#toSignIn(request, reply);
      return this.sendError(request, reply, notFound());
    }
    const message = `Route ${request.method}:${request.url} not found`;
    return reply.code(404).send({ message, error: 'Not Found', statusCode: 404 });
  }

  /** What went wrong, as a page. */
  async sendError(request: FastifyRequest, reply: FastifyReply, error: Error): Promise<FastifyReply> {
    const { log } = this.#cabinet.gateway;
    const { statusCode } = error as { statusCode?: number };
    const status =
      error instanceof CabinetError ? error.status : isAtolError(error) ? 409 : (statusCode ?? 500);
    if (status >= 500) log.error({ error: error.message, stack: error.stack }, 'cabinet');
    const language = languageOf(request);
    const t = tellerOf(language);
    const text =
      status >= 500
        ? t(
            'Не получилось: ошибка шлюза записана в его журнал',
            'It failed: the error is in the log of the gateway',
          )
        : messageOf(error, language);
    const title = t('Не получилось', 'It did not work');
    const body = html`<h1>${title}</h1><p class="notice bad" role="alert">${text}</p><p><a class="button" href="${backOf(request)}">${t('Назад', 'Back')}</a></p>`;
    const signed = await this.signed(request).catch(() => undefined);
    const page = signed
      ? layout(this.#visit(signed, request, reply), title, body, 0)
      : bareLayout(language, t, title, body);
    return sendHtml(reply, status, page);
  }

  /** Server-sent events: something has changed. */
  async live(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const signed = await this.signed(request);
    if (!signed || isForeign(request)) return reply.code(NOBODY).send('401');
    const valid = async (): Promise<boolean> => (await this.signed(request)) !== undefined;
    if (!this.#cabinet.changes.watch(signed.id, reply.raw, valid)) return reply.code(429).send('429');
    reply.hijack();
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    reply.raw.write('retry: 3000\n\n');
    return reply;
  }
}

export function sendHtml(reply: FastifyReply, status: number, markup: Markup): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').send(markup.text);
}

/** Forms of other sites, and forms that were not made for this session, do nothing. */
function refuseStrangers(request: FastifyRequest, form: Form, { csrf }: Signed): void {
  const given = form.text('_csrf') ?? '';
  if (isForeign(request) || !sameText(given, csrf)) {
    throw new CabinetError(
      403,
      'Форма устарела или пришла с чужого сайта: откройте страницу снова',
      'The form is out of date or comes from another site: open the page again',
    );
  }
}

export function formOf({ body }: FastifyRequest): Form {
  return new Form(typeof body === 'string' ? body : '');
}

export function languageOf({ headers }: FastifyRequest): Language {
  const chosen = cookieOf(headers.cookie, LANGUAGE_COOKIE);
  return isLanguage(chosen) ? chosen : languages[0];
}

/** The page that the form was on, when it is one of ours. */
function backOf({ headers, host }: FastifyRequest): string {
  try {
    const { host: from, pathname, search } = new URL(headers.referer ?? '');
    return from === host ? pathname + search : '/';
  } catch {
    return '/';
  }
}
