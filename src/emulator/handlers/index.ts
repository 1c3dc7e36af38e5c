import { cashHandlers } from './cash.js';
import { fnHandlers } from './fn.js';
import type { Handlers } from './handlers.js';
import { infoHandlers } from './info.js';
import { legacyHandlers } from './legacy.js';
import { modeHandlers } from './mode.js';
import { printHandlers } from './print.js';
import { receiptHandlers } from './receipt.js';
import { registrationHandlers } from './registration.js';
import { shiftHandlers } from './shift.js';
import { tablesHandlers } from './tables.js';

export const handlers: Handlers = {
  ...infoHandlers,
  ...modeHandlers,
  ...shiftHandlers,
  ...receiptHandlers,
  ...cashHandlers,
  ...printHandlers,
  ...fnHandlers,
  ...registrationHandlers,
  ...tablesHandlers,
  ...legacyHandlers,
};
