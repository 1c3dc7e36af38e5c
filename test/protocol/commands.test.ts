import { describe, expect, it } from 'vitest';
import {
  type Command,
  commandByCode,
  commands,
  decodeRequest,
  encodeRequest,
  type Shape,
} from '../../src/protocol/index.js';
import { answersRoundTrip, requestsRoundTrip } from '../support/round-trip.js';

const all = Object.entries(commands) as Array<[string, Command]>;

describe('the registry of commands', () => {
  it('names every command by its key', () => {
    for (const [key, command] of all) expect(command.name).toBe(key);
  });

  it('has every code once', () => {
    const codes = all.map(([, { code, sub }]) => `${code}/${sub}`);
    expect(new Set(codes).size).toBe(codes.length);
    for (const [, command] of all) expect(commandByCode(command.code, command.sub)).toBe(command);
  });

  it('knows no other codes', () => {
    expect(commandByCode(0x00)).toBeUndefined();
    expect(commandByCode(0xa4, 0x99)).toBeUndefined();
    expect(commandByCode(0xa4)).toBeUndefined();
  });
});

describe('what is no command', () => {
  const unreadable = {
    get request(): never {
      throw new Error('no');
    },
  };

  it.each([[{}], ['beep'], [unreadable]])('is refused by name: %#', (command) => {
    const refusal = attempt(() => encodeRequest(command as never, {}));
    expect(refusal).toMatchObject({ outcome: 'not-sent', problems: [{ path: 'command' }] });
  });

  it('is read by a Reader only', () => {
    const refusal = attempt(() => decodeRequest(commands.beep as never, Uint8Array.of(0x47) as never));
    expect(refusal).toMatchObject({ outcome: 'not-sent', problems: [{ path: 'reader' }] });
  });
});

describe.each(all)('%s', (_name, command) => {
  it('takes back the request that it writes', () => requestsRoundTrip(command));

  it('takes back the answer that it writes', () => answersRoundTrip(command));

  it('refuses a request without its fields by name', () => {
    if (!needsFields(command.request.shape)) {
      expect(() => encodeRequest(command, {})).not.toThrow();
      return;
    }
    for (const value of [undefined, {}]) {
      const refusal = attempt(() => encodeRequest(command, value));
      expect(refusal).toMatchObject({ name: 'ProtocolError', code: 'RANGE', outcome: 'not-sent' });
      expect((refusal as Error).message).toContain(command.name);
    }
  });
});

function needsFields(shape: Shape): boolean {
  if (shape.type !== 'struct') return true;
  return Object.values(shape.fields).some(({ type }) => type !== 'optional');
}

function attempt(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}
