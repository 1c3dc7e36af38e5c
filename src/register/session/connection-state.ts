import { tell } from '../../util/observers.js';
export type ConnectionState = 'connecting' | 'online' | 'lost' | 'closed';

type Listener = (state: ConnectionState) => void;

/** How a connection is, for those who want to know. */
export class ConnectionStates {
  readonly #listeners = new Set<Listener>();
  #current: ConnectionState = 'connecting';

  get current(): ConnectionState {
    return this.#current;
  }

  /** Calls the listener at every change; the returned function ends that. */
  on(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Listeners are called once per change; `closed` is final. */
  set(state: ConnectionState): void {
    if (this.#current === 'closed' || this.#current === state) return;
    this.#current = state;
    for (const listener of this.#listeners) tell(listener, state);
  }
}
