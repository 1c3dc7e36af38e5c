import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Emulator } from '../../src/emulator/index.js';
import type { EmulatorOptions } from '../../src/emulator/options.js';
import { type CashRegister, type ConnectOptions, connect } from '../../src/index.js';
import { commands, registers } from '../../src/protocol/index.js';
import { VirtualClock } from '../../src/util/clock.js';
import { Gate } from '../support/gate.js';
import { yardstick } from '../support/receipts.js';

/** A turn of the event loop for everybody. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

it('notices over TCP that the register was switched off', async () => {
  await using kkt = await (async () => {
    await using emulator = await Emulator.listen();
    return await connect(emulator.url, { reconnect: { limitMs: 300 } });
  })();
  await expect.poll(() => kkt.connection.state, { timeout: 240_000 }).toBe('lost');
  await expect(kkt.read(registers.cashSum, 0, 0, { timeoutMs: 100 })).rejects.toMatchObject({
    outcome: 'not-sent',
  });
});

it('refuses a policy that no timer can follow', async () => {
  const nowhere = new Gate(new Emulator().transport());
  const reconnect = { limitMs: -1, delaysMs: [0, 2 ** 31] };
  await expect(connect(nowhere, { reconnect })).rejects.toMatchObject({
    name: 'ValidationError',
    outcome: 'not-sent',
    problems: [
      { path: 'reconnect.limitMs', code: 'OPTION_RANGE' },
      { path: 'reconnect.delaysMs[1]', code: 'OPTION_RANGE' },
    ],
  });
  expect(nowhere.attempts).toBe(0);
});

describe('a line that dies', () => {
  let clock: VirtualClock;
  let emulator: Emulator;
  let gate: Gate;
  let kkt: CashRegister;
  let states: string[];
  let executed: string[];

  beforeEach(() => {
    clock = new VirtualClock({ now: Date.UTC(2026, 10, 21, 9, 0), autoAdvance: true });
    executed = [];
  });

  afterEach(async () => {
    await kkt.close();
    await emulator.close();
  });

  async function start(options: ConnectOptions = {}, register: EmulatorOptions = {}): Promise<void> {
    emulator = new Emulator({ clock, latency: 900, ...register });
    emulator.onCommand(({ name }) => executed.push(name ?? '?'));
    gate = new Gate(emulator.transport());
    kkt = await connect(gate, { clock, ...options });
    states = [];
    kkt.connection.onState((state) => states.push(state));
  }

  const cash = () => kkt.read(registers.cashSum);

  describe('while nobody calls', () => {
    it('is noticed at once, and opened again by the next call', async () => {
      await start();
      expect(kkt.connection.state).toBe('online');
      await gate.pull();
      await settled();
      expect(states).toEqual(['lost']);
      expect(kkt.connection.state).toBe('lost');
      await clock.sleep(60_000);
      expect(gate.attempts).toBe(1);
      await cash();
      expect(states).toEqual(['lost', 'connecting', 'online']);
      expect(gate.attempts).toBe(2);
    });

    it('costs no receipt, however often', async () => {
      await start();
      await kkt.openShift();
      for (let i = 0; i < 5; i++) {
        await kkt.issue(yardstick);
        await gate.pull();
      }
      expect(emulator.receipts.length).toBe(5);
      expect(executed).not.toContain('cancelReceipt');
    });

    it('is not opened again when the handle is not to reconnect', async () => {
      await start({ reconnect: false });
      await gate.pull();
      await settled();
      expect(states).toEqual(['lost']);
      await expect(cash()).rejects.toMatchObject({
        name: 'ConnectionError',
        code: 'LOST',
        outcome: 'not-sent',
      });
      expect(gate.attempts).toBe(1);
    });

    it('tells no one who does not listen any more', async () => {
      await start();
      const other: string[] = [];
      const end = kkt.connection.onState((state) => other.push(state));
      end();
      await gate.pull();
      await settled();
      expect(states).toEqual(['lost']);
      expect(other).toEqual([]);
    });
  });

  describe('and stays away', () => {
    it('is tried again after the delays of the policy', async () => {
      await start({ reconnect: { delaysMs: [0, 50, 100, 1000], limitMs: 4000 } });
      await gate.pull('down');
      await settled();
      const began = clock.now();
      const times: number[] = [];
      gate.onAttempt = () => {
        times.push(clock.now() - began);
        if (times.length === 5) gate.state = 'up';
      };
      await cash();
      expect(times).toEqual([0, 50, 150, 1150, 2150, 3150]);
      expect(states).toEqual([
        'lost',
        ...Array.from({ length: 5 }, () => ['connecting', 'lost']).flat(),
        'connecting',
        'online',
      ]);
    });

    it.each(['down', 'hanging'] as const)('is given up at the limit when it is %s', async (how) => {
      await start({ reconnect: { limitMs: 3000 } });
      await gate.pull(how);
      await settled();
      const began = clock.now();
      await expect(cash()).rejects.toMatchObject({
        name: 'ConnectionError',
        code: 'CONNECT_FAILED',
        outcome: 'not-sent',
        message: expect.stringContaining('3000 мс'),
      });
      expect(clock.now() - began).toBe(3000);
      expect(kkt.connection.state).toBe('lost');
      // The next call begins anew.
      gate.state = 'up';
      await cash();
      expect(kkt.connection.state).toBe('online');
    });

    it('is tried once with a limit of zero', async () => {
      await start({ reconnect: { limitMs: 0 } });
      await gate.pull('down');
      await settled();
      await expect(cash()).rejects.toMatchObject({ code: 'CONNECT_FAILED', outcome: 'not-sent' });
      expect(gate.attempts).toBe(2);
      gate.state = 'up';
      await cash();
    });

    it('ends all waiting with the signal of the policy', async () => {
      const stop = new AbortController();
      await start({ reconnect: { signal: stop.signal } });
      await gate.pull('down');
      await settled();
      const first = cash();
      const second = cash();
      await clock.sleep(500);
      stop.abort('the till is switched off');
      for (const call of [first, second, cash()]) {
        await expect(call).rejects.toMatchObject({
          name: 'AbortError',
          outcome: 'not-sent',
          cause: 'the till is switched off',
        });
      }
      expect(kkt.connection.state).toBe('lost');
    });

    it('ends the waiting of one call with its own signal', async () => {
      await start();
      await gate.pull('down');
      await settled();
      const stop = new AbortController();
      const call = kkt.read(registers.cashSum, 0, 0, { signal: stop.signal });
      const next = cash();
      await clock.sleep(300);
      stop.abort();
      await expect(call).rejects.toMatchObject({ name: 'AbortError', outcome: 'not-sent' });
      gate.state = 'up';
      await next;
      expect(kkt.connection.state).toBe('online');
    });

    it('is not tried any more when nobody waits for it', async () => {
      await start();
      await gate.pull('down');
      await settled();
      const stop = new AbortController();
      const call = kkt.read(registers.cashSum, 0, 0, { signal: stop.signal });
      await clock.sleep(300);
      stop.abort();
      await expect(call).rejects.toMatchObject({ name: 'AbortError', outcome: 'not-sent' });
      const { attempts } = gate;
      await clock.sleep(5000);
      expect(gate.attempts).toBe(attempts);
      gate.state = 'up';
      await cash();
    });

    it.each(['down', 'hanging'] as const)('ends with close() at once when it is %s', async (how) => {
      await start();
      await gate.pull(how);
      await settled();
      const call = cash();
      await clock.sleep(300);
      const began = clock.now();
      const closing = kkt.close();
      await expect(call).rejects.toMatchObject({
        name: 'ConnectionError',
        code: 'CLOSED',
        outcome: 'not-sent',
      });
      await closing;
      expect(clock.now()).toBe(began);
      expect(states.at(-1)).toBe('closed');
      const attempts = gate.attempts;
      gate.state = 'up';
      await clock.sleep(60_000);
      expect(gate.attempts).toBe(attempts);
      expect(states.filter((state) => state === 'closed').length).toBe(1);
      await expect(cash()).rejects.toMatchObject({ code: 'CLOSED', outcome: 'not-sent' });
    });
  });

  describe('inside a call', () => {
    /** The line dies when the command was executed, before its answer is out. */
    async function pullOnce(): Promise<void> {
      if (gate.attempts === 1) await gate.pull();
    }
    function pullDuringCashIn(): void {
      emulator.override('cashIn', async (request, next) => {
        const answer = await next(request);
        await pullOnce();
        return answer;
      });
    }
    const cashIn = () => kkt.call(commands.cashIn, { flags: 0, sum: 10_000 });

    it('rejects it at once: nobody knows', async () => {
      await start();
      await kkt.openShift();
      pullDuringCashIn();
      const began = clock.now();
      await expect(cashIn()).rejects.toMatchObject({
        name: 'ConnectionError',
        code: 'LOST',
        outcome: 'unknown',
      });
      expect(clock.now()).toBe(began);
      expect((await cash()).sum).toBe(10_000);
    });

    it.each(['async', 'sync'] as const)(
      'waits on for its result where calls are resumed, %s',
      async (answers) => {
        await start({ reconnect: { resumeCalls: true } }, { answers });
        await kkt.openShift();
        pullDuringCashIn();
        await cashIn();
        expect(executed.filter((name) => name === 'cashIn').length).toBe(1);
        expect(states).toEqual(['lost', 'connecting', 'online']);
        expect((await cash()).sum).toBe(10_000);
      },
    );

    it('says that a register which forgets does not know it', async () => {
      await start({ reconnect: { resumeCalls: true } }, { forgetOnDisconnect: true });
      await kkt.openShift();
      pullDuringCashIn();
      await expect(cashIn()).rejects.toMatchObject({
        name: 'TaskError',
        code: 'TASK_FORGOTTEN',
        outcome: 'unknown',
      });
      expect(executed.filter((name) => name === 'cashIn').length).toBe(1);
      expect((await cash()).sum).toBe(10_000);
    });

    it('repeats a read that the register forgot', async () => {
      await start({ reconnect: { resumeCalls: true } }, { forgetOnDisconnect: true });
      emulator.override('readRegister', async (request, next) => {
        await pullOnce();
        return next(request);
      });
      expect((await cash()).sum).toBe(0);
    });

    it('leaves a resumed call unknown when the line does not come back', async () => {
      await start({ reconnect: { resumeCalls: true, limitMs: 2000 } });
      await kkt.openShift();
      emulator.override('cashIn', async (request, next) => {
        const answer = await next(request);
        await gate.pull('down');
        return answer;
      });
      await expect(cashIn()).rejects.toMatchObject({ code: 'CONNECT_FAILED', outcome: 'unknown' });
      gate.state = 'up';
      expect((await cash()).sum).toBe(10_000);
    });

    it('does not hammer at a register that ends every line at once', async () => {
      await start({ reconnect: { resumeCalls: true, limitMs: 3000 } });
      await kkt.openShift();
      emulator.override('cashIn', async (request, next) => {
        const answer = await next(request);
        await gate.pull('slamming');
        return answer;
      });
      const began = clock.now();
      await expect(cashIn()).rejects.toMatchObject({ name: 'ConnectionError', outcome: 'unknown' });
      // The time of the command and the limit of the policy.
      expect(clock.now() - began).toBeLessThanOrEqual(5000 + 3000 + 2000);
      expect(gate.attempts).toBeLessThan(12);
      gate.state = 'up';
      expect((await cash()).sum).toBe(10_000);
      // The delays begin anew when a line was good.
      await gate.pull();
      const then = clock.now();
      await cash();
      expect(clock.now()).toBe(then);
    });

    it('ends a call that waits for its answer with close()', async () => {
      await start();
      const opening = kkt.openShift();
      await settled();
      await kkt.close();
      await expect(opening).rejects.toMatchObject({ outcome: 'unknown' });
      expect(states).toEqual(['closed']);
    });

    it('takes a line on which nothing is heard any more for dead', async () => {
      await start();
      gate.deaf = true;
      const began = clock.now();
      await expect(cash()).rejects.toMatchObject({ outcome: 'unknown' });
      expect(clock.now() - began).toBeLessThanOrEqual(6000);
      expect(states).toEqual(['lost']);
      gate.deaf = false;
      await cash();
      expect(states).toEqual(['lost', 'connecting', 'online']);
    });

    it('enters the mode again that the other line had', async () => {
      await start();
      await kkt.openShift();
      await kkt.issue(yardstick);
      await gate.pull();
      const stranger = await connect(emulator.transport(), { clock });
      await stranger.call(commands.exitMode);
      await stranger.close();
      await kkt.issue(yardstick);
      expect(emulator.receipts.length).toBe(2);
    });
  });
});
