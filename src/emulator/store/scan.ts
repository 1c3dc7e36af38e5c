import { StateError } from '../../errors.js';
import { decodeFrame, FRAME_HEAD, type Frame, frameLength, hasFrame } from './frame.js';
import type { LogFile } from './log-file.js';
import type { Place } from './record-log.js';

const CHUNK = 1024 * 1024;

/**
 * Reads the frames of a file from `start` to `end` and returns where they end. What follows is the torn end of an interrupted write; it
 * was promised to nobody.
 *
 * @throws StateError `STATE_CORRUPT` when whole frames follow a damaged one: that is no torn end
 */
export function scanFrames(
  file: LogFile,
  seed: number,
  start: number,
  visit: (frame: Frame, place: Place) => void,
  end = file.size,
): number {
  let offset = start;
  let chunk: Uint8Array = new Uint8Array();
  let chunkStart = start;
  const bytesAt = (length: number): Uint8Array => {
    if (offset + length > chunkStart + chunk.length) {
      chunk = file.read(offset, Math.max(length, CHUNK));
      chunkStart = offset;
    }
    return chunk.subarray(offset - chunkStart, offset - chunkStart + length);
  };
  while (offset < end) {
    const length = frameLength(bytesAt(FRAME_HEAD));
    const frame = length === undefined ? undefined : decodeFrame(seed, bytesAt(length));
    if (length === undefined || !frame) {
      if (hasFrame(seed, file.read(offset, file.size - offset), 1)) throw corrupt(file.path, offset);
      break;
    }
    visit(frame, { offset, length: frame.payload.length });
    offset += length;
  }
  return offset;
}

export function corrupt(path: string, offset: number): StateError {
  const advice = 'Переименуйте папку: будет создана новая ККТ';
  return new StateError(
    'STATE_CORRUPT',
    `Состояние эмулятора повреждено: ${path}, байт ${offset}. ${advice}`,
    {
      path,
      offset,
    },
  );
}
