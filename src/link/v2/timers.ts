/** Times and limits of link v2. All times in milliseconds, T1..T8 as the protocol numbers them (T5 comes with the command); others use 500 for most. */
export interface V2Timers {
  /** T1: wait for ACK after ENQ; pause after NAK. */
  t1Ms: number;
  /** T2: wait for a frame after our ACK to ENQ. */
  t2Ms: number;
  /**
   * T3: wait for ACK after a frame. Longer than the usual T6: a receiver that still waits for the rest of a damaged frame
   * would take the repeated one for it, and with ETX read as 01 the checksum of both together is right.
   */
  t3Ms: number;
  /** T4: wait for EOT after our ACK to a frame. Longer than T3, so that a frame repeated for want of our ACK comes before. */
  t4Ms: number;
  /** T6: longest silence inside a frame. Shorter than the usual T3, see there. */
  t6Ms: number;
  /** T7: pause of the host after both sides sent ENQ at once. */
  t7Ms: number;
  /** T8: silence that ends an exchange after an unexpected byte in place of EOT. */
  t8Ms: number;
  /** A byte that means nothing may be the first of several: what comes within this time belongs to it. */
  noiseMs: number;
  /** Wait for the answer of a command that may have none (47). */
  optionalAnswerMs: number;
  /** ENQ without any reply. */
  enqAttempts: number;
  /**
   * The register: so many times both sides asked at once before it gives way. It has lost the ACK to its own message and the
   * host goes on; a host that gives up after five ENQ must be heard before.
   */
  collisions: number;
  /** Writes of one frame. */
  frameAttempts: number;
  /** Damaged or missing frames in one reception. */
  receiveAttempts: number;
  /** Rounds of asking for permission to send, refusals and collisions included. */
  rounds: number;
  /** Meaningless bytes in one state. */
  ignoredBytes: number;
  /** Repeats of a command that the caller calls safe. */
  safeRepeats: number;
}

export const V2_TIMERS: Readonly<V2Timers> = {
  t1Ms: 500,
  t2Ms: 2000,
  t3Ms: 550,
  t4Ms: 700,
  t6Ms: 400,
  t7Ms: 500,
  t8Ms: 1000,
  noiseMs: 50,
  optionalAnswerMs: 1000,
  enqAttempts: 5,
  collisions: 2,
  frameAttempts: 10,
  receiveAttempts: 10,
  rounds: 100,
  ignoredBytes: 100,
  safeRepeats: 2,
};
