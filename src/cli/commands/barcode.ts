import { linearFormats } from '../../register/print/linear-codes.js';
import { defineCliCommand } from '../cli-command.js';
import { readChoice, readInteger, registerOptions, urlArgument, withRegister } from '../register.js';

const MAX_SCALE = 10;
const MAX_HEIGHT = 1000;

export const barcode = defineCliCommand({
  name: 'barcode',
  summary: 'напечатать QR-код или другой штрихкод',
  details: [
    `Виды: qr, pdf417, ${linearFormats.join(', ')}.`,
    'Линейные коды рисует пакет jsbarcode: npm install jsbarcode@3.',
  ].join('\n'),
  arguments: [urlArgument, { name: 'ДАННЫЕ', help: 'что закодировать' }],
  options: {
    type: { type: 'string', value: 'ВИД', help: 'вид кода', default: 'qr' },
    align: { type: 'string', value: 'left|center|right', help: 'выравнивание', default: 'center' },
    scale: { type: 'string', value: 'N', help: 'размер модуля, 1..10' },
    height: { type: 'string', value: 'N', help: 'высота линейного кода в точках' },
    ...registerOptions,
  },
  examples: [
    'atol barcode tcp://192.168.1.10:5555 https://example.com/order/17',
    'atol barcode tcp://192.168.1.10:5555 460123456789 --type ean13 --height 80',
  ],
  readOnly: false,
  async run(context) {
    const [url = '', data = ''] = context.args;
    const { options, io } = context;
    const type = readChoice('--type', options.type, ['qr', 'pdf417', ...linearFormats]);
    const common = {
      align: readChoice('--align', options.align, ['left', 'center', 'right']),
      scale: options.scale === undefined ? undefined : readInteger('--scale', options.scale, 1, MAX_SCALE),
      signal: io.signal,
    };
    const height =
      options.height === undefined ? undefined : readInteger('--height', options.height, 1, MAX_HEIGHT);
    await withRegister(context, url, ({ print }) => {
      if (type === 'qr') return print.qr(data, common);
      if (type === 'pdf417') return print.pdf417(data, common);
      return print.barcode(type, data, { ...common, height });
    });
    context.print('Напечатано', { printed: data, type });
  },
});
