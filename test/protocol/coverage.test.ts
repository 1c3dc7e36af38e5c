import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { handlers } from '../../src/emulator/handlers/index.js';
import { refusedCommands } from '../../src/emulator/handlers/legacy.js';
import { Emulator } from '../../src/emulator/index.js';
import {
  type Command,
  type CommandName,
  commandByCode,
  commands,
  encodeRequest,
  openMessage,
  type RegisterName,
  registerByNumber,
  registers,
} from '../../src/protocol/index.js';
import { fromHex, toHex } from '../../src/util/hex.js';
import { goldenCommands } from '../golden/commands.js';
import { recordedCommands, transcriptNames } from '../support/transcripts.js';

const recorded = transcriptNames.flatMap(recordedCommands).map(({ file, message, answer }) => {
  const { code, sub } = openMessage(message);
  return { name: commandByCode(code, sub)?.name, file, message, answer };
});

/** In these the software device of the recording answered unknown commands with zeroes. */
const isExact = (file: string) => !file.startsWith('queries-link') && !file.startsWith('queries-serial');

const docs = readFileSync(new URL('../../docs/commands.md', import.meta.url), 'utf8');
const registerDocs = readFileSync(new URL('../../docs/registers.md', import.meta.url), 'utf8');

const all = Object.entries(commands) as Array<[CommandName, Command]>;
const hex = (byte: number) => byte.toString(16).toUpperCase().padStart(2, '0');

function goldenRequests(name: CommandName): Uint8Array[] {
  const rows = goldenCommands.filter(({ command }) => command === name);
  const taped = recorded.filter((one) => one.name === name).map(({ message }) => message);
  return [...taped, ...rows.map(({ request }) => fromHex(`0000${request}`))];
}

function hasGoldenAnswer(name: CommandName): boolean {
  const taped = recorded.some(
    (one) => one.name === name && one.answer?.[0] !== undefined && isExact(one.file),
  );
  return taped || goldenCommands.some(({ command, answer }) => command === name && answer !== undefined);
}

describe.each(all)('%s', (name, command) => {
  it('has a request that did not come from our encoder', () => {
    expect(goldenRequests(name)).not.toEqual([]);
  });

  it('has such an answer, too, if it returns something', () => {
    const { shape } = command.answer;
    const returns = shape.type !== 'struct' || Object.keys(shape.fields).length > 0;
    expect(hasGoldenAnswer(name) || !returns).toBe(true);
  });

  it('is handled by the emulator, or refused by it on purpose', async () => {
    expect(handlers[name]).toBeTypeOf('function');
    const status = await answerStatus(name, command);
    const purpose = (refusedCommands as Partial<Record<CommandName, { status: number }>>)[name];
    if (purpose) expect(hex(status)).toBe(hex(purpose.status));
    // 7A: unknown; F6: the emulator broke.
    else expect(['7A', 'F6']).not.toContain(hex(status));
  });

  it('is documented', () => {
    const code = command.sub === undefined ? hex(command.code) : `${hex(command.code)} ${hex(command.sub)}`;
    expect(docs).toContain(`\n## ${code} ${name}\n`);
    if (Object.hasOwn(refusedCommands, name)) expect(docs).toContain(`| ${code} | ${name} |`);
  });
});

/** Error byte that a fresh register with an open shift gives to a golden request, 0 for success. */
async function answerStatus(name: CommandName, command: Command): Promise<number> {
  const crashes: unknown[] = [];
  const emulator = new Emulator({ model: '30F', latency: 0, onError: (error) => crashes.push(error) });
  try {
    await run(emulator, encodeRequest(commands.enterMode as Command, { mode: 1, password: '00000030' }));
    await run(emulator, encodeRequest(commands.openShift as Command, { flags: 0 }));
    emulator.state.mode = command.mode ?? emulator.state.mode;
    const { answer, error } = await run(emulator, goldenRequests(name).at(-1) as Uint8Array);
    expect(crashes, toHex(answer)).toEqual([]);
    return error;
  } finally {
    await emulator.close();
  }
}

async function run(emulator: Emulator, message: Uint8Array): Promise<{ answer: Uint8Array; error: number }> {
  let error = 0;
  const stop = emulator.onCommand((event) => {
    error = event.error?.status ?? 0;
  });
  const { answer } = await emulator.execute(message);
  stop();
  return { answer, error };
}

describe('registers', () => {
  const names = Object.keys(registers) as RegisterName[];
  const taped = new Set(
    recorded.filter(({ name }) => name === 'readRegister').map(({ message }) => message[3] as number),
  );

  it.each(names)('%s is documented', (name) => {
    expect(registerDocs).toContain(
      `| ${hex(registers[name].number)} | ${registers[name].number} | ${name} |`,
    );
  });

  it('that the vendor driver reads are all known', () => {
    for (const number of taped) expect(registerByNumber(number), hex(number)).toBeDefined();
    expect(taped.size).toBeGreaterThan(35);
  });
});
