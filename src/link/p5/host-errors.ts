import { type AtolError, ConnectionError, ProtocolError, TimeoutError } from '../../errors.js';

export function noLink(): TimeoutError {
  return new TimeoutError('NO_LINK', 'ККТ не отвечает', { outcome: 'not-sent' });
}

export function notSent(error: ConnectionError): ConnectionError {
  return new ConnectionError(error.code, error.message, { cause: error, outcome: 'not-sent' });
}

/** Every caller gets an error of his own. */
export function unknown(error: AtolError): AtolError {
  if (!(error instanceof ConnectionError)) return error;
  const outcome = error.outcome ?? 'unknown';
  return new ConnectionError(error.code, error.message, { cause: error, outcome });
}

export function tooLong(length: number, longest: number): ProtocolError {
  return new ProtocolError('RANGE', `Команда длиннее, чем принимает ККТ: ${length} байт`, {
    field: 'message',
    rule: `<= ${longest}`,
    value: length,
    outcome: 'not-sent',
  });
}
