export interface Workspace {
  readonly folder: string;
  readonly name: string;
  readonly manifest: Readonly<Record<string, unknown>>;
  /** Name of an entry in dist, such as `protocol/index`, to its source. */
  readonly entries: Readonly<Record<string, string>>;
  readonly programs: Readonly<Record<string, string>>;
  readonly commonJs: boolean;
}

export function workspaces(): Workspace[];

export function sourceAliases(): { readonly find: RegExp; readonly replacement: string }[];
