import { defineCommand } from '../definition.js';

/**
 * Registration report, or report on a change of the registration: the requisites come before by E8, one by one, in any mode.
 * Tag 1101 among them says which: 0 the first registration, 1 another FN, 2 another operator, 3 other requisites, 4 other
 * settings of the register. Answered at once; poll 45 while the state is 6.2 or the mode is 8, then register 37 tells the outcome.
 */
export const registerFn = defineCommand({
  name: 'registerFn',
  code: 0xa6,
  title: 'регистрация (перерегистрация) ККТ',
  mode: 6,
  timeoutMs: 60_000,
  t5Ms: 120_000,
});

/**
 * Report on the closing of the FN, which signs nothing after it. Address and place (1009, 1187) may come before by E8. Ends as A6
 * does.
 */
export const closeFn = defineCommand({
  name: 'closeFn',
  code: 0xa7,
  title: 'закрытие архива ФН',
  mode: 6,
  timeoutMs: 60_000,
  t5Ms: 120_000,
});
