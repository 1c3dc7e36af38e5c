import { createHash, randomUUID } from 'node:crypto';
import type { Fault } from './schema/validate.js';

/** Error of the API, as in its answers. */
export interface ApiError {
  readonly error_id: string;
  readonly code: number;
  readonly text: string;
  readonly type: 'none' | 'unknown' | 'system' | 'driver' | 'timeout' | 'agent';
}

/** Codes of the service: HTTP status and text. */
export const serviceErrors = {
  10: [401, 'Передан неизвестный токен. Получите новый методом getToken'],
  11: [401, 'Срок действия токена истёк. Получите новый методом getToken'],
  12: [401, 'Неверный логин или пароль'],
  13: [400, 'Ошибка в запросе токена'],
  14: [403, 'Пользователь заблокирован: слишком много неверных паролей, или доступ закрыт'],
  20: [401, 'Код группы не относится к этому токену'],
  21: [401, 'Группа не работает по этой версии протокола: здесь версия v4 (ФФД 1.05)'],
  30: [400, 'Документ с таким UUID не найден'],
  31: [400, 'Операция не поддерживается'],
  32: [400, 'Ошибка проверки чека'],
  33: [400, 'Документ с таким external_id уже есть в этой группе'],
  34: [200, 'Документ ещё не обработан. Не отправляйте его снова, повторите запрос состояния позже'],
  40: [400, 'Неверный запрос'],
  41: [415, 'Тип содержимого не поддерживается: нужен application/json; charset=utf-8'],
  50: [500, 'Сервер сейчас не может принять запрос. Повторите его с тем же external_id'],
} as const;
export type ServiceCode = keyof typeof serviceErrors;

export interface RefusalOptions {
  readonly faults?: readonly Fault[] | undefined;
  readonly text?: string | undefined;
  /** Instead of that of the code. */
  readonly http?: number | undefined;
  readonly retryAfterMs?: number | undefined;
}

/** Thrown by handlers: nothing was begun. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly code: ServiceCode;
  readonly http: number;
  readonly retryAfterMs: number | undefined;

  constructor(code: ServiceCode, { faults, text, http, retryAfterMs }: RefusalOptions = {}) {
    const [status, own] = serviceErrors[code];
    const told = faults?.map(({ field, rule }) => `${field}: ${rule}`).join('; ');
    super([text ?? own, told].filter(Boolean).join('. '));
    this.code = code;
    this.http = http ?? status;
    this.retryAfterMs = retryAfterMs;
  }

  /** As fastify asks for it: what was refused is no fault of the server. */
  get statusCode(): number {
    return this.http;
  }

  get error(): ApiError {
    return { error_id: randomUUID(), code: this.code, text: this.message, type: 'system' };
  }
}

/** A name that is always the same for the same thing, in the shape of a uuid. */
export function errorIdOf(thing: string): string {
  const hex = createHash('sha256').update(thing).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

const MOSCOW_MS = 3 * 3_600_000;

/** `dd.mm.yyyy HH:MM:SS` in Moscow. */
export function moscowTime(ms: number): string {
  const [day = '', time = ''] = new Date(ms + MOSCOW_MS).toISOString().split('T');
  return `${day.split('-').reverse().join('.')} ${time.slice(0, 8)}`;
}
