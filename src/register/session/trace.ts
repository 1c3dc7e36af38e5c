/** One finished command, for logs and for measuring. */
export interface CommandTrace {
  command: string;
  ms: number;
  error?: string | undefined;
}
