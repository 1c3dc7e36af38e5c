import { type Bad, sale, withItem } from './bad.js';

const phones = ['+79160000001'];
const code = (value: unknown): unknown => withItem({ productCode: value });

export const badAgentsAndCodes: readonly Bad[] = [
  [
    'agent of an item without a supplier',
    withItem({ agent: { type: 'attorney' } }),
    ['SUPPLIER_INN items[0].supplier.inn'],
  ],
  [
    'supplier of an agent without INN',
    withItem({ agent: { type: 'attorney' }, supplier: { name: 'Поставщик' } }),
    ['SUPPLIER_INN items[0].supplier.inn'],
  ],
  [
    'supplier with a wrong INN',
    withItem({ agent: { type: 'attorney' }, supplier: { inn: '7707083894' } }),
    ['INN_CHECK items[0].supplier.inn'],
  ],
  ['agent without a type', sale({ agent: { phones } }), ['REQUIRED agent.type']],
  ['unknown agent', sale({ agent: { type: 'agent' } }), ['UNKNOWN_VALUE agent.type']],
  ['agent that is a text', sale({ agent: 'attorney' }), ['TYPE agent']],
  [
    'phones that are a text',
    sale({ agent: { type: 'payingAgent', phones: '+79160000001' } }),
    ['TYPE agent.phones'],
  ],
  [
    'phone without plus',
    sale({ agent: { type: 'payingAgent', phones: ['9160000001'] } }),
    ['PHONE_FORMAT agent.phones[0]'],
  ],
  [
    'phone of 20 characters',
    sale({ agent: { type: 'payingAgent', phones: [`+${'1'.repeat(19)}`] } }),
    ['TEXT_LENGTH agent.phones[0]'],
  ],
  [
    'eleven phones',
    sale({ agent: { type: 'payingAgent', phones: new Array(11).fill('+79160000001') } }),
    ['LIST_LIMIT agent.phones'],
  ],
  [
    'operation of 25 characters',
    sale({ agent: { type: 'payingAgent', phones, operation: 'о'.repeat(25) } }),
    ['TEXT_LENGTH agent.operation'],
  ],
  [
    'INN of the transfer operator',
    sale({ agent: { type: 'payingAgent', phones, transferOperator: { inn: '123' } } }),
    ['INN_FORMAT agent.transferOperator.inn'],
  ],
  ['supplier of a receipt without phones', sale({ supplier: {} }), ['REQUIRED supplier.phones']],
  [
    'supplier of a receipt with a name',
    sale({ supplier: { phones, name: 'А' } }),
    ['UNKNOWN_KEY supplier.name'],
  ],
  [
    'agent data above 512 bytes',
    withItem({
      agent: {
        type: 'payingAgent',
        phones: new Array(10).fill('+79160000001'),
        paymentOperatorPhones: new Array(10).fill('+79160000001'),
        transferOperator: { address: 'а'.repeat(256) },
      },
      supplier: { inn: '000000000000' },
    }),
    ['STRUCTURE_SIZE items[0].agent'],
  ],
  [
    'item above 1024 bytes',
    withItem({
      name: 'н'.repeat(128),
      additionalAttribute: 'р'.repeat(64),
      agent: {
        type: 'payingAgent',
        operation: 'о'.repeat(24),
        phones,
        transferOperator: { name: 'п'.repeat(64), address: 'а'.repeat(256) },
      },
      supplier: { inn: '7707083893', name: 'п'.repeat(256), phones: new Array(10).fill('+79160000001') },
    }),
    ['ITEM_SIZE items[0]'],
  ],

  ['EAN-13 with a wrong check digit', code('4606203090786'), ['PRODUCT_CODE_CHECK items[0].productCode']],
  ['EAN-8 with a wrong check digit', code('46198489'), ['PRODUCT_CODE_CHECK items[0].productCode']],
  ['ITF-14 with a wrong check digit', code('14601234567891'), ['PRODUCT_CODE_CHECK items[0].productCode']],
  ['product code that is nothing known', code('hello'), ['PRODUCT_CODE_UNKNOWN items[0].productCode']],
  ['empty product code', code(''), ['PRODUCT_CODE_UNKNOWN items[0].productCode']],
  [
    'DataMatrix without separators',
    code('010460043993125621JgXJ5.T8005112000930001923zbrLA==24014276281'),
    ['PRODUCT_CODE_SEPARATOR items[0].productCode'],
  ],
  ['product code as a number', code(4606203090785), ['TYPE items[0].productCode']],
  [
    'product code of an unknown kind',
    code({ kind: 'qr', value: '1' }),
    ['UNKNOWN_VALUE items[0].productCode.kind'],
  ],
  ['product code without a value', code({ kind: 'ean13' }), ['REQUIRED items[0].productCode.value']],
  [
    'fur code that is none',
    code({ kind: 'furs', value: 'RU-1' }),
    ['PRODUCT_CODE_FORMAT items[0].productCode.value'],
  ],
  [
    'raw code of 33 bytes',
    code({ kind: 'raw', value: '44'.repeat(33) }),
    ['PRODUCT_CODE_LENGTH items[0].productCode.value'],
  ],
  [
    'raw code that is no hex',
    code({ kind: 'raw', value: 'zz' }),
    ['PRODUCT_CODE_FORMAT items[0].productCode.value'],
  ],
];
