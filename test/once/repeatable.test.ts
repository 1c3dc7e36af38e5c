import { expect, test } from 'vitest';
import { AtolError } from '../../src/errors.js';
import { TaskError } from '../../src/link/link.js';
import { repeat } from '../../src/register/once/repeatable.js';

const forgotten = () => new TaskError('TASK_FORGOTTEN', 'забыто', 'unknown');

/** Answers in turn; what is an error is thrown. */
function answers<T>(...list: ReadonlyArray<T | Error>): { attempt: () => Promise<T>; asked: () => number } {
  let asked = 0;
  const attempt = async (): Promise<T> => {
    const answer = list[asked++] as T | Error;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { attempt, asked: () => asked };
}

test('what the register forgot is sent again, three times at most', async () => {
  const once = answers<string>(forgotten(), 'named');
  expect(await repeat({ attempt: once.attempt })).toBe('named');
  const never = answers<string>(forgotten(), forgotten(), forgotten(), 'too late');
  await expect(repeat({ attempt: never.attempt })).rejects.toMatchObject({ code: 'TASK_FORGOTTEN' });
  expect(never.asked()).toBe(3);
});

test('any other error is told at once', async () => {
  const { attempt, asked } = answers<string>(new AtolError('LOST', 'обрыв', { outcome: 'unknown' }), 'again');
  await expect(repeat({ attempt })).rejects.toMatchObject({ code: 'LOST' });
  expect(asked()).toBe(1);
});

test('an answer counts only when the register shows it, also one that was lost', async () => {
  const shown = [false, true];
  const heard: Array<string | undefined> = [];
  const { attempt, asked } = answers<string>('cancelled', forgotten(), 'too late');
  const shows = async (answer: string | undefined) => {
    heard.push(answer);
    return shown[heard.length - 1] === true;
  };
  expect(await repeat({ attempt, shows })).toBeUndefined();
  expect(heard).toEqual(['cancelled', undefined]);
  expect(asked()).toBe(2);
});

test('what never shows ends with its own error', async () => {
  const { attempt, asked } = answers('done', 'done', 'done');
  const failure = () => new AtolError('NOT_CANCELLED', 'открыт', { outcome: 'unknown' });
  await expect(repeat({ attempt, shows: async () => false, failure, attempts: 2 })).rejects.toMatchObject({
    code: 'NOT_CANCELLED',
  });
  expect(asked()).toBe(2);
});
