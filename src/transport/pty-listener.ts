export interface PtyListener {
  /** What the other program opens, such as `/dev/pts/5`. */
  readonly path: string;
  /** Removes the port. */
  close(): Promise<void>;
}

export interface ListenPtyOptions {
  /** A link with this name is made to the port; only another link may have had it. */
  link?: string | undefined;
}
