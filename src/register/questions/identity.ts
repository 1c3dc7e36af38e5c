/** FFD versions as registers and tags 1189, 1190, 1209 number them. */
const ffdVersions: Readonly<Record<number, string>> = { 1: '1.0', 2: '1.05', 3: '1.1', 4: '1.2' };

export interface Identity {
  /** Code of the model, such as 77. */
  model: number;
  /** Such as `42FS`. */
  modelName: string;
  /** As the device calls itself. */
  deviceName: string;
  /** Factory number, 14 digits; empty when the device does not tell. */
  serialNumber: string;
  /** `major.minor.build`. */
  firmware: string;
  /** FFD version in force, such as `1.05`; empty when the device does not tell (before the FN). */
  ffd: string;
  /** Highest FFD version of the device and of the FN; empty when not told. */
  deviceFfd: string;
  fnFfd: string;
}

/** `1.05` for the code 2; empty for no code. */
export function ffdVersionName(code: number | undefined): string {
  return code === undefined ? '' : (ffdVersions[code] ?? String(code));
}
