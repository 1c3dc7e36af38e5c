import { ConnectionError } from '../errors.js';

// What all kinds of lines say alike. `name` is that of the line, such as `tcp://192.168.1.10:5555`.

/** Nothing was sent. */
export function connectFailed(name: string, reason: string, cause?: unknown): ConnectionError {
  return new ConnectionError('CONNECT_FAILED', `Нет связи с ${name}: ${reason}`, {
    outcome: 'not-sent',
    ...(cause !== undefined && { cause }),
  });
}

/** The line was open and is gone. */
export function lineLost(name: string, reason: string, cause: unknown): ConnectionError {
  return new ConnectionError(
    'LOST',
    `Связь с ${name} потеряна: ${reason}`,
    cause === undefined ? {} : { cause },
  );
}

/** Of a thing that can be unplugged; the failure is what it noticed that by. */
export function unplugged(
  name: string,
  what: 'порт отключён' | 'устройство отключено',
  failure: Error | undefined,
): ConnectionError {
  return lineLost(name, `${what} (${failure?.message ?? 'причина неизвестна'})`, failure);
}

export function closedByUs(name: string): ConnectionError {
  return new ConnectionError('CLOSED', `Соединение с ${name} закрыто`);
}

/** A port whose speed is not known is of no use. */
export function speedNotSet(name: string, baudRate: number, cause: unknown): ConnectionError {
  return new ConnectionError('LOST', `${name}: скорость ${baudRate} не установлена`, { cause });
}
