import { object, onlyLater, type Schema, text } from './common.js';
import { correction, receipt } from './receipt.js';

/** Operations of v4, the type of receipt that each makes, and the root of its body. */
export const operations = {
  sell: ['sell', 'receipt'],
  sell_refund: ['sellReturn', 'receipt'],
  buy: ['buy', 'receipt'],
  buy_refund: ['buyReturn', 'receipt'],
  sell_correction: ['sellCorrection', 'correction'],
  buy_correction: ['buyCorrection', 'correction'],
} as const;
export type Operation = keyof typeof operations;

const envelope = (root: 'receipt' | 'correction', body: Schema): Schema =>
  object(
    {
      timestamp: { type: 'string' },
      external_id: text(128, { minLength: 1 }),
      service: object({ callback_url: text(256) }),
      [root]: body,
      ...onlyLater(['ism_optional']),
    },
    ['timestamp', 'external_id', root],
  );

export const receiptRequest = envelope('receipt', receipt);
export const correctionRequest = envelope('correction', correction);

export const schemaOf = (operation: Operation): Schema =>
  operations[operation][1] === 'receipt' ? receiptRequest : correctionRequest;

export const tokenRequest: Schema = object(
  { login: text(100, { minLength: 1 }), pass: text(100, { minLength: 1 }), source: text(100) },
  ['login', 'pass'],
);

/** The mask of callback addresses: a host of letters, digits, `-`, `.`, `_`, a port, a path. Runs in linear time. */
export const callbackMask =
  /^https?:\/\/[0-9a-zA-Zа-яА-Я](?:[-.\wа-яА-Я]*[0-9a-zA-Zа-яА-Я])?(?::\d*)?\/?[a-zA-Z0-9а-яА-Я\-.?,'/\\+&=%$#_]*$/;
