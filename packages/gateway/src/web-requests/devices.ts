import { type Gateway, GatewayError, type RegisterView } from '../fleet/index.js';

interface Kept {
  readonly default?: string;
  readonly inactive?: readonly string[];
}

const KEPT = 'webRequests.devices';

export class DeviceError extends Error {
  override name = 'DeviceError';
  readonly http: 400 | 404 | 409;

  constructor(http: 400 | 404 | 409, message: string) {
    super(message);
    this.http = http;
  }

  /** As fastify asks for it: what was refused is no fault of the server. */
  get statusCode(): number {
    return this.http;
  }
}

/** Devices of till programs are the registers of the gateway. */
export class Devices {
  readonly #gateway: Gateway;
  readonly #group: string;

  constructor(gateway: Gateway, group: string) {
    this.#gateway = gateway;
    this.#group = group;
  }

  async list(): Promise<object[]> {
    const kept = await this.#kept();
    const views = await this.#gateway.registers.list();
    return views.map((view) => deviceOf(view, kept, this.#defaultOf(kept, views)));
  }

  async get(id: string): Promise<object> {
    const kept = await this.#kept();
    const views = await this.#gateway.registers.list();
    const name = await this.resolve(id);
    const view = views.find((one) => one.name === name) as RegisterView;
    return deviceOf(view, kept, this.#defaultOf(kept, views));
  }

  /** Name of the register: `default` and nothing are the default one. @throws DeviceError 404, 409 when it is not active */
  async resolve(id: string | undefined, active = false): Promise<string> {
    const kept = await this.#kept();
    const views = await this.#gateway.registers.list();
    const name = id === undefined || id === '' || id === 'default' ? this.#defaultOf(kept, views) : id;
    if (!views.some((view) => view.name === name))
      throw new DeviceError(404, `Устройство не найдено: ${id ?? 'default'}`);
    if (active && kept.inactive?.includes(name ?? '')) throw new DeviceError(409, 'Устройство не активно');
    return name as string;
  }

  async add(body: unknown): Promise<object> {
    const { id } = (body ?? {}) as { id?: unknown };
    if (typeof id !== 'string' || id === '' || id.length > 64)
      throw new DeviceError(400, 'Нужен id устройства');
    try {
      await this.#gateway.registers.add({ name: id, group: this.#group, ...lineOf(body) });
    } catch (error) {
      if (error instanceof GatewayError && error.code === 'IN_USE') throw new DeviceError(409, error.message);
      throw error;
    }
    return this.get(id);
  }

  async change(id: string, body: unknown): Promise<object> {
    const name = await this.resolve(id);
    if ((body as { connectionSettings?: unknown } | undefined)?.connectionSettings !== undefined) {
      await this.#gateway.registers.update(name, lineOf(body));
    }
    return this.get(name);
  }

  async remove(id: string): Promise<void> {
    await this.#gateway.registers.remove(await this.resolve(id));
  }

  async setDefault(id: string): Promise<void> {
    const name = await this.resolve(id);
    await this.#gateway.store.settings.setValue(KEPT, { ...(await this.#kept()), default: name });
  }

  async activate(id: string | undefined, active: boolean): Promise<void> {
    const name = await this.resolve(id);
    const kept = await this.#kept();
    const others = (kept.inactive ?? []).filter((one) => one !== name);
    await this.#gateway.store.settings.setValue(KEPT, {
      ...kept,
      inactive: active ? others : [...others, name],
    });
  }

  #defaultOf(kept: Kept, views: readonly RegisterView[]): string | undefined {
    return views.some(({ name }) => name === kept.default) ? kept.default : views[0]?.name;
  }

  async #kept(): Promise<Kept> {
    return (await this.#gateway.store.settings.value<Kept>(KEPT)) ?? {};
  }
}

function lineOf(body: unknown): { address: string; userPassword?: number; accessPassword?: number } {
  const { connectionSettings: settings } = (body ?? {}) as { connectionSettings?: Record<string, unknown> };
  const { port, ipAddress, ipPort = 5555, com, usbDevice } = settings ?? {};
  if (port === 'tcp' && typeof ipAddress === 'string')
    return { address: `tcp://${ipAddress}:${Number(ipPort)}` };
  if (port === 'com' && typeof com === 'string') return { address: `serial://${com}` };
  if (port === 'usb') {
    return {
      address: typeof usbDevice === 'string' && usbDevice !== 'auto' ? `usb://${usbDevice}` : 'usb://auto',
    };
  }
  throw new DeviceError(400, 'connectionSettings.port: tcp с ipAddress, com с com или usb');
}

function deviceOf({ name, options, state }: RegisterView, kept: Kept, first: string | undefined): object {
  const address = typeof options.address === 'string' ? options.address : '';
  const [, kind = '', rest = ''] = /^(\w+):\/\/(.*)$/.exec(address) ?? [];
  const [host, port] = rest.split(':');
  const line =
    kind === 'tcp'
      ? { port: 'tcp', ipAddress: host, ipPort: Number(port ?? 5555) }
      : kind === 'serial'
        ? { port: 'com', com: rest }
        : { port: 'usb', usbDevice: 'auto' };
  return {
    id: name,
    name,
    connectionSettings: { model: 500, ofdChannel: 'none', ...line },
    otherSettings: {},
    isActive: !kept.inactive?.includes(name),
    isDefault: name === first,
    isLock: state === 'unknown',
    hasLicense: true,
  };
}
