/** What is to be done when a signal fires. One listener for all of them, however many calls share the signal. */
const watched = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls `action` when the signal fires, unless the returned function is called before; a signal that has fired already calls
 * nothing. A caller may give one signal to thousands of calls: an event listener for each would raise a warning of a leak.
 */
export function onAbort(signal: AbortSignal | undefined, action: () => void): () => void {
  if (signal === undefined || signal.aborted) return () => undefined;
  const actions = watched.get(signal) ?? watch(signal);
  // The same function may be given twice.
  const own = (): void => action();
  actions.add(own);
  return () => actions.delete(own);
}

function watch(signal: AbortSignal): Set<() => void> {
  const actions = new Set<() => void>();
  watched.set(signal, actions);
  signal.addEventListener(
    'abort',
    () => {
      watched.delete(signal);
      for (const action of actions) action();
    },
    { once: true },
  );
  return actions;
}
