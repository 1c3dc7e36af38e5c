import { readdirSync, readFileSync } from 'node:fs';
import { FrameV3Decoder } from '../../src/protocol/classic/frame-v3.js';
import { fromHex } from '../../src/util/hex.js';

const folder = new URL('../golden/transcripts/', import.meta.url);

export interface Line {
  dir: 'host' | 'device' | 'event';
  hex?: string;
  note?: string;
}

export const transcriptNames = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));

export function transcript(name: string): Line[] {
  return readFileSync(new URL(name, folder), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
}

export interface RecordedCommand {
  file: string;
  /** Access password and command. */
  message: Uint8Array;
  /** Absent when the recording has no answer to it. */
  answer?: Uint8Array;
}

function packets(lines: Line[], dir: 'host' | 'device') {
  const decoder = new FrameV3Decoder();
  return lines.flatMap((line) => {
    if (line.dir !== dir || !line.hex) return [];
    return decoder.push(fromHex(line.hex)).filter((event) => event.type === 'packet');
  });
}

/** Every command of a recording with the answer that it got, by task id. */
export function recordedCommands(file: string): RecordedCommand[] {
  const lines = transcript(file);
  const found: RecordedCommand[] = [];
  const open = new Map<number, RecordedCommand>();
  const byPacket = new Map<number, RecordedCommand>();
  for (const line of lines) {
    for (const { id, data } of packets([line], line.dir === 'host' ? 'host' : 'device')) {
      if (line.dir === 'host') {
        if (data[0] === 0xc1) {
          const command: RecordedCommand = { file, message: data.slice(3) };
          found.push(command);
          open.set(data[2] as number, command);
          byPacket.set(id, command);
        } else if (data[0] === 0xc3) {
          const command = open.get(data[1] as number);
          if (command) byPacket.set(id, command);
        } else byPacket.delete(id);
      } else if (id === 0xf0 && (data[0] === 0xa6 || data[0] === 0xa7)) {
        const command = open.get(data[1] as number);
        if (command) command.answer = data.slice(2);
      } else if (data[0] === 0xa3 || data[0] === 0xa4) {
        const command = byPacket.get(id);
        if (command && data.length > 1) command.answer = data.slice(1);
      }
    }
  }
  return found;
}
