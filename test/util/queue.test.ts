import { describe, expect, it } from 'vitest';
import { AsyncQueue, JobQueue } from '../../src/util/queue.js';

async function drain<T>(queue: AsyncQueue<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of queue) items.push(item);
  return items;
}

describe('AsyncQueue', () => {
  it('gives what was pushed before and while somebody reads, then the end', async () => {
    const queue = new AsyncQueue<number>();
    queue.push(1);
    const reading = drain(queue);
    queue.push(2);
    await Promise.resolve();
    queue.push(3);
    queue.end();
    queue.push(4);
    expect(await reading).toEqual([1, 2, 3]);
  });

  it('gives the rest before the error', async () => {
    const queue = new AsyncQueue<number>();
    queue.push(1);
    queue.fail(new Error('dead'));
    const seen: number[] = [];
    await expect(
      (async () => {
        for await (const item of queue) seen.push(item);
      })(),
    ).rejects.toThrow('dead');
    expect(seen).toEqual([1]);
  });

  it('keeps the rest when a reader leaves', async () => {
    const queue = new AsyncQueue<number>();
    for (const item of [1, 2, 3]) queue.push(item);
    for await (const item of queue) {
      expect(item).toBe(1);
      break;
    }
    queue.push(4);
    queue.end();
    expect(await drain(queue)).toEqual([2, 3, 4]);
  });
});

describe('JobQueue', () => {
  const gate = () => {
    let open: () => void = () => undefined;
    const promise = new Promise<void>((resolve) => {
      open = resolve;
    });
    return { promise, open };
  };

  it('runs one at a time in order, also behind a failure', async () => {
    const queue = new JobQueue();
    const log: string[] = [];
    const job = (name: string, fail = false) =>
      queue.inTurn(async () => {
        log.push(`${name} begins`);
        await new Promise((resolve) => setTimeout(resolve, 1));
        log.push(`${name} ends`);
        if (fail) throw new Error(name);
        return name;
      });
    const results = await Promise.allSettled([job('a'), job('b', true), job('c')]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  it('keeps to its limit', async () => {
    const queue = new JobQueue(2);
    const gates = [gate(), gate(), gate()];
    let running = 0;
    let most = 0;
    const jobs = gates.map(({ promise }) =>
      queue.inTurn(async () => {
        most = Math.max(most, ++running);
        await promise;
        running--;
      }),
    );
    await Promise.resolve();
    expect([running, queue.waiting]).toEqual([2, 1]);
    for (const { open } of gates) open();
    await Promise.all(jobs);
    expect(most).toBe(2);
  });

  it('forgets a job that is aborted before its turn, and only that one', async () => {
    const queue = new JobQueue();
    const first = gate();
    const controller = new AbortController();
    const ran: string[] = [];
    const a = queue.inTurn(() => first.promise);
    const b = queue.inTurn(async () => ran.push('b'), controller.signal);
    const c = queue.inTurn(async () => ran.push('c'));
    controller.abort('no');
    await expect(b).rejects.toMatchObject({ code: 'ABORTED', outcome: 'not-sent', cause: 'no' });
    first.open();
    await Promise.all([a, c]);
    expect(ran).toEqual(['c']);
    await expect(queue.inTurn(async () => 1, controller.signal)).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await queue.inTurn(async () => 'still works')).toBe('still works');
  });

  it('leaves a job alone that has begun', async () => {
    const queue = new JobQueue();
    const controller = new AbortController();
    const job = queue.inTurn(async () => {
      controller.abort();
      return 'done';
    }, controller.signal);
    expect(await job).toBe('done');
  });
});
