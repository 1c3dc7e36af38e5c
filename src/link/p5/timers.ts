/** Times of the host, ms. */
export interface P5Timers {
  /** Wait for the echo of the test frame. */
  testMs: number;
  /** Silence after a command before the host asks what became of it. */
  silenceMs: number;
  /** Wait for the state of a channel. */
  stateMs: number;
  /** Wait for a result that was asked for. */
  resultMs: number;
  /** Pause between two questions while the register is at work. */
  busyMs: number;
  /** A register that says "at work" longer than this is given up. */
  busyLimitMs: number;
}

/**
 * The vendor's driver asks after 1 s on a serial line and after 5..60 s over TCP, without end while the register is at work. Asking
 * early costs a frame and finds a lost answer in seconds.
 */
export const P5_TIMERS: Readonly<P5Timers> = {
  testMs: 1000,
  silenceMs: 1000,
  stateMs: 1000,
  resultMs: 1000,
  busyMs: 500,
  busyLimitMs: 300_000,
};
