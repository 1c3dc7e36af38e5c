import type { SettlementType } from '../enums.js';
import { notInList } from './choices.js';
import type { Field } from './fields.js';
import type { ReceiptType } from './input.js';

interface TypeInfo {
  readonly correction: boolean;
  /** Tag 1054. */
  readonly settlement: SettlementType;
  readonly ru: string;
}

export const receiptTypes: Readonly<Record<ReceiptType, TypeInfo>> = {
  sell: { correction: false, settlement: 'sell', ru: 'приход' },
  sellReturn: { correction: false, settlement: 'sellReturn', ru: 'возврат прихода' },
  buy: { correction: false, settlement: 'buy', ru: 'расход' },
  buyReturn: { correction: false, settlement: 'buyReturn', ru: 'возврат расхода' },
  sellCorrection: { correction: true, settlement: 'sell', ru: 'коррекция прихода' },
  buyCorrection: { correction: true, settlement: 'buy', ru: 'коррекция расхода' },
};

const names = Object.keys(receiptTypes);

/** Of later formats: in FFD 1.05 a correction is 1054 = 1 or 3. */
const instead: Readonly<Record<string, readonly [name: ReceiptType, ru: string]>> = {
  sellReturnCorrection: ['buyCorrection', 'коррекция расхода'],
  buyReturnCorrection: ['sellCorrection', 'коррекция прихода'],
};

export const receiptType: Field<ReceiptType> = {
  tag: 1054,
  read(value, scope) {
    if (typeof value !== 'string') return notInList(value, names, scope, 1054);
    if (Object.hasOwn(receiptTypes, value)) return value as ReceiptType;
    const other = Object.hasOwn(instead, value) ? instead[value] : undefined;
    if (!other) return notInList(value, names, scope, 1054);
    return scope.problem(
      'CORRECTION_OF_RETURN',
      [
        `в ФФД 1.05 нет коррекции возврата: неучтённый возврат — это ${other[1]} («${other[0]}»)`,
        `FFD 1.05 has no correction of a return: an unrecorded return is "${other[0]}"`,
      ],
      value,
      1054,
    );
  },
};
