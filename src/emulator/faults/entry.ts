import { commandNamed } from './check-fault.js';
import type { ActiveFault, Fault, FaultCommand } from './fault.js';

/** A fault that was added, and how far it got. */
export class Entry<F extends Fault = Fault> {
  readonly id: string;
  readonly fault: F;
  /** The command at which it strikes; undefined without one. */
  readonly command: FaultCommand | undefined;
  /** Bytes of its direction since it was added. */
  passed = 0;
  /** Ends a state that the fault made, such as paper that is out. */
  undo: (() => void) | undefined;
  #seen = 0;
  #struck = 0;

  constructor(id: string, fault: F) {
    this.id = id;
    this.fault = fault;
    this.command = fault.at === undefined ? undefined : commandNamed(fault.at);
  }

  /** One more occasion came. True when the fault strikes at this one. */
  strikes(): boolean {
    const { nth = 1 } = this.fault;
    this.#seen++;
    if (this.#seen < nth || this.spent) return false;
    this.#struck++;
    return true;
  }

  /** It has struck as often as it should. */
  get spent(): boolean {
    const { times = 1 } = this.fault;
    return times !== 'always' && this.#struck >= times;
  }

  get shown(): ActiveFault {
    const { id, fault } = this;
    return { id, fault, struck: this.#struck, active: !this.spent || this.undo !== undefined };
  }
}
