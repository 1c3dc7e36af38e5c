import { AtolError } from '../../errors.js';

/** The register was asked: there is no such document, and no half of it is left. */
export class NotIssuedError extends AtolError {
  override name = 'NotIssuedError';

  constructor(cause: unknown, history?: AtolError['history']) {
    super('NOT_ISSUED', 'Чек не оформлен: документа в фискальном накопителе нет', {
      cause,
      outcome: 'refused',
      history,
    });
  }
}
