import { Peer } from '../bridge/peer.js';
import type { Port } from '../bridge/port.js';
import type { Plugin, PluginHandlers } from '../contract/define.js';
import { FiscalFault, fault, faultOf, refused } from '../contract/fault.js';
import { CAPABILITIES, type Capability } from '../contract/types.js';
import { serviceErrorOf, servicesOver } from './services.js';

/** The plug-in's end of the bridge: answers `describe` and the operations, asks the host for services. */
export function servePlugin(port: Port, plugin: Plugin): Peer {
  let handlers: PluginHandlers | undefined;
  const peer: Peer = new Peer(port, {
    faultOf,
    async handle(method, params, signal) {
      if (method === 'describe') return plugin.description;
      handlers ??= plugin.create(
        servicesOver((service, asked) =>
          peer.call(service, asked).catch((error: unknown) => {
            throw serviceErrorOf(service, error);
          }),
        ),
      );
      return await answer(handlers, method, params, signal);
    },
  });
  return peer;
}

async function answer(
  handlers: PluginHandlers,
  method: string,
  params: unknown,
  signal: AbortSignal,
): Promise<unknown> {
  const call = { signal };
  switch (method) {
    case 'init':
      return await handlers.init(params as Parameters<PluginHandlers['init']>[0], call);
    case 'health':
      return await handlers.health({}, call);
    case 'resolve':
      return await handlers.resolve(params as Parameters<PluginHandlers['resolve']>[0], call);
    case 'dispose':
      await handlers.dispose?.();
      return { outcome: 'done' };
  }
  if (!isCapability(method)) {
    throw new FiscalFault(fault('bridge', 'no-such-operation', `the contract has no ${method}`));
  }
  const handler = handlers[method] as
    | ((params: unknown, call: { signal: AbortSignal }) => unknown)
    | undefined;
  if (handler === undefined) return refused('request', 'not-supported', `this plug-in has no ${method}`);
  return await handler.call(handlers, params, call);
}

function isCapability(method: string): method is Capability {
  return (CAPABILITIES as readonly string[]).includes(method);
}

/** The plug-in that a module holds: an export named `plugin`, or the default export, or `module.exports`. */
export function pluginOf(module: unknown): Plugin {
  const holder = (module ?? {}) as { plugin?: unknown; default?: unknown };
  const nested = (holder.default ?? {}) as { plugin?: unknown };
  for (const candidate of [holder.plugin, nested.plugin, holder.default, module]) {
    if (isPlugin(candidate)) return candidate;
  }
  throw new TypeError('the module exports no plug-in: export const plugin = definePlugin({ … })');
}

function isPlugin(value: unknown): value is Plugin {
  const { description, create } = (value ?? {}) as Partial<Plugin>;
  return typeof description === 'object' && description !== null && typeof create === 'function';
}
