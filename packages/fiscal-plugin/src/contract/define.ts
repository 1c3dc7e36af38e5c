import type { Services } from './services.js';
import type {
  Capability,
  Description,
  Done,
  Health,
  Init,
  Operation,
  Outcome,
  Params,
  Resolve,
  Result,
} from './types.js';
import { API_VERSION } from './version.js';

/** What a handler knows of the call besides its parameters. */
export interface Call {
  /** Aborted when the till does not wait any more; a document that is on its way stays on its way. */
  readonly signal: AbortSignal;
}

export type Handler<O extends Operation> = (params: Params<O>, call: Call) => Promise<Result<O>> | Result<O>;

/** What every plug-in answers. */
interface AlwaysHandlers {
  /** Takes the settings. Called again when they change; a refused call leaves the plug-in as it was. */
  init(params: Init, call: Call): Promise<Done> | Done;
  health(params: Record<string, never>, call: Call): Promise<Health> | Health;
  /** What became of a key: `refused` only with proof that no document exists. */
  resolve(params: Resolve, call: Call): Promise<Outcome> | Outcome;
  /** Lets go of everything: ports, files, timers. */
  dispose?(): Promise<void> | void;
}

/** One handler for each declared capability, and for no other. */
export type Handlers<C extends Capability> = AlwaysHandlers & { readonly [K in C]: Handler<K> };

export interface Definition<C extends Capability> extends Omit<Description, 'apiVersion' | 'capabilities'> {
  readonly capabilities: readonly C[];
  /** Called once, before anything else. */
  create(services: Services): Handlers<C>;
}

/** A plug-in as the runtime takes it. */
export interface Plugin {
  readonly description: Description;
  readonly create: (services: Services) => PluginHandlers;
}

/** Handlers without the compile-time list of capabilities. */
export type PluginHandlers = AlwaysHandlers & {
  readonly [K in Capability]?: Handler<K>;
};

/**
 * Declares a plug-in. A capability without its handler, a handler without its capability and an answer of the wrong
 * shape do not compile.
 *
 * @example
 * export const plugin = definePlugin({ id: 'xx-demo', capabilities: ['sale'], …, create: (services) => ({ … }) });
 */
export function definePlugin<const C extends Capability>(definition: Definition<C>): Plugin {
  const { create, ...description } = definition;
  return {
    description: { ...description, apiVersion: API_VERSION },
    create: (services) => create(services) as PluginHandlers,
  };
}
