import { countersHandlers } from './counters.js';
import { documentHandlers } from './documents.js';
import { fnHandlers } from './fn.js';
import type { P5Handlers } from './handlers.js';
import { printHandlers } from './print.js';
import { receiptHandlers } from './receipt.js';
import { scriptHandlers } from './scripts.js';
import { stateHandlers } from './state.js';
import { systemHandlers } from './system.js';

export const p5Handlers: P5Handlers = {
  ...stateHandlers,
  ...countersHandlers,
  ...receiptHandlers,
  ...documentHandlers,
  ...scriptHandlers,
  ...printHandlers,
  ...fnHandlers,
  ...systemHandlers,
};
