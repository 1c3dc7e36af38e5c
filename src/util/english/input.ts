import type { Entry } from './catalogue.js';

/** What a ValidationError begins with. */
export const inputTexts: readonly Entry[] = [
  ['Неверные данные', 'invalid data'],
  ['Неверные параметры вызова', 'invalid options'],
  ['Неверные параметры подключения', 'invalid connection options'],
  ['Неверные параметры чека', 'invalid options of a receipt'],
  ['Неверные параметры эмулятора', 'invalid options of the emulator'],
  ['Неверные параметры ФН', 'invalid options of the FN'],
  ['Неверные данные регистрации', 'invalid registration'],
  ['Неверные настройки журнала', 'invalid options of the journal'],
  ['Неверная запись журнала', 'invalid record of the journal'],
  ['Неверное время', 'invalid time'],
  ['Неверное описание сбоя', 'invalid fault'],
  ['Неверный хаос', 'invalid chaos'],
  ['Неверный сценарий', 'invalid scenario'],
  ['Неверный запрос', 'invalid request'],
  ['Неверный адрес ККТ', 'invalid address of the register'],
  ['Неверный штрихкод', 'invalid barcode'],
  ['Неверная картинка', 'invalid picture'],
  ['Картинка не помещается', 'the picture does not fit'],
  ['Кассир задан неверно', 'invalid cashier'],
  ['Чек неверен', 'invalid receipt'],
  ['ККТ не может оформить этот чек', 'the register cannot issue this receipt'],
  ['Настройка', 'setting'],
  ['Нет такого тега', 'no such tag'],
  ['не задано', 'not given'],
];
