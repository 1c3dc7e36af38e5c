import { cabinet, type DevTools } from './cabinet/index.js';
import type { Gateway } from './fleet/index.js';
import { CallbackSender, onlineApi } from './online/index.js';
import { Gate } from './people/index.js';
import { type Face, type ServerOptions, startServer } from './server.js';
import { WEB_REQUESTS_PORT, webRequests } from './web-requests/index.js';

export interface FrontOptions extends Omit<ServerOptions, 'faces'> {
  /** Faces beside the API, such as pages; they come first. */
  readonly faces?: readonly Face[] | undefined;
  /** Pages for people at `/`. Default true. */
  readonly cabinet?: boolean | undefined;
  /** Hosts that the cabinet's search for registers begins with, such as `10.0.0.7:5555`. */
  readonly searchHosts?: readonly string[] | undefined;
  /** Only over emulated registers. */
  readonly dev?: DevTools | undefined;
}

/** What the world sees of a gateway. */
export interface Front extends AsyncDisposable {
  /** Such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Base address for clients of the ATOL Online API, with a slash at the end. */
  readonly api: string;
  /** Ends requests and callbacks; the gateway is left as it is. */
  close(): Promise<void>;
}

/** The ATOL Online API with its callbacks, the cabinet, and other faces, on one server. */
export async function startFront(options: FrontOptions): Promise<Front> {
  const { gateway, faces = [], cabinet: wanted = true, searchHosts, dev, ...rest } = options;
  const gate = new Gate({ store: gateway.store, clock: gateway.clock, log: gateway.log });
  const pages = wanted ? cabinet({ gateway, gate, searchHosts, dev }) : undefined;
  const own = [...faces, ...(pages ? [pages] : []), onlineApi({ gateway, gate })];
  const server = await startServer({ ...rest, gateway, faces: own }).catch((error: unknown) => {
    pages?.close();
    throw error;
  });
  const sender = new CallbackSender(gateway);
  const close = async (): Promise<void> => {
    pages?.close();
    await server.close();
    await sender.close();
  };
  return { url: server.url, api: `${server.url}/possystem/v4/`, close, [Symbol.asyncDispose]: close };
}

export interface TillsOptions {
  /** Default `127.0.0.1`. */
  readonly host?: string | undefined;
  /** 0: any that is free. Default 16 732, as the original. */
  readonly port?: number | undefined;
  /** Group of devices that till programs add. Default: the first one. */
  readonly group?: string | undefined;
}

/** Web Requests for till programs, on a server of its own. */
export async function startTills(
  gateway: Gateway,
  { host, port = WEB_REQUESTS_PORT, group }: TillsOptions = {},
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const face = webRequests({ gateway, group });
  const server = await startServer({ gateway, host, port, faces: [face] });
  return {
    url: server.url,
    async close() {
      await server.close();
      await face.close();
    },
  };
}

/** A login for clients of the API, as a configuration names it. */
export interface Shop {
  readonly login: string;
  /** Of `hashPassword()`. */
  readonly passwordHash: string;
  readonly groups: readonly string[];
}

export async function saveShops({ store, clock }: Gateway, shops: readonly Shop[]): Promise<void> {
  for (const { login, passwordHash, groups } of shops) {
    const user = { login, name: login, role: 'shop', passwordHash, groups, disabled: false } as const;
    await store.people.saveUser({ ...user, createdAt: clock.now() });
  }
}
