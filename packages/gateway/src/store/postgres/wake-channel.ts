import { Client, type ClientConfig } from 'pg';
import type { Wake } from '../store.js';

const AGAIN_MS = 1000;

/** LISTEN on a connection of its own, opened again when it breaks. What is missed in between is found by polling. */
export class WakeChannel {
  readonly #config: ClientConfig;
  readonly #name: string;
  readonly #listeners = new Set<(wake: Wake) => void>();
  #client: Client | undefined;
  #again: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(config: ClientConfig, name: string) {
    this.#config = config;
    this.#name = name;
  }

  on(listener: (wake: Wake) => void): () => void {
    this.#listeners.add(listener);
    if (!this.#client && !this.#again && !this.#closed) void this.#connect();
    return () => {
      this.#listeners.delete(listener);
    };
  }

  async #connect(): Promise<void> {
    this.#again = undefined;
    const client = new Client(this.#config);
    this.#client = client;
    client.on('error', () => this.#later(client));
    client.on('end', () => this.#later(client));
    client.on('notification', ({ payload }) => this.#heard(payload ?? ''));
    try {
      await client.connect();
      await client.query(`listen "${this.#name}"`);
    } catch {
      this.#later(client);
    }
  }

  #heard(payload: string): void {
    let wake: Wake;
    try {
      wake = JSON.parse(payload) as Wake;
    } catch {
      return;
    }
    for (const listener of this.#listeners) listener(wake);
  }

  #later(client: Client): void {
    if (this.#client !== client || this.#closed) return;
    this.#client = undefined;
    client.end().catch(() => undefined);
    this.#again ??= setTimeout(() => void this.#connect(), AGAIN_MS).unref();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#again);
    await this.#client?.end().catch(() => undefined);
  }
}
