const { connect, receipt } = require('atol-kkt');
const { advanceUntil, Emulator } = require('atol-kkt/emulator');

const HOUR = 60 * 60 * 1000;
const tea = () => receipt('sell').taxation('osn').item('Чай', { price: 50, vat: 'none' }).cash(50);

describe('a register', () => {
  let emulator;
  let kkt;

  beforeEach(async () => {
    emulator = await Emulator.listen({ latency: 0 });
    kkt = await connect(emulator.url);
    await kkt.openShift();
  });

  afterEach(async () => {
    await kkt.close();
    await emulator.close();
  });

  test('signs what was sold', async () => {
    const { documentNumber, totalKopecks } = await kkt.issue(tea());
    expect(totalKopecks).toBe(50_00);
    expect(emulator.fn.document(documentNumber).form).toBe(3);
  });

  test('sells once, although the answer to the closing is lost', async () => {
    emulator.faults.add({ at: 'closeReceipt', line: 'cut' });
    await kkt.issue(tea());
    expect(emulator.receipts).toHaveLength(1);
  });
});

describe('a register under fake timers', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  test('takes no receipt in a shift of yesterday', async () => {
    jest.useFakeTimers();
    const emulator = new Emulator();
    const kkt = await connect(emulator.transport());
    await advanceUntil(kkt.openShift(), jest.advanceTimersByTimeAsync);

    await jest.advanceTimersByTimeAsync(25 * HOUR);
    const sale = advanceUntil(kkt.issue(tea()), jest.advanceTimersByTimeAsync);

    await expect(sale).rejects.toMatchObject({ statusName: 'shiftExpired', outcome: 'refused' });
    await kkt.close();
    await emulator.close();
  });
});
