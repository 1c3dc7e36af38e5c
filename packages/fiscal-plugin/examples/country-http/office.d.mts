export interface Office {
  readonly url: string;
  /** Receipts in the order in which they came, each once. */
  readonly receipts: { id: string; number: number; total: string }[];
  /** While it is out of service every request ends with 503. */
  outage: boolean;
  /** Milliseconds before each answer. */
  delayMs: number;
  close(): Promise<void>;
}

/** @param port any free one by default. */
export function openOffice(port?: number): Promise<Office>;
