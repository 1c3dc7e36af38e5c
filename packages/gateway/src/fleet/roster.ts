import type { Transport } from 'atol-kkt';
import type { SettingsStore } from '../store/index.js';
import {
  GatewayError,
  type Group,
  type GroupOptions,
  groupOf,
  type RegisterData,
  type RegisterOptions,
} from './terms/index.js';

/** Groups and registers as the store has them, with the lines that exist in this process only. */
export class Roster {
  readonly #settings: SettingsStore;
  readonly #groups = new Map<string, Group>();
  readonly #registers = new Map<string, RegisterOptions>();
  readonly #lines = new Map<string, Transport>();
  #data = new Map<string, string>();
  #revision = -1;

  constructor(settings: SettingsStore) {
    this.#settings = settings;
  }

  get size(): number {
    return this.#registers.size;
  }

  get groups(): Group[] {
    return [...this.#groups.values()];
  }

  get registers(): RegisterOptions[] {
    return [...this.#registers.values()];
  }

  /** @throws GatewayError `GROUP_UNKNOWN` */
  group(name: string): Group {
    const group = this.#groups.get(name);
    if (!group) throw new GatewayError('GROUP_UNKNOWN', `Нет группы ${name}`);
    return group;
  }

  find(name: string): RegisterOptions | undefined {
    return this.#registers.get(name);
  }

  /** @throws GatewayError `REGISTER_UNKNOWN` */
  register(name: string): RegisterOptions {
    const register = this.#registers.get(name);
    if (!register) throw new GatewayError('REGISTER_UNKNOWN', `Нет кассы ${name}`);
    return register;
  }

  /** Registers that this process can reach; undefined: all of them. */
  addressable(): string[] | undefined {
    const names = this.registers.filter(({ address }) => address !== '').map(({ name }) => name);
    return names.length === this.size ? undefined : names;
  }

  /** Of the configuration: they take the place of what the store has under their names. */
  async configure(groups: readonly GroupOptions[], registers: readonly RegisterOptions[]): Promise<void> {
    for (const { name, ...data } of groups) await this.#settings.saveGroup({ name, origin: 'config', data });
    await this.save(registers, 'config');
  }

  async save(registers: readonly RegisterOptions[], origin: 'config' | 'hand'): Promise<void> {
    for (const { name, address } of registers)
      if (typeof address !== 'string') this.#lines.set(name, address);
    if (registers.length === 0) return;
    await this.#settings.saveRegisters(
      registers.map(({ name, group, address, ...data }) => ({
        name,
        group,
        origin,
        data: { ...data, address: typeof address === 'string' && address !== '' ? address : undefined },
      })),
    );
  }

  async saveGroup({ name, ...data }: GroupOptions): Promise<void> {
    await this.#settings.saveGroup({ name, origin: 'hand', data });
  }

  /** Reads them again if they have changed. True: they have. */
  async reload(): Promise<boolean> {
    const revision = await this.#settings.revision();
    if (revision === this.#revision) return false;
    const groups = await this.#settings.groups<Omit<GroupOptions, 'name'>>();
    const registers = await this.#settings.registers<RegisterData>();
    this.#revision = revision;
    this.#groups.clear();
    for (const { name, data } of groups) this.#groups.set(name, groupOf({ ...data, name }));
    const present = new Map<string, string>();
    for (const { name, group, data } of registers) {
      const text = JSON.stringify([group, data]);
      present.set(name, text);
      // What has not changed stays the same object.
      if (this.#data.get(name) === text && this.#registers.has(name)) continue;
      this.#registers.set(name, {
        ...data,
        name,
        group,
        address: data.address ?? this.#lines.get(name) ?? '',
      });
    }
    for (const name of this.#registers.keys()) if (!present.has(name)) this.#registers.delete(name);
    this.#data = present;
    return true;
  }
}
