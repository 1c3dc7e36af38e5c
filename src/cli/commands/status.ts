import type { Identity } from '../../register/questions/identity.js';
import type { RegisterStatus } from '../../register/questions/status.js';
import { defineCliCommand } from '../cli-command.js';
import { columns, dateTime, roubles } from '../format.js';
import { registerOptions, urlArgument, withRegister } from '../register.js';

export const status = defineCliCommand({
  name: 'status',
  summary: 'модель, смена, чек, ФН, наличные',
  arguments: [urlArgument],
  options: registerOptions,
  examples: ['atol status tcp://192.168.1.10:5555', 'atol status tcp://192.168.1.10:5555 --json'],
  readOnly: true,
  async run(context) {
    const [url = ''] = context.args;
    const answer = await withRegister(context, url, async (register) => {
      const identity = await register.identify({ signal: context.io.signal });
      const state = await register.status({ signal: context.io.signal });
      return { identity, status: state, link: register.linkVersion };
    });
    context.print(describe(answer.identity, answer.status, answer.link), answer);
  },
});

const shiftStates = { closed: 'закрыта', open: 'открыта', expired: 'длится больше 24 часов' } as const;
const fnPhases = {
  setup: 'настройка',
  ready: 'готов к фискализации',
  fiscal: 'фискальный режим',
  postFiscal: 'постфискальный режим',
  archive: 'чтение архива',
  unknown: 'неизвестна',
} as const;

function describe(identity: Identity, state: RegisterStatus, link: string | undefined): string[] {
  const { shift, receipt, fn, lastDocument } = state;
  const shiftTime = shift.dateTime
    ? `, ${shift.state === 'closed' ? 'закрыта' : 'до'} ${dateTime(shift.dateTime)}`
    : '';
  return columns(
    [
      [
        'ККТ',
        `${identity.deviceName} (${identity.modelName}), заводской № ${identity.serialNumber || 'нет'}`,
      ],
      ['Прошивка', `${identity.firmware}${identity.ffd ? `, ФФД ${identity.ffd}` : ''}`],
      ['Связь', `протокол ${link ?? '?'}`],
      ['Часы', dateTime(state.dateTime)],
      ['Режим', `${state.mode}.${state.submode}`],
      ['Смена', `${shift.number} ${shiftStates[shift.state]}${shiftTime}`],
      ...(shift.openedAt ? [['', `идёт с ${dateTime(shift.openedAt)}`] as const] : []),
      ['Чек', receipt.open ? `открыт, ${roubles(receipt.sumKopecks)}` : 'закрыт'],
      ['ФН', fn ? `${fn.number}, ${fnPhases[fn.phase]}, документов ${fn.lastDocument}` : 'нет'],
      ...(fn ? warnings(fn.warnings) : []),
      ...(state.ofd ? [['ОФД', queueText(state.ofd)] as const] : []),
      [
        'Документ',
        lastDocument
          ? `${lastDocument.number} от ${dateTime(lastDocument.dateTime)}, ФП ${lastDocument.fiscalSign}`
          : 'нет',
      ],
      ['Наличные', roubles(state.cashKopecks)],
      ['Бумага', paperText(state)],
    ],
    0,
  );
}

function queueText({ unsentCount, oldest }: NonNullable<RegisterStatus['ofd']>): string {
  if (!oldest) return 'все документы переданы';
  const since = `с ${dateTime(oldest.dateTime)} (${oldest.days ?? '?'} дн.)`;
  return `не передано документов: ${unsentCount}, первый — ${oldest.documentNumber}, ждёт ${since}`;
}

function paperText({ paperPresent, paperNearEnd, coverOpen }: RegisterStatus): string {
  const paper = paperPresent ? (paperNearEnd ? 'заканчивается' : 'есть') : 'нет';
  return `${paper}${coverOpen ? ', крышка открыта' : ''}`;
}

type FnWarnings = NonNullable<RegisterStatus['fn']>['warnings'];

const warningTexts: Readonly<Record<keyof FnWarnings, string>> = {
  replaceUrgently: 'требуется срочная замена ФН',
  resourceNearEnd: 'ресурс ФН заканчивается',
  memoryNearFull: 'память ФН почти заполнена',
  ofdTimeout: 'ОФД давно не отвечает',
  critical: 'критическая ошибка ФН',
};

function warnings(flags: FnWarnings): Array<[string, string]> {
  const texts = Object.entries(warningTexts).filter(([name]) => flags[name as keyof FnWarnings]);
  return texts.map(([, text]) => ['', text]);
}
