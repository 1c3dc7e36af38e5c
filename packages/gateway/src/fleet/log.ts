import { type DestinationStream, type Logger, pino } from 'pino';
import type { GatewayEvent, GatewayEvents } from './terms/index.js';

/** Whoever reads a log must not learn who bought what. */
const personal = [
  'receipt',
  'contact',
  'customer',
  'password',
  'passwordHash',
  'authorization',
  'token',
  'cookie',
].flatMap((name) => ['', '*.', '*.*.', '*.*.*.'].map((above) => above + name));

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** One JSON object per line, by default on standard error; personal data is masked, down to the fourth level of an object. */
export function gatewayLog(level: LogLevel, to: DestinationStream = pino.destination(2)): Logger {
  return pino({ level, redact: { paths: personal, censor: '[скрыто]' } }, to);
}

/** Everything that happens, as it is worth a line. */
export function logEvents(events: GatewayEvents, log: Logger): void {
  events.on((event) => {
    const { type, fields, level } = lineOf(event);
    log[level](fields, type);
  });
}

function lineOf(event: GatewayEvent): {
  type: string;
  fields: Record<string, unknown>;
  level: 'debug' | 'info' | 'warn' | 'error';
} {
  const { type, ...rest } = event;
  switch (event.type) {
    case 'job.done': {
      const { uuid, group, externalId, register, result } = event;
      const { documentNumber, fnNumber } = result;
      return { type, level: 'info', fields: { uuid, group, externalId, register, documentNumber, fnNumber } };
    }
    case 'job.failed': {
      const { uuid, group, externalId, register, failure } = event;
      const { kind, code, name } = failure;
      return { type, level: 'warn', fields: { uuid, group, externalId, register, kind, code, name } };
    }
    case 'job.accepted':
    case 'job.pinned':
    case 'register.state':
      return { type, level: 'debug', fields: rest };
    case 'register.problem':
      return { type, level: event.problem.blocking ? 'error' : 'warn', fields: rest };
    case 'job.unknown':
    case 'job.released':
    case 'group.warning':
    case 'lane.lost':
      return { type, level: 'warn', fields: rest };
    case 'store.lost':
      return { type, level: 'error', fields: rest };
    default:
      return { type, level: 'info', fields: rest };
  }
}
