/** Words of the playground. */
export const texts = {
  ru: {
    run: 'Выполнить',
    stop: 'Остановить',
    stopped: 'Остановлено',
    unhandled: 'не поймано',
    cut: 'Выдернуть кабель',
    plug: 'Воткнуть кабель',
    online: 'на связи',
    off: 'выключена',
    unplugged: 'кабель выдернут',
    noPaper: 'нет бумаги',
    shiftOpen: 'смена открыта',
    shiftClosed: 'смена закрыта',
    documents: 'документов',
    nothing: 'Здесь появится бумага. Выполните программу слева.',
    answerTo: 'ответ на',
    queued: 'задание принято',
    link: 'пакет связи',
    ofd: 'обмен с ОФД',
    acknowledged: 'подтверждение',
    asks: 'запрос результата',
    parts: { start: 'начало', length: 'длина', id: 'номер', body: 'содержание', crc: 'CRC' },
    ready: 'Готово',
  },
  en: {
    run: 'Run',
    stop: 'Stop',
    stopped: 'Stopped',
    unhandled: 'not caught',
    cut: 'Pull the cable',
    plug: 'Plug it in',
    online: 'online',
    off: 'off',
    unplugged: 'cable pulled',
    noPaper: 'no paper',
    shiftOpen: 'shift open',
    shiftClosed: 'shift closed',
    documents: 'documents',
    nothing: 'The paper comes out here. Run the program on the left.',
    answerTo: 'answer to',
    queued: 'task accepted',
    link: 'packet of the link',
    ofd: 'exchange with the OFD',
    acknowledged: 'acknowledgement',
    asks: 'asks for the result',
    parts: { start: 'start', length: 'length', id: 'id', body: 'contents', crc: 'CRC' },
    ready: 'Done',
  },
} as const;

export type Texts = (typeof texts)[keyof typeof texts];

/** The program that the till begins with. */
export const program = {
  ru: `// kkt — ККТ справа, подключённая как по USB.
if ((await kkt.status()).shift.state !== 'open')
  await kkt.openShift();

const result = await kkt.issue(
  receipt('sell')
    .taxation('osn')
    .item('Хлеб', { price: 45.5, quantity: 2, vat: 'vat10' })
    .item('Молоко', { price: '89.90', vat: 'vat10' })
    .cash(200),
  { key: \`заказ-\${Date.now()}\` },
);

print(\`ФД № \${result.documentNumber}, ФП \${result.fiscalSign}\`);
print(\`Итого \${result.totalKopecks / 100} ₽\`);
`,
  en: `// kkt is the register on the right, connected as if by USB.
if ((await kkt.status()).shift.state !== 'open')
  await kkt.openShift();

const result = await kkt.issue(
  receipt('sell')
    .taxation('osn')
    .item('Хлеб', { price: 45.5, quantity: 2, vat: 'vat10' })
    .item('Молоко', { price: '89.90', vat: 'vat10' })
    .cash(200),
  { key: \`order-\${Date.now()}\` },
);

print(\`document \${result.documentNumber}, sign \${result.fiscalSign}\`);
print(\`total \${result.totalKopecks / 100} RUB\`);
`,
} as const;
