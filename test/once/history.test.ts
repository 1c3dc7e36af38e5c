import { disable, enable } from 'obug';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CashRegister } from '../../src/index.js';
import { yardstick } from '../support/receipts.js';
import { Stand, texts, unknownOf } from './stand.js';

let stand: Stand;
let kkt: CashRegister;

beforeEach(async () => {
  stand = await Stand.make({ forgetOnDisconnect: true });
  kkt = await stand.selling({ journal: stand.journal });
});

afterEach(async () => {
  await kkt.close();
  await stand[Symbol.asyncDispose]();
});

const lineIsBack = () => stand.clock.sleep(61_000);

describe('the story of a doubtful receipt', () => {
  it('that was paid, but not closed', async () => {
    stand.line.armAt('payment', 'after', 'cut');
    expect(texts(await kkt.issue(yardstick, { key: 'заказ 17' }))).toEqual([
      'чек «заказ 17»: приход на 212.50, позиций: 3',
      'команда 99 «расчёт по чеку»: ответ не пришёл (Линия оборвалась); спрашиваем ККТ, чем она кончилась',
      'попытка 1 прервана: ККТ не помнит задания: выполнено оно или нет, скажут её регистры',
      'команда закрытия не посылалась: документа быть не может',
      'наш незакрытый чек отменён',
      'документа нет: оформляем чек заново',
      expect.stringMatching(/^чек оформлен: документ 3, ФП \d+$/),
    ]);
  });

  it('that was closed, over several tries to ask', async () => {
    stand.line.armAt('closeReceipt', 'after', 'down');
    const unknown = await unknownOf(kkt.issue(yardstick, { key: 'заказ 17' }));
    expect(unknown.message).toBe('Неизвестно, оформлен ли чек: касса не отвечает');
    await lineIsBack();
    const result = await unknown.resolve();
    expect(texts(result)).toEqual([
      'чек «заказ 17»: приход на 212.50, позиций: 3',
      'команда 4A «закрытие чека»: ответ не пришёл (Линия оборвалась); спрашиваем ККТ, чем она кончилась',
      expect.stringMatching(/^попытка 1 прервана: Связь с ККТ не восстановлена за 10000 мс/),
      'исход неизвестен; узнать его можно позже, когда касса ответит',
      'команда закрытия посылалась: ищем чек среди документов ФН после 2',
      'чек найден в ФН: документ 3, содержание совпадает',
    ]);
    const times = result.history?.map(({ at }) => at) ?? [];
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(60_000);
  });

  it('of a process that is gone, with the refusal', async () => {
    stand.line.armAt('payment', 'after', 'down');
    await unknownOf(kkt.issue(yardstick, { key: 'заказ 17' }));
    await kkt.close();
    await lineIsBack();
    kkt = await stand.connect({ journal: stand.journal });
    const error = await kkt.resolve('заказ 17').catch((refused) => refused);
    expect(error).toMatchObject({ code: 'NOT_ISSUED', outcome: 'refused' });
    expect(texts(error)).toEqual([
      expect.stringMatching(/^ищем чек «заказ 17», начатый \S+ после документа 2$/),
      'команда закрытия посылалась: ищем чек среди документов ФН после 2',
      'новых документов нет: и ККТ, и ФН называют последним 2',
      'наш незакрытый чек отменён',
      'чек не оформлен: документа нет, под этим ключом его можно оформить заново',
    ]);
    expect(JSON.parse(JSON.stringify(error))).toHaveProperty('history');
  });

  it('is in the log atol:issue, too, and nothing is there without doubt', async () => {
    const lines: string[] = [];
    const log = vi.spyOn(console, 'debug').mockImplementation((...words: unknown[]) => {
      lines.push(words.join(' '));
    });
    const written = vi
      .spyOn(process.stderr, 'write')
      .mockImplementation((text) => lines.push(String(text)) > 0);
    vi.stubEnv('DEBUG', undefined);
    enable('atol:issue');
    try {
      await kkt.issue(yardstick);
      expect(lines).toEqual([]);
      stand.line.armAt('payment', 'after', 'cut');
      await kkt.issue(yardstick);
    } finally {
      disable();
      // Enabling writes it, and programs that other tests start would inherit it.
      vi.unstubAllEnvs();
      written.mockRestore();
      log.mockRestore();
    }
    expect(lines.join('\n')).toContain('наш незакрытый чек отменён');
  });
});
