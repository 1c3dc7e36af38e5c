import { AtolError } from '../../errors.js';

/** The second protocol has no command for what was asked; nothing was sent. */
export class NoCommandError extends AtolError {
  override name = 'NoCommandError';
  /** Command of the classic protocol. */
  readonly command: string;

  constructor(command: string, detail = '') {
    super('NO_COMMAND', `Во втором протоколе нет команды для ${command}${detail}`, { outcome: 'not-sent' });
    this.command = command;
  }
}
