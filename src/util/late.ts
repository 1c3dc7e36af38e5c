let loading = 0;

/**
 * Loads a part of the package. Files take real time, whatever clock a program lives by: a virtual one stands still meanwhile, so that
 * what happens in it does not depend on the disk.
 */
export async function late<T>(load: () => Promise<T>): Promise<T> {
  loading++;
  try {
    return await load();
  } finally {
    loading--;
  }
}

export function isLoading(): boolean {
  return loading > 0;
}
