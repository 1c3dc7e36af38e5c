/** Where a setting lives: a field of a table of the system channel, or a counter. */
export type P5SettingPlace =
  | {
      readonly table: P5SettingTable;
      readonly field: number;
      readonly mask?: number;
      readonly inverted?: true;
    }
  | { readonly counter: number; readonly mask?: number; readonly inverted?: true };

/** Code that reads; the small letter writes. */
export type P5SettingTable = '(A' | '(C' | '(D' | '(H' | ')A' | ')B' | ')C';

export type P5SettingType = 'boolean' | 'number' | 'string';

/**
 * Settings of the second protocol: name (the classic protocol's where it has the setting), number in the vendor's driver, Russian title,
 * type, place, values on the wire where they differ. Those about paper are asked of registers with a printer only. Other settings of
 * that driver are refused by it for this protocol, or live on the host's disk.
 */
// biome-ignore format: one row per line
export const p5SettingRows = [
  ['collectCashOnZReport', 4, 'Производить инкассацию', 'boolean', { counter: 0x8007, mask: 2 }],
  ['printBrightness', 8, 'Яркость печати ЧЛ', 'number', { table: ')A', field: 1 }],
  ['lineSpacing', 12, 'Межстрочный интервал ЧЛ (в пикселях)', 'number', { table: ')A', field: 2 }],
  ['printSectionNumber', 16, 'Печатать номер секции', 'number', { counter: 0x8007, mask: 8 }, { 0: 0, 1: 8 }],
  ['beepOnError', 37, 'Звуковой сигнал при ошибке', 'boolean', { table: ')B', field: 2, mask: 2 }],
  ['beepOnPowerOn', 39, 'Звуковой сигнал при включении', 'boolean', { table: ')B', field: 2, mask: 1 }],
  ['printZeroSums', 46, 'Печатать нулевые суммы', 'boolean', { counter: 0x8007, mask: 1, inverted: true }],
  ['ethernetDhcp', 49, 'Получать IP-адреса от DHCP (Ethernet)', 'boolean', { table: '(D', field: 2 }],
  ['defaultTaxationType', 50, 'Система налогообложения по умолчанию', 'number', { counter: 0x8005 }],
  ['recalculateTaxesAfterDiscount', 55, 'Пересчитывать суммы налогов после скидки на итог', 'boolean', { table: ')B', field: 3, mask: 4, inverted: true }],
  ['cashControl', 56, 'Учет наличности', 'boolean', { counter: 0x8007, mask: 4, inverted: true }],
  ['printPaymentMethod', 57, 'Печатать признак способа расчета', 'number', { counter: 0x8007, mask: 32 }, { 0: 0, 1: 32 }],
  ['printPaymentObject', 58, 'Печатать признак предмета расчета', 'number', { counter: 0x8007, mask: 16 }, { 0: 0, 1: 16 }],
  ['suppressCliche', 62, 'Не печатать клише автоматически при закрытии чека', 'boolean', { table: ')B', field: 3, mask: 2 }],
  ['ethernetAddress', 71, 'IP-адрес (Ethernet)', 'string', { table: '(D', field: 3 }],
  ['ethernetMask', 72, 'Маска подсети (Ethernet)', 'string', { table: '(D', field: 4 }],
  ['ethernetGateway', 73, 'Шлюз по умолчанию (Ethernet)', 'string', { table: '(D', field: 5 }],
  ['ethernetPort', 74, 'IP-порт (Ethernet)', 'number', { table: '(D', field: 6 }],
  ['powerManagement', 76, 'Выключение / перезагрузка ККТ', 'number', { table: ')A', field: 4, mask: 16 }, { 1: 16, 2: 0 }],
  ['paymentName6', 244, 'Наименование способа расчета 6', 'string', { counter: 0x0300 }],
  ['paymentName7', 245, 'Наименование способа расчета 7', 'string', { counter: 0x0301 }],
  ['paymentName8', 246, 'Наименование способа расчета 8', 'string', { counter: 0x0302 }],
  ['paymentName9', 247, 'Наименование способа расчета 9', 'string', { counter: 0x0303 }],
  ['paymentName10', 248, 'Наименование способа расчета 10', 'string', { counter: 0x0304 }],
  ['ofdAddress', 273, 'Адрес ОФД', 'string', { table: ')C', field: 1 }],
  ['ofdPort', 274, 'Порт ОФД', 'number', { table: ')C', field: 2 }],
  ['ofdChannel', 276, 'Канал обмена с ОФД', 'number', { table: '(A', field: 1 }, { 5: 0 }],
  ['accountAddress', 278, 'Адрес личного кабинета', 'string', { table: '(C', field: 1 }],
  ['accountPort', 279, 'IP-порт личного кабинета', 'number', { table: '(C', field: 2 }],
  ['ofdReceiptTimeout', 281, 'Интервал ожидания квитанции ОФД (в мин.)', 'number', { table: ')C', field: 3 }],
  ['ethernetDnsAutomatic', 283, 'Получение адреса DNS', 'boolean', { table: '(D', field: 8 }],
  ['ethernetDns', 284, 'Адрес DNS', 'string', { table: '(D', field: 7 }],
  ['loadedTemplates', 292, 'Использовать загружаемые шаблоны', 'number', { table: ')B', field: 1, mask: 3 }],
  ['fnSpeed', 293, 'Скорость обмена с ФН', 'number', { table: ')B', field: 4, mask: 7 }],
  ['ethernetWait', 295, 'Ожидание получения сетевых настроек по Ethernet, с', 'number', { table: '(D', field: 1 }],
  ['interfaces', 349, 'Режим включения интерфейсов', 'number', { table: '(H', field: 1, mask: 3 }],
  ['ofdPauseInDocument', 350, 'Останавливать отправку документов в ОФД при открытом документе', 'boolean', { table: ')C', field: 4, mask: 1, inverted: true }],
] as const satisfies ReadonlyArray<
  readonly [
    name: string,
    id: number,
    title: string,
    type: P5SettingType,
    place: P5SettingPlace,
    wire?: Readonly<Record<number, number>>,
  ]
>;
