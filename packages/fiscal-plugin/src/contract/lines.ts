/**
 * What `storage.append` kept, a JSON object a line. The head of a line that a power cut left is passed over: its `append`
 * did not resolve, so that nobody was promised anything. Lines are objects or arrays, so that a head of one is never whole.
 *
 * @param text the file, `undefined` where there is none yet.
 */
export function jsonLines<T extends object>(text: string | undefined): T[] {
  return (text ?? '').split('\n').flatMap((line): T[] => {
    try {
      const value: unknown = JSON.parse(line);
      return typeof value === 'object' && value !== null ? [value as T] : [];
    } catch {
      return [];
    }
  });
}
