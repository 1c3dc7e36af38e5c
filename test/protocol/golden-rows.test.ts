import { describe, expect, it } from 'vitest';
import {
  type Command,
  commandByCode,
  commands,
  decodeAnswer,
  decodeRequest,
  encodeAnswer,
  encodeRequest,
  openMessage,
} from '../../src/protocol/index.js';
import { fromHex, toHex } from '../../src/util/hex.js';
import { type GoldenCommand, goldenCommands } from '../golden/commands.js';

const rows = goldenCommands.map((row) => [`${row.command} (${row.source}: ${row.note})`, row] as const);

describe.each(rows)('%s', (_title, row: GoldenCommand) => {
  const command = commands[row.command] as Command;
  const message = fromHex(`1234${row.request}`);

  it('is written as the row says', () => {
    expect(toHex(encodeRequest(command, row.value, 1234), '').toLowerCase()).toBe(`1234${row.request}`);
  });

  it('is read as the row says', () => {
    const { password, code, sub, reader } = openMessage(message);
    expect(password).toBe(1234);
    expect(commandByCode(code, sub)).toBe(command);
    expect(decodeRequest(command, reader) ?? {}).toEqual(row.value ?? {});
  });
});

const answered = rows.filter(([, { answer }]) => answer !== undefined);

describe.each(answered)('the answer to %s', (_title, row: GoldenCommand) => {
  const command = commands[row.command] as Command;

  it('is read and written as the row says', () => {
    expect(decodeAnswer(command, fromHex(row.answer ?? ''))).toEqual(row.answerValue);
    expect(toHex(encodeAnswer(command, row.answerValue), '').toLowerCase()).toBe(row.answer);
  });
});
