import { afterEach, describe, expect, test } from 'vitest';
import type { Emulator } from '../../src/emulator/index.js';
import { DeviceError } from '../../src/errors.js';
import { registers } from '../../src/protocol/classic/registers.js';
import { commandByCode, commands, decodeAnswer, encodeRequest } from '../../src/protocol/index.js';
import { toHex } from '../../src/util/hex.js';
import { type RecordedCommand, recordedCommands, transcriptNames } from '../support/transcripts.js';
import { bench, type Host } from './support.js';

/** Trouble on the line or in the device was played on purpose there. */
const scenarios = transcriptNames.filter((name) => /^fiscal-/.test(name) && !/-(err|drop)/.test(name));

/** Registers that the recording device answered in another length than registers do. */
const inexact: readonly number[] = [
  registers.receiptTaxSum.number,
  registers.serialNumber.number,
  registers.extendedError.number,
  registers.printStateAndFeatures.number,
];

const nameOf = ({ message }: RecordedCommand) => commandByCode(message[2] as number, message[3])?.name;

/** The host asks for the document that it has just made; that one has another number here. */
function ofThisRegister(one: RecordedCommand, emulator: Emulator): Uint8Array {
  if (nameOf(one) !== 'fnFindDocument') return one.message;
  const request = { documentNumber: emulator.fn.state.last.number };
  return encodeRequest(commands.fnFindDocument, request);
}

/** The first answer of a recording that tells whether its shift was open. */
function shiftWasOpen(recorded: readonly RecordedCommand[]): boolean {
  for (const one of recorded) {
    const { message, answer = new Uint8Array() } = one;
    const name = nameOf(one);
    if (name === 'getState') return ((answer[9] as number) & 0x02) !== 0;
    if (name === 'readRegister' && message[3] === registers.shiftState.number) return answer[2] !== 0;
    if (name === 'openShift') return answer[1] !== 0;
    if (name === 'closeShift') return answer[1] === 0;
    if (name === 'openReceipt' || name === 'cashIn') return true;
  }
  return false;
}

/** Brings the register to where the recording began. */
async function prepare(host: Host, recorded: readonly RecordedCommand[]): Promise<void> {
  if (shiftWasOpen(recorded)) {
    await host.openShift();
    await host.call(commands.cashIn, { flags: 0, sum: 1000_00 });
  }
  const mode = recorded.find((one) => nameOf(one) === 'getStateCode')?.answer?.[1] ?? 1;
  await host.mode(mode & 0x0f);
}

describe('host side of recorded conversations', () => {
  let emulator: Emulator | undefined;
  afterEach(() => emulator?.close());

  test.each(scenarios)('%s', async (file) => {
    const made = bench();
    emulator = made.emulator;
    const recorded = recordedCommands(file);
    await prepare(made.host, recorded);
    const differences: string[] = [];
    for (const one of recorded) {
      const { answer } = await emulator.execute(ofThisRegister(one, emulator));
      // The recording device wrote tables in any mode; a register wants mode 4, and the driver knows it.
      if (!one.answer || one.answer.length === 0 || nameOf(one) === 'writeTable') continue;
      const status = (bytes: Uint8Array) => (bytes[0] === 0x55 ? bytes[1] : 0);
      const comparable = one.message[2] !== 0x91 || !inexact.includes(one.message[3] as number);
      if (status(answer) !== status(one.answer) || (comparable && answer.length !== one.answer.length))
        differences.push(`${toHex(one.message)}: ${toHex(answer)}, recorded ${toHex(one.answer)}`);
    }
    expect(differences).toEqual([]);
  });

  /** Questions about another register: only the shape of the answers can be compared. */
  test.each(transcriptNames)('%s: every answer is one that hosts can read', async (file) => {
    const made = bench({ model: file.includes('-61-') ? '30F' : '42FS' });
    emulator = made.emulator;
    await made.host.openShift();
    for (const one of recordedCommands(file)) {
      const { answer, refused } = await emulator.execute(one.message);
      const command = commandByCode(one.message[2] as number, one.message[3]);
      if (!command) continue;
      let error: unknown;
      try {
        decodeAnswer(command, answer);
      } catch (thrown) {
        error = thrown;
      }
      if (refused) expect(error).toBeInstanceOf(DeviceError);
      else expect(error, toHex(one.message)).toBeUndefined();
    }
  });
});
