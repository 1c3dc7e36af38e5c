import { describe, expect, it } from 'vitest';
import { DeviceError } from '../../src/errors.js';
import {
  type Command,
  commandByCode,
  decodeAnswer,
  decodeRegister,
  decodeRequest,
  encodeAnswer,
  encodeRequest,
  encodeValue,
  openMessage,
  registerByNumber,
} from '../../src/protocol/index.js';
import { toHex } from '../../src/util/hex.js';
import { recordedCommands, transcriptNames } from '../support/transcripts.js';

// In these the software device of the recording answered unknown commands with zeroes.
const answersNotExact = (file: string) =>
  file.startsWith('queries-link') || file.startsWith('queries-serial');

const recorded = transcriptNames.flatMap(recordedCommands);

function commandOf(message: Uint8Array) {
  const { password, code, sub, reader } = openMessage(message);
  const command = commandByCode(code, sub) as Command;
  return { password, command, reader };
}

describe('commands recorded from the vendor driver', () => {
  it('are many', () => {
    expect(recorded.length).toBeGreaterThan(2500);
  });

  it('are all known', () => {
    const unknown = new Set<string>();
    for (const { message } of recorded)
      if (!commandOf(message).command) unknown.add(toHex(message.slice(2, 4)));
    expect([...unknown]).toEqual([]);
  });

  it('decode and encode to the same bytes', () => {
    for (const { file, message } of recorded) {
      const { password, command, reader } = commandOf(message);
      const request = decodeRequest(command, reader);
      expect(toHex(encodeRequest(command, request, password)), `${file} ${command.name}`).toBe(
        toHex(message),
      );
    }
  });

  it('have answers that decode and encode to the same bytes', () => {
    let checked = 0;
    for (const { file, message, answer } of recorded) {
      if (!answer || answersNotExact(file)) continue;
      const { command } = commandOf(message);
      let decoded: unknown;
      try {
        decoded = decodeAnswer(command, answer);
      } catch (error) {
        expect(error, `${file} ${command.name} ${toHex(answer)}`).toBeInstanceOf(DeviceError);
        continue;
      }
      // An acknowledgement may carry one more byte that means nothing.
      const again = encodeAnswer(command, decoded);
      // Devices pad the FN's version with zeroes or with blanks.
      const shown = (bytes: Uint8Array) =>
        command.name === 'fnGetVersion' ? toHex(bytes).replaceAll('20', '00') : toHex(bytes);
      expect(shown(again.slice(0, answer.length)), `${file} ${command.name}`).toBe(
        shown(answer.slice(0, again.length)),
      );
      checked++;
    }
    expect(checked).toBeGreaterThan(2000);
  });

  it('read registers whose values decode and encode to the same bytes', () => {
    const differing = new Set<string>();
    let checked = 0;
    for (const { file, message, answer } of recorded) {
      const { command } = commandOf(message);
      if (command.name !== 'readRegister' || !answer || answer[1] !== 0 || answersNotExact(file)) continue;
      const register = registerByNumber(message[3] as number);
      expect(register, `register ${message[3]}`).toBeDefined();
      if (!register) continue;
      const value = answer.slice(2);
      // The recording device answered register 37h in a width of its own (2 bytes).
      if (register.name === 'extendedError' && value.length < 3) continue;
      const again = encodeValue(register.value, decodeRegister(register, value));
      // Firmware may append, and the recording device had a few widths of its own.
      if (toHex(again) === toHex(value.slice(0, again.length))) checked++;
      else differing.add(register.name);
    }
    expect(checked).toBeGreaterThan(1000);
    expect([...differing]).toEqual([]);
  });
});
