import { late } from '../util/late.js';
import {
  signal as abortSignal,
  checkedElsewhere,
  checkOptions,
  flag,
  integer,
  listOf,
  milliseconds,
  type OptionRules,
  text,
  unless,
} from '../util/options.js';
import type { DiscoverOptions, Discovery } from './discovery.js';

const discoverRules: OptionRules<DiscoverOptions> = {
  usb: flag,
  serial: unless((value) => typeof value === 'boolean', listOf(text())),
  tcp: listOf(text()),
  baudRate: checkedElsewhere,
  accessPassword: integer(0, 9999),
  timeoutMs: milliseconds(1),
  signal: abortSignal,
};

/**
 * Looks for registers on USB, on serial ports and on the given hosts, everywhere at once. A place that does not answer as a
 * register gets the test frame of the second protocol, a C4 of link v3 and an ENQ of link v2, and nothing else.
 *
 * @throws ValidationError for a wrong host or speed, AbortedError. What fails in one place is in `errors`.
 */
export async function discover(options: DiscoverOptions = {}): Promise<Discovery> {
  checkOptions(options, discoverRules, 'Неверные параметры поиска');
  const { search } = await late(() => import('./search.js'));
  return search(options);
}
