import { isAtolError } from 'atol-kkt';
import { GatewayError, type GatewayErrorCode } from '../fleet/index.js';
import type { Language } from './language.js';

/** What the reader is told, with the HTTP status of the answer. */
export class CabinetError extends Error {
  override name = 'CabinetError';
  readonly status: number;
  readonly ru: string;
  readonly en: string;

  constructor(status: number, ru: string, en: string) {
    super(ru);
    this.status = status;
    this.ru = ru;
    this.en = en;
  }
}

export function notFound(): CabinetError {
  return new CabinetError(
    404,
    'Такой страницы нет, или она не для вас',
    'There is no such page, or it is not for you',
  );
}

export function forbidden(): CabinetError {
  return new CabinetError(403, 'На это нет прав', 'You have no right to do this');
}

/** The gateway's own errors are Russian; people who read English get these. */
const english: Readonly<Record<GatewayErrorCode, string>> = {
  GROUP_UNKNOWN: 'There is no such group',
  REGISTER_UNKNOWN: 'There is no such register',
  JOB_UNKNOWN: 'There is no such receipt',
  QUEUE_FULL: 'The queue of the group is full',
  REGISTER_ELSEWHERE: 'Another process drives this register: open its cabinet',
  REGISTER_OFFLINE: 'The register does not answer now',
  NOT_UNKNOWN: 'The outcome is known already: there is nothing to decide',
  IN_USE: 'It is in use, or the name is taken',
  CLOSED: 'This process has let the register go',
};

export function messageOf(error: unknown, language: Language): string {
  if (error instanceof CabinetError) return error[language];
  if (language === 'en' && error instanceof GatewayError) return english[error.code];
  if (language === 'en' && isAtolError(error)) return error.english;
  return error instanceof Error ? error.message : String(error);
}
