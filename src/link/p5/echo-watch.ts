import { encodeP5Frame, P5_REGISTER, P5FrameDecoder, p5Flag } from '../../protocol/p5/frame.js';
import { P5_TEST, p5Channel } from '../../protocol/p5/message.js';

const FIRST_SEQ = 0x20;

/** Looks among the bytes of a line for the test frame that came back. */
export class EchoWatch {
  /**
   * The test frame as it goes out. None of its bytes means anything to a register of the classic protocol: no FE, 02, 04, 05, 10, 15.
   */
  readonly question = encodeP5Frame({
    seq: FIRST_SEQ,
    dst: P5_REGISTER,
    src: p5Channel.test,
    flags: p5Flag.data,
    data: P5_TEST,
  });
  readonly #decoder = new P5FrameDecoder();
  readonly #found = new AbortController();

  /** Fires when the echo came. */
  get signal(): AbortSignal {
    return this.#found.signal;
  }

  see(chunk: Uint8Array): void {
    for (const event of this.#decoder.push(chunk))
      if (event.type === 'frame' && isTest(event.frame.data)) this.#found.abort('p5');
  }
}

function isTest(data: Uint8Array): boolean {
  return data.length === P5_TEST.length && data.every((byte, index) => byte === P5_TEST[index]);
}
