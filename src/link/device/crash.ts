/** What the device itself threw, and not the line: goes to whoever listens for it, and to the process when nobody does. */
export function crash(error: unknown, onCrash: ((error: unknown) => void) | undefined): void {
  if (onCrash !== undefined) {
    onCrash(error);
    return;
  }
  queueMicrotask(() => {
    throw error;
  });
}
