import { type Fault, FiscalFault, type Outcome, type Whose } from 'fiscal-plugin';

/** What is read of the driver's errors; they are recognised by name and code, never by class. */
interface DriverError {
  readonly name: string;
  readonly code?: string;
  readonly message: string;
  readonly outcome?: string;
  readonly statusName?: string;
  readonly english?: string;
  readonly problems?: readonly { readonly path?: string; readonly field?: string }[];
}

const PRINTER = ['noPaper', 'coverOpen', 'printerFault', 'cutterFault', 'printerOverheated'];

/** A driver's error as a fault with the words for the cashier. */
export function driverFault(error: unknown, language: string): Fault {
  if (error instanceof FiscalFault) return error.fault;
  const { name, code = '', message, statusName = '', english, problems } = error as DriverError;
  const text = language === 'ru' ? message : (english ?? message);
  const made = (whose: Whose, kind: string): Fault => ({
    whose,
    code: kind,
    message: `${name} ${code}: ${message}`,
    text,
  });
  switch (name) {
    case 'ValidationError':
    case 'FiscalError':
      return {
        ...made('request', 'bad-request'),
        ...(problems === undefined
          ? {}
          : {
              fields: problems.map(
                ({ path, field }) =>
                  `/${String(path ?? field ?? '')
                    .replace(/[.[]/g, '/')
                    .replaceAll(']', '')}`,
              ),
            }),
      };
    case 'ConnectionError':
      return made('device', 'not-connected');
    case 'TimeoutError':
      return made('device', 'no-answer');
    case 'DeviceError':
      return made('device', PRINTER.includes(statusName) ? 'printer' : kebab(statusName || 'refused'));
    case 'OutcomeUnknownError':
      return made('device', 'outcome-unknown');
    default:
      return made('plugin', 'threw');
  }
}

/** The outcome of an operation that the driver ended with an error. */
export function outcomeOf(error: unknown, language: string): Outcome {
  const fault = driverFault(error, language);
  // The driver says `unknown` where bytes went out and nothing proves what became of them.
  const unknown = (error as DriverError | undefined)?.outcome === 'unknown';
  return unknown ? { outcome: 'unknown', fault } : { outcome: 'refused', fault };
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replace(/[^a-z0-9-]/g, '');
}
