import { lazily } from '../../../util/lazily.js';
import type { P5Command } from '../definition.js';
import type { P5Channel, P5Message } from '../message.js';
import { asciiText } from '../text.js';
import { documentCommands } from './documents.js';
import { fnCommands } from './fn.js';
import { printCommands } from './print.js';
import { scriptCommands } from './scripts.js';
import { stateCommands } from './state.js';
import { systemCommands } from './system.js';

/** Every command of the second protocol by name. Where the classic protocol has one of the same meaning it has the same name. */
export const p5Commands = {
  ...stateCommands,
  ...documentCommands,
  ...scriptCommands,
  ...printCommands,
  ...fnCommands,
  ...systemCommands,
} as const;

export type P5Commands = typeof p5Commands;
export type P5CommandName = keyof P5Commands;

const key = (channel: number, code: string, sub?: string): string => `${channel} ${code} ${sub ?? ''}`;

const byCode = lazily(
  () =>
    new Map<string, P5Command<never, unknown>>(
      Object.values(p5Commands).map((command) => [
        key(command.channel, command.code, command.sub),
        command as P5Command<never, unknown>,
      ]),
    ),
);

export function isP5CommandName(name: string): name is P5CommandName {
  return Object.hasOwn(p5Commands, name);
}

/** Which command a message is; undefined when nobody knows it. */
export function p5CommandOf(channel: P5Channel | number, { code, fields }: P5Message): P5Command | undefined {
  const [first] = fields;
  const known = byCode();
  const found = (first && known.get(key(channel, code, asciiText(first)))) ?? known.get(key(channel, code));
  return found as P5Command | undefined;
}
