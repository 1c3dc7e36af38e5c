import { Observers } from '../../util/observers.js';

export type ConnectionState = 'connecting' | 'online' | 'lost' | 'closed';

/** How the line is, and its changes: `kkt.connection`. */
export interface ConnectionView {
  readonly state: ConnectionState;
  /** How many lines were opened so far: another host may have come between two of them. */
  readonly lines: number;
  /** Calls the listener at every change of `state`; the returned function ends that. Whatever the listener does harms nothing. */
  onState(listener: (state: ConnectionState) => void): () => void;
}

/** How a connection is, for those who want to know. */
export class ConnectionStates {
  readonly #observers = new Observers<ConnectionState>();
  #current: ConnectionState = 'connecting';

  get current(): ConnectionState {
    return this.#current;
  }

  /** Calls the listener at every change; the returned function ends that. */
  on(listener: (state: ConnectionState) => void): () => void {
    return this.#observers.on(listener);
  }

  /** Listeners are called once per change; `closed` is final. */
  set(state: ConnectionState): void {
    if (this.#current === 'closed' || this.#current === state) return;
    this.#current = state;
    this.#observers.tell(state);
  }
}
