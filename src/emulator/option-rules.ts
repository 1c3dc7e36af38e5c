import { checkedElsewhere, flag, type OptionRules, oneOf } from '../util/options.js';
import type { EmulatorOptions } from './options.js';

/** The names of the options: any other one is misspelt. Their values are checked where they are used. */
export const emulatorRules: OptionRules<EmulatorOptions> = {
  model: checkedElsewhere,
  firmware: checkedElsewhere,
  vatRates: checkedElsewhere,
  serialNumber: checkedElsewhere,
  latency: checkedElsewhere,
  clock: checkedElsewhere,
  dateTime: checkedElsewhere,
  link: checkedElsewhere,
  answers: checkedElsewhere,
  forgetOnDisconnect: checkedElsewhere,
  registered: checkedElsewhere,
  registration: checkedElsewhere,
  fnNumber: checkedElsewhere,
  fnModel: checkedElsewhere,
  fnCapacity: checkedElsewhere,
  fnKeyDays: checkedElsewhere,
  fnBufferBytes: checkedElsewhere,
  fnMaxPositions: checkedElsewhere,
  state: checkedElsewhere,
  from: checkedElsewhere,
  testNumbers: flag,
  cashControl: checkedElsewhere,
  rounding: checkedElsewhere,
  ofd: checkedElsewhere,
  ofdThrough: oneOf('network', 'host'),
  onCommand: checkedElsewhere,
  onError: checkedElsewhere,
};
