import type { CommandName, Commands } from '../../protocol/classic/commands/index.js';
import type { AnswerOf, RequestOf } from '../../protocol/classic/definition.js';
import type { Device } from '../device/device.js';

export type Request<K extends CommandName> = RequestOf<Commands[K]>;
export type Answer<K extends CommandName> = AnswerOf<Commands[K]>;

/** Executes one command. A refusal is thrown: DeviceError, or FnError that comes from the FN. */
export type Handler<K extends CommandName> = (
  device: Device,
  request: Request<K>,
) => Answer<K> | Promise<Answer<K>>;

/** One for every command: a missing one and a wrong answer are compile errors. */
export type Handlers = { readonly [K in CommandName]: Handler<K> };
