import { expect, test } from 'vitest';
import { Observers } from '../../src/util/observers.js';

test('the newest events are kept for the first listener, and for nobody else', () => {
  const observers = new Observers<number>(2);
  for (const event of [1, 2, 3]) observers.tell(event);
  const first: number[] = [];
  const second: number[] = [];
  const stop = observers.on((event) => first.push(event));
  observers.on((event) => second.push(event));
  observers.tell(4);
  stop();
  observers.tell(5);
  expect(first).toEqual([2, 3, 4]);
  expect(second).toEqual([4, 5]);
});

test('without a number nothing is kept', () => {
  const observers = new Observers<number>();
  observers.tell(1);
  const heard: number[] = [];
  observers.on((event) => heard.push(event));
  expect(heard).toEqual([]);
});
