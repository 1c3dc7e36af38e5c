/** How the value of a tag is written; see `values.ts`. */
export type TagType =
  | 'string'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'vln'
  | 'fvln'
  | 'unixtime'
  | 'bytes'
  | 'bitmask8'
  | 'bitmask32'
  | 'stlv';

/** Who puts the tag into a document: the FN, the register, the operator (OFD), or nobody but the printer. */
export type TagFiller = 'fn' | 'kkt' | 'ofd' | 'print';

export type TagRow = readonly [
  tag: number,
  id: string,
  nameRu: string,
  type: TagType,
  /** Largest length of the value in bytes; null: not limited, or fixed by the type. */
  maxBytes: number | null,
  fixedBytes: number | null,
  /** `pad`: filled with blanks on the right; `repeats`: may stand several times in one parent. */
  marks: '' | 'pad' | 'repeats',
  /** false: belongs to FFD 1.1 and later; null: not settled. */
  ffd105: boolean | null,
  filledBy: TagFiller,
  /** Tags that this structure may hold, in the order of the format's tables. */
  children: readonly number[] | null,
  /** Documents, as `form:duty@place`. */
  docs: string,
  /** Structures that may hold it, as `parent:duty`. */
  nested: string,
];

/** The table, and the type of each tag by its id. */
export interface TagTable<Types> extends ReadonlyArray<TagRow> {
  readonly types?: Types;
}

/** Only ids and types of tags become a part of the type, not every text: declarations are read by people, too. */
const table = <const Rows extends readonly TagRow[]>(
  rows: Rows,
): TagTable<{ [Row in Rows[number] as Row[1]]: Row[3] }> => rows;

/**
 * The requisites of the fiscal data format, one row per line; columns as in `TagRow`.
 *
 * Duty: 1 must be there, 2 in the cases the format gives, 3 may be absent. A bare digit counts for the printed
 * and the electronic document, `P1` for the printed one only, `E1` for the electronic one only, `P3E2` gives both,
 * `?3`: not established for which. Place: row in the table of the document; a half stands between two rows.
 * Form 3 stands for 3 and 4 (receipt and BSO have one table), form 31 for 31 and 41.
 */
// biome-ignore format: one row per line
export const tagRows = /* @__PURE__ */ table([
  [1, 'registrationReport', 'отчет о регистрации', 'stlv', 6144, null, '', true, 'fn', null, '', ''],
  [2, 'openShiftReport', 'отчет об открытии смены', 'stlv', 4096, null, '', true, 'fn', null, '', ''],
  [3, 'receipt', 'кассовый чек', 'stlv', 32768, null, '', true, 'fn', null, '', ''],
  [4, 'bso', 'бланк строгой отчетности', 'stlv', 32768, null, '', true, 'fn', null, '', ''],
  [5, 'closeShiftReport', 'отчет о закрытии смены', 'stlv', 4096, null, '', true, 'fn', null, '', ''],
  [6, 'closeFnReport', 'отчет о закрытии фискального накопителя', 'stlv', 4096, null, '', true, 'fn', null, '', ''],
  [7, 'operatorConfirmation', 'подтверждение оператора', 'stlv', 512, null, '', true, 'fn', null, '', ''],
  [11, 'registrationChangeReport', 'отчет об изменении параметров регистрации', 'stlv', 6144, null, '', true, 'fn', null, '', ''],
  [21, 'stateOfSettlementsReport', 'отчет о текущем состоянии расчетов', 'stlv', 32768, null, '', true, 'fn', null, '', ''],
  [31, 'correctionReceipt', 'кассовый чек коррекции', 'stlv', 32768, null, '', true, 'fn', null, '', ''],
  [41, 'correctionBso', 'бланк строгой отчетности коррекции', 'stlv', 32768, null, '', true, 'fn', null, '', ''],
  [1000, 'documentName', 'наименование документа', 'string', null, null, '', true, 'print', null, '1:P1@1 11:P1@1 2:P1@1 21:P1@1 3:P1@1 31:P1@1 5:P1@1 6:P1@1 7:P1@1', ''],
  [1001, 'autoMode', 'признак автоматического режима', 'uint8', null, 1, '', true, 'fn', null, '1:1@12 11:1@12', ''],
  [1002, 'offlineMode', 'признак автономного режима', 'uint8', null, 1, '', true, 'fn', null, '1:1@8 11:1@8 21:2@9', ''],
  [1005, 'transferOperatorAddress', 'адрес оператора перевода', 'string', 256, null, '', true, 'kkt', null, '3:2@40 31:3@42', '1223:3'],
  [1008, 'buyerContact', 'телефон или электронный адрес покупателя', 'string', 64, null, '', true, 'kkt', null, '3:P3E2@18 31:3@20', ''],
  [1009, 'settlementAddress', 'адрес расчетов', 'string', 256, null, '', true, 'kkt', null, '1:1@24 11:1@24 2:P1@7 21:P1@5 3:P1E3@16 31:3@18 5:P2@7 6:2@7', ''],
  [1011, 'timeZone', 'часовая зона', 'uint8', null, 1, '', null, 'kkt', null, '', ''],
  [1012, 'dateTime', 'дата, время', 'unixtime', null, 4, '', true, 'fn', null, '1:1@6 11:1@6 2:1@9 21:1@7 3:1@8 31:1@8 5:1@9 6:1@9 7:1@5', ''],
  [1013, 'kktSerial', 'заводской номер ККТ', 'string', 20, null, '', true, 'kkt', null, '1:1@21 11:1@21', ''],
  [1016, 'transferOperatorInn', 'ИНН оператора перевода', 'string', 12, 12, 'pad', true, 'kkt', null, '3:2@41 31:3@43', '1223:3'],
  [1017, 'ofdInn', 'ИНН ОФД', 'string', 12, 12, 'pad', true, 'kkt', null, '1:2@28 11:2@28 7:1@2', ''],
  [1018, 'userInn', 'ИНН пользователя', 'string', 12, 12, 'pad', true, 'fn', null, '1:1@4 11:1@4 2:1@4 21:1@4 3:P1E3@4 31:3@4 5:1@4 6:1@4', ''],
  [1020, 'totalSum', 'сумма расчета, указанного в чеке (БСО)', 'vln', 6, null, '', true, 'fn', null, '3:1@20 31:1@22', ''],
  [1021, 'cashier', 'кассир', 'string', 64, null, '', true, 'kkt', null, '1:1@22 11:1@22 2:2@5 3:2@12 31:2@12 5:2@5 6:2@5', ''],
  [1022, 'ofdResponseCode', 'код ответа ОФД', 'uint8', null, 1, '', true, 'ofd', null, '', '1068:1'],
  [1023, 'quantity', 'количество предмета расчета', 'fvln', 8, null, '', true, 'kkt', null, '', '1059:2'],
  [1026, 'transferOperatorName', 'наименование оператора перевода', 'string', 64, null, '', true, 'kkt', null, '3:2@39 31:3@41', '1223:3'],
  [1030, 'itemName', 'наименование предмета расчета', 'string', 128, null, '', true, 'kkt', null, '', '1059:2'],
  [1031, 'cashSum', 'сумма по чеку (БСО) наличными', 'vln', 6, null, '', true, 'kkt', null, '3:3@21 31:3@23', ''],
  [1036, 'machineNumber', 'номер автомата', 'string', 20, null, '', true, 'kkt', null, '1:2@14 11:2@14 3:2@15 31:3@17', ''],
  [1037, 'kktRegNumber', 'регистрационный номер ККТ', 'string', 20, 20, 'pad', true, 'fn', null, '1:1@7 11:1@7 2:1@11 21:1@13 3:1@14 31:1@14 5:1@11 6:1@11', ''],
  [1038, 'shiftNumber', 'номер смены', 'uint32', null, 4, '', true, 'fn', null, '2:1@10 21:2@8 3:P3E1@9 31:E1@9 5:1@10 6:1@10', ''],
  [1040, 'docNumber', 'номер ФД', 'uint32', null, 4, '', true, 'fn', null, '1:1@33 11:1@33 2:1@18 21:1@14 3:1@46 31:1@48 5:1@21 6:1@12 7:1@4', ''],
  [1041, 'fnNumber', 'номер ФН', 'string', 16, 16, '', true, 'fn', null, '1:1@34 11:1@34 2:1@19 21:1@15 3:1@47 31:1@49 5:1@22 6:1@13 7:1@3', ''],
  [1042, 'receiptNumber', 'номер чека за смену', 'uint32', null, 4, '', true, 'fn', null, '3:P3E1@7 31:E1@7', ''],
  [1043, 'itemSum', 'стоимость предмета расчета с учетом скидок и наценок', 'vln', 6, null, '', true, 'kkt', null, '', '1059:1'],
  [1044, 'agentOperation', 'операция банковского платежного агента', 'string', 24, null, '', true, 'kkt', null, '3:2@36 31:3@38', '1223:3'],
  [1046, 'ofdName', 'наименование ОФД', 'string', 256, null, '', true, 'kkt', null, '1:2@29 11:2@29', ''],
  [1048, 'userName', 'наименование пользователя', 'string', 256, null, '', true, 'kkt', null, '1:1@3 11:1@3 2:P1@3 21:P1@3 3:P1E3@3 31:3@3 5:P1@3 6:1@3', ''],
  [1050, 'fnExhaustion', 'признак исчерпания ресурса ФН', 'uint8', null, 1, '', true, 'kkt', null, '2:3@15 5:2@19', ''],
  [1051, 'fnReplaceUrgent', 'признак необходимости срочной замены ФН', 'uint8', null, 1, '', true, 'kkt', null, '2:3@13 5:2@17', ''],
  [1052, 'fnMemoryFull', 'признак переполнения памяти ФН', 'uint8', null, 1, '', true, 'kkt', null, '2:3@14 5:2@18', ''],
  [1053, 'ofdTimeout', 'признак превышения времени ожидания ответа ОФД', 'uint8', null, 1, '', true, 'kkt', null, '2:3@12 5:2@16', ''],
  [1054, 'settlementType', 'признак расчета', 'uint8', null, 1, '', true, 'fn', null, '3:1@10 31:1@10', ''],
  [1055, 'taxationType', 'применяемая система налогообложения', 'bitmask8', null, 1, '', true, 'kkt', null, '3:P3E1@11 31:3@11', ''],
  [1056, 'encryption', 'признак шифрования', 'uint8', null, 1, '', true, 'fn', null, '1:1@11 11:1@11', ''],
  [1057, 'agentType', 'признак агента', 'bitmask8', null, 1, '', true, 'kkt', null, '1:3@20 11:3@20 3:2@34 31:3@36', ''],
  [1059, 'item', 'предмет расчета', 'stlv', 1024, null, 'repeats', true, 'kkt', [1214, 1212, 1222, 1223, 1224, 1226, 1030, 1197, 1162, 1229, 1230, 1231, 1079, 1198, 1023, 1199, 1200, 1043, 1191], '3:1@19 31:3@21', ''],
  [1060, 'fnsSite', 'адрес сайта ФНС', 'string', 256, null, '', true, 'kkt', null, '1:2@26 11:2@26 3:P3E2@43 31:3@45', ''],
  [1062, 'taxationTypes', 'системы налогообложения', 'bitmask8', null, 1, '', true, 'fn', null, '1:3@5 11:3@5', ''],
  [1068, 'operatorMessageToFn', 'сообщение оператора для ФН', 'stlv', 169, null, '', true, 'ofd', [1022], '7:E2@6', ''],
  [1073, 'agentPhone', 'телефон платежного агента', 'string', 19, null, 'repeats', true, 'kkt', null, '3:3@37 31:3@39', '1223:3'],
  [1074, 'paymentOperatorPhone', 'телефон оператора по приему платежей', 'string', 19, null, 'repeats', true, 'kkt', null, '3:3@38 31:3@40', '1223:3'],
  [1075, 'transferOperatorPhone', 'телефон оператора перевода', 'string', 19, null, 'repeats', true, 'kkt', null, '3:3@35 31:3@37', '1223:3'],
  [1077, 'fiscalSign', 'ФПД', 'bytes', 6, 6, '', true, 'fn', null, '1:1@35 11:1@35 2:1@20 21:1@16 3:1@48 31:1@50 5:1@23 6:1@14', ''],
  [1078, 'operatorFiscalSign', 'ФПО', 'bytes', 18, null, '', true, 'ofd', null, '7:1@7', ''],
  [1079, 'price', 'цена за единицу предмета расчета с учетом скидок и наценок', 'vln', 6, null, '', true, 'kkt', null, '', '1059:2'],
  [1081, 'cashlessSum', 'сумма по чеку (БСО) безналичными', 'vln', 6, null, '', true, 'kkt', null, '3:3@22 31:3@24', ''],
  [1082, 'cashlessPaymentSum', 'сумма оплаты безналичными', 'vln', 6, null, '', true, 'kkt', null, '', '1235:1'],
  [1084, 'userAttribute', 'дополнительный реквизит пользователя', 'stlv', 320, null, '', true, 'kkt', [1085, 1086], '3:3@45 31:3@47', ''],
  [1085, 'userAttributeName', 'наименование дополнительного реквизита пользователя', 'string', 64, null, '', true, 'kkt', null, '', '1084:3'],
  [1086, 'userAttributeValue', 'значение дополнительного реквизита пользователя', 'string', 256, null, '', true, 'kkt', null, '', '1084:3'],
  [1097, 'unsentCount', 'количество непереданных ФД', 'uint32', null, 4, '', true, 'fn', null, '21:2@11 5:2@14', ''],
  [1098, 'firstUnsentDate', 'дата первого из непереданных ФД', 'unixtime', null, 4, '', true, 'fn', null, '21:2@12 5:2@15', ''],
  [1101, 'reregistrationReason', 'код причины перерегистрации', 'uint8', null, 1, 'repeats', true, 'fn', null, '11:2', ''],
  [1102, 'vat20Sum', 'сумма НДС чека по ставке 20%', 'vln', 6, null, '', true, 'kkt', null, '3:2@26 31:2@28', ''],
  [1103, 'vat10Sum', 'сумма НДС чека по ставке 10%', 'vln', 6, null, '', true, 'kkt', null, '3:2@27 31:2@29', ''],
  [1104, 'vat0Turnover', 'сумма расчета по чеку с НДС по ставке 0%', 'vln', 6, null, '', true, 'kkt', null, '3:2@28 31:2@30', ''],
  [1105, 'noVatTurnover', 'сумма расчета по чеку без НДС', 'vln', 6, null, '', true, 'kkt', null, '3:2@29 31:2@31', ''],
  [1106, 'vat20_120Sum', 'сумма НДС чека по расч. ставке 20/120', 'vln', 6, null, '', true, 'kkt', null, '3:2@30 31:2@32', ''],
  [1107, 'vat10_110Sum', 'сумма НДС чека по расч. ставке 10/110', 'vln', 6, null, '', true, 'kkt', null, '3:2@31 31:2@33', ''],
  [1108, 'internetOnlyKkt', 'признак ККТ для расчетов только в Интернет', 'uint8', null, 1, '', true, 'fn', null, '1:1@13 11:1@13 3:E3@32 31:E3@34', ''],
  [1109, 'servicesOnly', 'признак расчетов за услуги', 'uint8', null, 1, '', true, 'fn', null, '1:3@17 11:3@17', ''],
  [1110, 'bsoSystem', 'признак АС БСО', 'uint8', null, 1, '', true, 'fn', null, '1:1@10 11:1@10', ''],
  [1111, 'shiftDocCount', 'общее количество ФД за смену', 'uint32', null, 4, '', true, 'fn', null, '5:1@13', ''],
  [1115, 'vatSums', 'суммы НДС чека', 'stlv', null, null, '', true, 'kkt', [1119], '3:2@31.5 31:2@33.5', ''],
  [1116, 'firstUnsentNumber', 'номер первого непереданного документа', 'uint32', null, 4, '', true, 'fn', null, '21:2@10', ''],
  [1117, 'senderEmail', 'адрес электронной почты отправителя чека', 'string', 64, null, '', true, 'kkt', null, '1:2@27 11:2@27 3:E2@33 31:E3@35', ''],
  [1118, 'shiftReceiptCount', 'количество кассовых чеков (БСО) за смену', 'uint32', null, 4, '', true, 'fn', null, '5:1@12', ''],
  [1119, 'vatSumEntry', 'сумма НДС чека', 'stlv', null, null, 'repeats', true, 'kkt', [1199, 1120], '', '1115:1'],
  [1120, 'vatAmount', 'сумма НДС', 'vln', 6, null, '', true, 'kkt', null, '', '1119:1'],
  [1125, 'internetSettlement', 'признак расчета в «Интернет»', 'uint8', null, 1, '', true, 'kkt', null, '3:E2@32.5 31:E2@34.5', ''],
  [1126, 'lottery', 'признак проведения лотереи', 'uint8', null, 1, '', true, 'kkt', null, '1:3@19 11:3@19', ''],
  [1129, 'saleCounters', 'счетчики операций «приход»', 'stlv', 116, null, '', false, 'fn', null, '', ''],
  [1130, 'saleReturnCounters', 'счетчики операций «возврат прихода»', 'stlv', 116, null, '', false, 'fn', null, '', ''],
  [1131, 'purchaseCounters', 'счетчики операций «расход»', 'stlv', 116, null, '', false, 'fn', null, '', ''],
  [1132, 'purchaseReturnCounters', 'счетчики операций «возврат расхода»', 'stlv', 116, null, '', false, 'fn', null, '', ''],
  [1133, 'correctionCounters', 'счетчики операций по чекам коррекции', 'stlv', 216, null, '', false, 'fn', null, '', ''],
  [1134, 'totalReceiptCount', 'количество чеков (БСО) со всеми признаками расчетов', 'uint32', null, 4, '', false, 'fn', null, '', ''],
  [1135, 'typeReceiptCount', 'количество чеков (БСО) по признаку расчетов', 'uint32', null, 4, '', false, 'fn', null, '', ''],
  [1136, 'totalCash', 'итоговая сумма в чеках (БСО) наличными денежными средствами', 'vln', 6, null, '', false, 'fn', null, '', ''],
  [1138, 'totalCashless', 'итоговая сумма в чеках (БСО) безналичными', 'vln', 6, null, '', false, 'fn', null, '', ''],
  [1139, 'totalVat20', 'сумма НДС по ставке 20%', 'vln', 6, null, '', false, 'fn', null, '', ''],
  [1140, 'totalVat10', 'сумма НДС по ставке 10%', 'vln', 6, null, '', false, 'fn', null, '', ''],
  [1141, 'totalVat20_120', 'сумма НДС по расч. ставке 20/120', 'vln', 6, null, '', false, 'fn', null, '', ''],
  [1142, 'totalVat10_110', 'сумма НДС по расч. ставке 10/110', 'vln', 6, null, '', false, 'fn', null, '', ''],
  [1143, 'totalVat0Turnover', 'сумма расчетов с НДС по ставке 0%', 'vln', 6, null, '', false, 'fn', null, '', ''],
  [1144, 'correctionCount', 'количество чеков коррекции (БСО коррекции) или непереданных чеков (БСО) и чеков коррекции (БСО коррекции)', 'uint32', null, 4, '', false, 'fn', null, '', ''],
  [1145, 'correctionSaleCounters', 'счетчики по признаку «приход»', 'stlv', 100, null, '', false, 'fn', null, '', ''],
  [1146, 'correctionPurchaseCounters', 'счетчики по признаку «расход»', 'stlv', 100, null, '', false, 'fn', null, '', ''],
  [1148, 'correctionSelfCount', 'количество самостоятельных корректировок', 'uint32', null, 4, '', false, 'fn', null, '', ''],
  [1149, 'correctionOrderCount', 'количество корректировок по предписанию', 'uint32', null, 4, '', false, 'fn', null, '', ''],
  [1151, 'correctionVat20Sum', 'сумма коррекций НДС по ставке 20%', 'vln', null, null, '', false, 'fn', null, '', ''],
  [1152, 'correctionVat10Sum', 'сумма коррекций НДС по ставке 10%', 'vln', null, null, '', false, 'fn', null, '', ''],
  [1153, 'correctionVat20_120Sum', 'сумма коррекций НДС по расч. ставке 20/120', 'vln', null, null, '', false, 'fn', null, '', ''],
  [1154, 'correctionVat10_110Sum', 'сумма коррекций НДС по расч. ставке 10/110', 'vln', null, null, '', false, 'fn', null, '', ''],
  [1155, 'correctionVat0Turnover', 'сумма коррекций с НДС по ставке 0%', 'vln', null, null, '', false, 'fn', null, '', ''],
  [1157, 'fnTotals', 'счетчики итогов ФН', 'stlv', 708, null, '', false, 'fn', null, '', ''],
  [1158, 'unsentTotals', 'счетчики итогов непереданных ФД', 'stlv', 708, null, '', false, 'fn', null, '', ''],
  [1162, 'productCode', 'код товара', 'bytes', 32, null, '', true, 'kkt', null, '', '1059:2'],
  [1171, 'supplierPhone', 'телефон поставщика', 'string', 19, null, 'repeats', true, 'kkt', null, '3:3@42 31:3@44', '1224:3'],
  [1173, 'correctionType', 'тип коррекции', 'uint8', null, 1, '', true, 'kkt', null, '31:3@15', ''],
  [1174, 'correctionBasis', 'основание для коррекции', 'stlv', 292, null, '', true, 'kkt', [1177, 1178, 1179], '31:1@16', ''],
  [1177, 'correctionDescription', 'описание коррекции', 'string', 256, null, '', null, 'kkt', null, '', '1174:3'],
  [1178, 'correctionDate', 'дата совершения корректируемого расчета', 'unixtime', null, 4, '', true, 'kkt', null, '', '1174:2'],
  [1179, 'correctionOrderNumber', 'номер предписания налогового органа', 'string', 32, null, '', true, 'kkt', null, '', '1174:1'],
  [1183, 'totalNoVatTurnover', 'сумма расчетов без НДС', 'vln', 6, null, '', false, 'fn', null, '', ''],
  [1184, 'correctionNoVatTurnover', 'сумма коррекций без НДС', 'vln', null, null, '', false, 'fn', null, '', ''],
  [1187, 'settlementPlace', 'место расчетов', 'string', 256, null, '', true, 'kkt', null, '1:1@25 11:1@25 2:P1@8 21:P1@6 3:P1E3@17 31:3@19 5:P2@8 6:2@8', ''],
  [1188, 'kktVersion', 'версия ККТ', 'string', 8, null, '', true, 'kkt', null, '1:1@30 11:1@30 2:1@16', ''],
  [1189, 'kktFfdVersion', 'версия ФФД ККТ', 'uint8', null, 1, '', true, 'kkt', null, '1:1@31 11:1@31 2:1@17', ''],
  [1190, 'fnFfdVersion', 'версия ФФД ФН', 'uint8', null, 1, '', true, 'fn', null, '1:3@32 11:3@32', ''],
  [1191, 'itemAttribute', 'дополнительный реквизит предмета расчета', 'string', 64, null, '', true, 'kkt', null, '', '1059:3'],
  [1192, 'receiptAttribute', 'дополнительный реквизит чека (БСО)', 'string', 16, null, '', true, 'kkt', null, '3:3@44 31:3@46', ''],
  [1193, 'gambling', 'признак проведения азартных игр', 'uint8', null, 1, '', true, 'kkt', null, '1:3@18 11:3@18', ''],
  [1194, 'shiftTotals', 'счетчики итогов смены', 'stlv', 708, null, '', false, 'fn', null, '', ''],
  [1196, 'qrCode', 'QR-код', 'string', null, null, '', true, 'print', null, '3:P1@49 31:P3@51', ''],
  [1197, 'unit', 'единица измерения предмета расчета', 'string', 16, null, '', true, 'kkt', null, '', '1059:3'],
  [1198, 'unitVat', 'размер НДС за единицу предмета расчета', 'vln', 6, null, '', true, 'kkt', null, '', '1059:3'],
  [1199, 'vatRate', 'ставка НДС', 'uint8', null, 1, '', true, 'kkt', null, '', '1059:2 1119:1'],
  [1200, 'itemVatSum', 'сумма НДС за предмет расчета', 'vln', 6, null, '', true, 'kkt', null, '', '1059:3'],
  [1201, 'totalSumAll', 'общая итоговая сумма в чеках (БСО)', 'vln', 6, null, '', false, 'fn', null, '', ''],
  [1203, 'cashierInn', 'ИНН кассира', 'string', 12, 12, 'pad', true, 'kkt', null, '1:E3@23 11:E3@23 2:E3@6 3:E3@13 31:E3@13 5:E3@6 6:E3@6', ''],
  [1205, 'kktChangeReasons', 'коды причин изменения сведений о ККТ', 'bitmask32', null, 4, '', false, 'kkt', null, '', ''],
  [1206, 'operatorMessage', 'сообщение оператора', 'bitmask8', null, 1, '', false, 'kkt', null, '', ''],
  [1207, 'exciseGoods', 'признак торговли подакцизными товарами', 'uint8', null, 1, '', true, 'kkt', null, '1:3@15 11:3@15', ''],
  [1208, 'receiptSite', 'сайт для получения чека', 'string', 256, null, '', false, 'kkt', null, '', ''],
  [1209, 'ffdVersion', 'номер версии ФФД', 'uint8', null, 1, '', true, 'kkt', null, '1:E1@2 11:E1@2 2:E1@2 21:E1@2 3:E1@2 31:E1@2 5:E1@2 6:E1@2', ''],
  [1212, 'itemType', 'признак предмета расчета', 'uint8', null, 1, '', true, 'kkt', null, '', '1059:3'],
  [1213, 'fiscalKeyDays', 'ресурс ключей ФП', 'uint16', null, 2, '', true, 'fn', null, '1:3@16 11:3@16 5:3@20', ''],
  [1214, 'paymentMethod', 'признак способа расчета', 'uint8', null, 1, '', true, 'kkt', null, '', '1059:2'],
  [1215, 'prepaidSum', 'сумма по чеку (БСО) предоплатой (зачетом аванса и (или) предыдущих платежей)', 'vln', 6, null, '', true, 'kkt', null, '3:3@23 31:3@25', ''],
  [1216, 'creditSum', 'сумма по чеку (БСО) постоплатой (в кредит)', 'vln', 6, null, '', true, 'kkt', null, '3:3@24 31:3@26', ''],
  [1217, 'considerationSum', 'сумма по чеку (БСО) встречным предоставлением', 'vln', 6, null, '', true, 'kkt', null, '3:3@25 31:3@27', ''],
  [1218, 'totalPrepaid', 'итоговая сумма в чеках (БСО) предоплатами (авансами)', 'vln', 6, null, '', false, 'fn', null, '', ''],
  [1219, 'totalCredit', 'итоговая сумма в чеках (БСО) постоплатами (кредитами)', 'vln', 6, null, '', false, 'fn', null, '', ''],
  [1220, 'totalConsideration', 'итоговая сумма в чеках (БСО) встречными предоставлениями', 'vln', 6, null, '', false, 'fn', null, '', ''],
  [1221, 'printerInMachine', 'признак установки принтера в автомате', 'uint8', null, 1, '', true, 'kkt', null, '1:1@9 11:1@9', ''],
  [1222, 'itemAgentType', 'признак агента по предмету расчета', 'bitmask8', null, 1, '', true, 'kkt', null, '', '1059:3'],
  [1223, 'agentData', 'данные агента', 'stlv', 512, null, '', true, 'kkt', [1075, 1044, 1073, 1074, 1026, 1005, 1016], '', '1059:3'],
  [1224, 'supplierData', 'данные поставщика', 'stlv', 512, null, '', true, 'kkt', [1171, 1225], '', '1059:3'],
  [1225, 'supplierName', 'наименование поставщика', 'string', 256, null, '', true, 'kkt', null, '', '1224:3'],
  [1226, 'supplierInn', 'ИНН поставщика', 'string', 12, 12, 'pad', true, 'kkt', null, '', '1059:P3E2'],
  [1227, 'buyerName', 'покупатель (клиент)', 'string', 256, null, '', true, 'kkt', null, '3:P3E3@5 31:3@5', ''],
  [1228, 'buyerInn', 'ИНН покупателя (клиента)', 'string', 12, 12, 'pad', true, 'kkt', null, '3:3@6 31:3@6', ''],
  [1229, 'exciseSum', 'акциз', 'vln', 6, null, '', true, 'kkt', null, '', '1059:3'],
  [1230, 'originCountry', 'код страны происхождения товара', 'string', 3, 3, 'pad', true, 'kkt', null, '', '1059:3'],
  [1231, 'customsDeclaration', 'номер декларации на товар', 'string', 32, null, '', true, 'kkt', null, '', '1059:3'],
  [1232, 'correctionSaleReturnCounters', 'счетчики по признаку «возврат прихода»', 'stlv', 32, null, '', false, 'fn', null, '', ''],
  [1233, 'correctionPurchaseReturnCounters', 'счетчики по признаку «возврат расхода»', 'stlv', 32, null, '', false, 'fn', null, '', ''],
  [1234, 'cashlessPayments', 'сведения обо всех оплатах по чеку безналичными', 'stlv', null, null, '', true, 'kkt', [1235], '3:3@22.5 31:?3@24.5', ''],
  [1235, 'cashlessPayment', 'сведения об оплате безналичными', 'stlv', null, null, 'repeats', true, 'kkt', [1082, 1236, 1237, 1238], '', '1234:1'],
  [1236, 'cashlessMethod', 'признак способа оплаты безналичными', 'uint8', null, 1, '', true, 'kkt', null, '', '1235:1'],
  [1237, 'cashlessIds', 'идентификаторы безналичной оплаты', 'string', null, null, '', true, 'kkt', null, '', '1235:1'],
  [1238, 'cashlessAddInfo', 'дополнительные сведения о безналичной оплате', 'string', null, null, '', true, 'kkt', null, '', '1235:3'],
]);
