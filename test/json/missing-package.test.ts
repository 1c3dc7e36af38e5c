import { expect, it } from 'vitest';
import { toTaskError } from '../../src/json/index.js';
import { loadOptional } from '../../src/transport/native.js';

it('says what to install for a serial port', async () => {
  const missing: string = 'no-such-package-is-installed';
  const error: unknown = await loadOptional('serialport', () => import(missing)).catch((failure) => failure);
  expect(toTaskError(error)).toMatchObject({
    code: 2,
    description: expect.stringMatching(/^Нет связи \(.*npm install serialport@13\)$/),
    outcome: 'not-sent',
  });
});
