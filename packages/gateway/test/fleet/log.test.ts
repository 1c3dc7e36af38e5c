import { deviceError, deviceStatus } from 'atol-kkt/protocol';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { gatewayLog } from '../../src/fleet/log.js';
import { sale } from '../support/receipts.js';
import { Stand } from '../support/stand.js';

const BUYER = 'secret-buyer@example.com';

function lines(): { readonly texts: string[]; readonly stream: { write(text: string): void } } {
  const texts: string[] = [];
  return { texts, stream: { write: (text) => texts.push(text) } };
}

test.each(['our own', 'a foreign'])(
  '%s log has every step of a receipt, and never who bought',
  async (whose) => {
    const { texts, stream } = lines();
    const log = whose === 'our own' ? gatewayLog('debug', stream) : pino({ level: 'debug' }, stream);
    await using stand = await Stand.start({ registers: 2, gateway: { log }, policy: { refusals: 1 } });
    const { gateway, emulators } = stand;
    const submit = (id: string) => gateway.submit('shop', id, sale(77, BUYER), { meta: { contact: BUYER } });
    await stand.ends([await submit('good')]);
    for (const emulator of emulators) {
      emulator.override('closeReceipt', () => {
        throw deviceError(deviceStatus.fnExchange);
      });
    }
    const [failed] = await stand.ends([await submit('bad')]);
    expect(failed?.state).toBe('fail');
    const all = texts.join('');
    for (const told of ['job.accepted', 'job.pinned', 'job.done', 'job.failed', 'receipt not issued'])
      expect(all).toContain(told);
    expect(all).toContain('"externalId":"good"');
    expect(all).not.toContain(BUYER);
    expect(all).not.toContain('Товар');
  },
);

test('what somebody logs by our logger is masked, wherever it stands in an object', () => {
  const { texts, stream } = lines();
  const log = gatewayLog('info', stream);
  const receipt = sale(1, BUYER);
  log.info({ receipt, contact: BUYER });
  log.info({ job: { uuid: 'u', receipt, contact: BUYER } });
  log.info({ event: { job: { receipt, customer: { contact: BUYER } } } });
  log.info({ req: { headers: { authorization: BUYER, cookie: BUYER, token: BUYER } } });
  expect(texts).toHaveLength(4);
  expect(texts.join('')).not.toContain(BUYER);
  expect(texts[1]).toContain('"uuid":"u","receipt":"[скрыто]"');
});
