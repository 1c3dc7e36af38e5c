/**
 * Ways out of a refusal, by error byte: only of those that last until somebody does something about them.
 * Names of methods are those of this package, commands in quotes those of its command line.
 */
// biome-ignore format: one row per line
export const adviceRows: ReadonlyArray<readonly [status: number, ru: string, en: string]> = [
  [0x1a, 'Завершите прерванный Z-отчёт: finishInterruptedZ()', 'Finish the interrupted Z report: finishInterruptedZ()'],
  [0x1f, 'Установите часы ККТ при закрытой смене: clock.set()', 'Set the clock of the register while the shift is closed: clock.set()'],
  [0x20, 'Часы ККТ отстают от последнего документа: установите время при закрытой смене, clock.set()', 'The clock is behind the last document: set it while the shift is closed, clock.set()'],
  [0x67, 'Вставьте бумагу и повторите: остаток прежнего документа допечатается сам, раньше нового; без нового документа — print.continue()', 'Put paper in and repeat: the rest of the document before is printed by itself, ahead of the new one; without a new one, print.continue()'],
  [0x68, 'Проверьте питание и кабель принтера и повторите: остаток прежнего документа допечатается сам; без нового документа — print.continue()', 'Check power and cable of the printer and repeat: the rest of the document before is printed by itself; without a new one, print.continue()'],
  [0x69, 'Закройте крышку, освободите бумагу и нож и повторите: остаток прежнего документа допечатается сам; без нового документа — print.continue()', 'Close the cover, free paper and cutter and repeat: the rest of the document before is printed by itself; without a new one, print.continue()'],
  [0x88, 'Закройте смену и откройте новую: closeShift(), openShift() («atol shift close», «atol shift open»); для чека — { shift: \'auto\' }', 'Close the shift and open a new one: closeShift(), openShift() ("atol shift close", "atol shift open"); for a receipt, { shift: \'auto\' }'],
  [0x8c, 'Проверьте пароли: accessPassword и userPassword в connect()', 'Check the passwords: accessPassword and userPassword of connect()'],
  [0x8f, 'Откройте смену: openShift() («atol shift open»); для чека — { shift: \'auto\' }', 'Open a shift: openShift() ("atol shift open"); for a receipt, { shift: \'auto\' }'],
  [0x98, 'Внесите деньги в ящик: cashIn() («atol cash in»), или верните безналичными', 'Put money into the drawer: cashIn() ("atol cash in"), or pay back without cash'],
  [0x9a, 'Открытого чека нет: его закрыли или отменили; последний документ показывает status()', 'No receipt is open: it was closed or cancelled; status() shows the last document'],
  [0x9b, 'На ККТ остался открытый чек: закончите его в той программе, что его открыла, или отмените: cancelReceipt() («atol cancel»)', 'A receipt was left open: finish it in the program that opened it, or cancel it: cancelReceipt() ("atol cancel")'],
  [0x9c, 'Смена уже открыта: можно продавать; если нужна закрытая — closeShift() («atol shift close»)', 'The shift is open already: go on selling; where a closed one is needed, closeShift() ("atol shift close")'],
  [0xa8, 'Зарегистрируйте ККТ: registration.register()', 'Register the device: registration.register()'],
  [0xd7, 'Закройте смену и замените ФН: registration.closeArchive(), затем registration.replaceFn()', 'Close the shift and replace the FN: registration.closeArchive(), then registration.replaceFn()'],
  [0xd8, 'Память ФН заполнена: закройте смену и замените ФН: registration.closeArchive(), затем registration.replaceFn()', 'The FN is full: close the shift and replace the FN: registration.closeArchive(), then registration.replaceFn()'],
  [0xd9, 'Часы ККТ расходятся с ФН, время раньше последнего документа или слишком далеко: сверьте clock.get() и установите clock.set() при закрытой смене', 'The clock of the register does not suit the FN, being behind the last document or too far ahead: compare clock.get(), then clock.set() while the shift is closed'],
  [0xed, 'Дождитесь, пока документы уйдут в ОФД; причину и очередь показывают fn.ofdErrors() и fn.ofdStatus()', 'Wait until the documents are with the OFD; fn.ofdErrors() and fn.ofdStatus() tell the reason and the queue'],
  [0xef, 'Документы слишком долго не передаются в ОФД: наладьте обмен, причину и очередь показывают fn.ofdErrors() и fn.ofdStatus()', 'Documents have waited for the OFD too long: get the exchange going, fn.ofdErrors() and fn.ofdStatus() tell the reason and the queue'],
  [0xf0, 'Закройте смену и откройте новую: closeShift(), openShift() («atol shift close», «atol shift open»); для чека — { shift: \'auto\' }', 'Close the shift and open a new one: closeShift(), openShift() ("atol shift close", "atol shift open"); for a receipt, { shift: \'auto\' }'],
  [0xf5, 'ККТ зарегистрирована без признака торговли подакцизными товарами: измените регистрацию, registration.change()', 'The register is registered without excise goods: change the registration, registration.change()'],
];
