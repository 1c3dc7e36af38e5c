/**
 * Stands for the texts of the register's errors in a page, which loads them beside the first questions to a register: nothing waits for
 * them, and until they are there an error says its name. The build puts this module in the place of `protocol/error-texts.ts`.
 */
import type * as Real from '../../protocol/error-texts.js';
import { late } from '../../util/late.js';

type ErrorTexts = typeof Real.errorTexts;

let loaded: ErrorTexts | undefined;

export const errorTexts: ErrorTexts = {
  find: (name) => loaded?.find(name),
  advice: (status) => loaded?.advice(status),
};

/** Errors that are made from here on have their texts. AtolError `LOAD_FAILED` when they do not come. */
export async function loadErrorTexts(): Promise<void> {
  ({ errorTexts: loaded } = await late(() => import('../../protocol/error-texts.js')));
}
