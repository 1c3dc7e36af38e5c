/** What a plug-in or a program needs of the till's environment to run at all; nothing else of it is given. */
const NEEDED = [
  'PATH',
  'HOME',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
  'TEMP',
  'TMP',
  'TMPDIR',
  'SYSTEMROOT',
  'WINDIR',
  'COMSPEC',
  'LANG',
  'LC_ALL',
  'TZ',
];

/** A till's environment holds secrets of its own (keys, passwords of databases): they stay there. */
export function environment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    // Windows writes the same names in any case.
    if (value !== undefined && NEEDED.includes(name.toUpperCase())) given[name] = value;
  }
  return { ...given, ...more };
}
