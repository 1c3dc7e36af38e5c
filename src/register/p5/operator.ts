import { p5Commands } from '../../protocol/p5/index.js';
import type { P5Memory } from './memory.js';
import { ask, type Steps } from './steps.js';

/** The operator of the next documents, when the register does not know yet. */
export function* operator(memory: P5Memory): Steps<void> {
  if (!memory.operatorOwed) return;
  const { name, inn } = memory.operator;
  yield* ask(p5Commands.login, { name, inn });
  memory.operatorOwed = false;
}
