import { expect, test } from 'vitest';
import { JobQueue } from '../../src/util/queue.js';
import { onAbort } from '../../src/util/signal.js';

test('thousands of waits on one signal raise no warning and end together', async () => {
  const warnings: Error[] = [];
  const note = (warning: Error) => warnings.push(warning);
  process.on('warning', note);
  const stop = new AbortController();
  const queue = new JobQueue();
  void queue.inTurn(() => new Promise(() => undefined));
  const jobs = Array.from({ length: 5000 }, () => queue.inTurn(async () => undefined, stop.signal));
  await new Promise((resolve) => setImmediate(resolve));
  stop.abort();
  const ends = await Promise.allSettled(jobs);
  process.off('warning', note);
  expect(ends.every(({ status }) => status === 'rejected')).toBe(true);
  expect(warnings).toEqual([]);
});

test('what was taken back is not called, neither before the signal nor by another one of its actions', () => {
  const stop = new AbortController();
  const called: string[] = [];
  const early = onAbort(stop.signal, () => called.push('early'));
  early();
  onAbort(stop.signal, () => {
    called.push('first');
    late();
  });
  const late = onAbort(stop.signal, () => called.push('late'));
  stop.abort();
  expect(called).toEqual(['first']);
  onAbort(stop.signal, () => called.push('after'));
  expect(called).toEqual(['first']);
});
