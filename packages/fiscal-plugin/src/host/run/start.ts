import { type Breach, Peer } from '../../bridge/peer.js';
import { FiscalFault, fault, faultOf } from '../../contract/fault.js';
import type { Description, Fault, Init, Result } from '../../contract/types.js';
import { majorOf, SERVED_MAJORS } from '../../contract/version.js';
import type { OnEvent } from '../events.js';
import { descriptionProblems, textOf } from '../validate.js';
import { named } from './faults.js';
import { type ChildProgram, type Isolate, type Isolation, isolate } from './isolate.js';
import type { Limits } from './limits.js';

/** What a plug-in needs to be started. */
export interface StartOptions {
  /** The plug-in's id, as the source names it. */
  readonly id: string;
  /** Its main file, absolute. */
  readonly file: string;
  /** The version that was installed; a plug-in that names another one is not what was signed. */
  readonly version?: string | undefined;
  readonly isolation: Isolation;
  readonly child?: ChildProgram | undefined;
  /** Answers the services that the plug-in asks for. */
  readonly services: (method: string, params: unknown, signal: AbortSignal) => unknown;
  readonly onEvent: OnEvent;
}

/** A plug-in that runs, has said what it is and has its settings. */
export interface Started {
  readonly peer: Peer;
  readonly description: Description;
}

/**
 * Starts a plug-in once: its process, its pipe, `describe`, and `init` where it had settings before.
 *
 * @param onProcess told of the process as soon as there is one, before the plug-in is ready.
 * @param onGone told when that process is gone, whenever that is; answers why, where it knows that better than the process.
 * @throws FiscalFault; the process is ended then.
 */
export async function start(
  options: StartOptions,
  limits: Limits,
  settings: Init | undefined,
  onProcess: (isolated: Isolate) => void,
  onGone: (isolated: Isolate) => string | undefined,
): Promise<Started> {
  const { id, file, isolation, child, services, onEvent } = options;
  const isolated = await isolate({
    isolation,
    file,
    child,
    memoryMb: limits.memoryMb,
    onOutput: (line) => onEvent({ kind: 'output', line }),
  }).catch((error: unknown) => {
    throw new FiscalFault(fault('plugin', 'load-failed', `${id}: ${faultOf(error).message}`));
  });
  onProcess(isolated);
  let tell: (result: Fault | undefined) => void = () => {};
  const loaded = new Promise<Fault | undefined>((resolve) => {
    tell = resolve;
  });
  const peer = new Peer(isolated.port, {
    faultOf: (error) => ({ ...faultOf(error), whose: 'till' }),
    handle: services,
    onEvent: (name, data) => {
      if (name === 'ready') tell(undefined);
      else if (name === 'load-failed') {
        tell(fault('plugin', 'load-failed', `${id}: ${String((data as { text?: unknown })?.text)}`));
      }
    },
    onBreach: (code: Breach, detail) =>
      onEvent({ kind: 'fault', fault: fault('plugin', code, `${id}: ${detail}`) }),
  });
  const timer = setTimeout(
    () => tell(fault('plugin', 'start-timeout', `${id} was not ready in ${limits.startMs} ms`)),
    limits.startMs,
  );
  void isolated.gone.then((told) => {
    const reason = onGone(isolated) ?? told;
    tell(fault('plugin', 'crashed', `${id} ended: ${reason}`));
    peer.close(reason);
    onEvent({ kind: 'stopped', reason });
  });
  const wrong = await loaded;
  clearTimeout(timer);
  try {
    if (wrong !== undefined) throw new FiscalFault(wrong);
    const description = await introduce(options, peer, limits.callMs);
    if (settings !== undefined) await settle(peer, settings, limits.callMs);
    const { pid } = isolated;
    const { version, apiVersion } = description;
    onEvent({ kind: 'started', version, apiVersion, ...(pid === undefined ? {} : { pid }) });
    return { peer, description };
  } catch (error) {
    await isolated.kill();
    throw error;
  }
}

/** `describe`, and whether that is the plug-in that was meant, of a contract that this host serves. */
async function introduce({ id, version }: StartOptions, peer: Peer, timeoutMs: number): Promise<Description> {
  const told = await peer.call('describe', {}, { timeoutMs }).catch((error: unknown) => {
    throw named(error, 'describe', timeoutMs);
  });
  const apiVersion = (told as { apiVersion?: unknown } | null)?.apiVersion;
  const major = majorOf(apiVersion);
  if (major === undefined || !SERVED_MAJORS.includes(major)) {
    const spoken = JSON.stringify(apiVersion) ?? 'none';
    throw new FiscalFault(
      fault(
        'plugin',
        'wrong-version',
        `${id} speaks version ${spoken} of the contract, this host ${SERVED_MAJORS.join(' and ')}`,
      ),
    );
  }
  const problems = descriptionProblems(told);
  const description = told as Description;
  if (description.id !== id) {
    problems.push({ field: '/id', rule: `must be ${id} (got ${String(description.id)})` });
  }
  if (version !== undefined && description.version !== version) {
    problems.push({ field: '/version', rule: `must be ${version} (got ${String(description.version)})` });
  }
  if (problems.length > 0) {
    throw new FiscalFault(fault('plugin', 'bad-description', `${id}: ${textOf(problems)}`));
  }
  return description;
}

/** Gives a plug-in that was started again the settings of the last good `init`. */
async function settle(peer: Peer, settings: Init, timeoutMs: number): Promise<void> {
  const answer = await peer.call('init', settings, { timeoutMs }).catch((error: unknown) => {
    throw named(error, 'init', timeoutMs);
  });
  const result = answer as Result<'init'> | null;
  if (result?.outcome === 'refused') throw new FiscalFault(result.fault);
}
