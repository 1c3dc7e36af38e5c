import type { ReceiptDraft } from './schema.js';
import type { Scope } from './scope.js';

/** Where the receipt goes, and where the settlement was, when it is electronic or on the internet. */
export function checkDestination(
  { internet, electronic, customer, place }: ReceiptDraft,
  scope: Scope,
): void {
  const contactAt = scope.at('customer').at('contact');
  const given = customer?.contact !== undefined || contactAt.reported;
  if (internet && !given) {
    contactAt.problem(
      'INTERNET_CONTACT',
      [
        'при расчёте в интернете обязателен адрес покупателя',
        'a settlement on the internet needs the contact of the customer',
      ],
      undefined,
      1008,
    );
  } else if (electronic && !given) {
    contactAt.warning(
      'ELECTRONIC_CONTACT',
      [
        'чек не печатается, а отправить его некуда: адрес покупателя не задан',
        'the receipt is not printed and there is nowhere to send it: no contact is given',
      ],
      undefined,
      1008,
    );
  }
  if (internet && place === undefined && !scope.at('place').reported) {
    scope
      .at('place')
      .problem(
        'INTERNET_PLACE',
        [
          'при расчёте в интернете место расчётов — адрес сайта, он обязателен',
          'a settlement on the internet needs the place: the address of the site',
        ],
        undefined,
        1187,
      );
  }
}
