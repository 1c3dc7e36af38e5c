import { describe, expect, it } from 'vitest';
import type { StoredDocument } from '../../src/emulator/fn/state.js';
import { Emulator } from '../../src/emulator/index.js';
import { decodeDocument, receipt, toNamed } from '../../src/fiscal/index.js';
import { connect } from '../../src/index.js';

const first = { name: 'Кассир Первая', inn: '123456789047' };
const tea = () => receipt('sell').taxation('osn').item('Чай', { price: 50, vat: 'none' }).cash(50);

async function till(model: '42FS' | '30F' = '42FS') {
  const emulator = new Emulator({ model, latency: 0 });
  const kkt = await connect(emulator.transport());
  return {
    emulator,
    kkt,
    /** Tags 1021 and 1203 of the last document. */
    get who() {
      const { bytes } = emulator.fn.document(emulator.fn.state.last.number) as StoredDocument;
      const { cashier, cashierInn } = toNamed(decodeDocument(bytes)).fields;
      return [cashier, cashierInn];
    },
    async [Symbol.asyncDispose]() {
      await kkt.close();
      await emulator.close();
    },
  };
}

describe('who is at the till', () => {
  it('a cashier without an INN never gets that of the one before', async () => {
    await using it = await till();
    await it.kkt.openShift({ operator: first });
    await it.kkt.issue(tea());
    expect(it.who).toEqual([first.name, first.inn]);
    await it.kkt.issue(tea().operator('Кассир Вторая'));
    expect(it.who).toEqual(['Кассир Вторая', undefined]);
    await it.kkt.issue(tea().operator(first.name, first.inn));
    expect(it.who).toEqual([first.name, first.inn]);
    await it.kkt.closeShift({ operator: { name: 'Кассир Третья' } });
    expect(it.who).toEqual(['Кассир Третья', undefined]);
    for (const inn of ['', ' '.repeat(12), '0'.repeat(12)]) {
      await it.kkt.openShift({ operator: first });
      await it.kkt.issue({ ...tea().toJSON(), operator: { name: 'Вторая', inn } });
      expect(it.who).toEqual(['Вторая', undefined]);
      await it.kkt.closeShift();
    }
  });

  it('an INN that another program left is not taken over', async () => {
    await using it = await till();
    await it.kkt.openShift({ operator: first });
    const other = await connect(it.emulator.transport());
    await other.issue(tea().operator('Вторая'));
    expect(it.who).toEqual(['Вторая', undefined]);
    await other.close();
  });

  it('names whoever moves cash or takes a report, and later documents that name nobody', async () => {
    await using it = await till('30F');
    await it.kkt.openShift({ operator: first });
    await it.kkt.cashIn(100, { operator: { name: 'Кассир Вторая' } });
    expect(it.emulator.tape.filter((line) => line.includes('Кассир Вторая'))).toHaveLength(1);
    await it.kkt.issue(tea());
    expect(it.who).toEqual(['Кассир Вторая', undefined]);
    await it.kkt.reportX({ operator: first });
    await it.kkt.closeShift();
    expect(it.who).toEqual([first.name, first.inn]);
  });

  it('forgets who was named for cash that was not there', async () => {
    await using it = await till();
    await it.kkt.openShift({ operator: first });
    const refused = it.kkt.cashOut(100, { operator: { name: 'Кассир Вторая' } });
    await expect(refused).rejects.toMatchObject({ outcome: 'refused' });
    await it.kkt.closeShift();
    expect(it.who).toEqual([first.name, first.inn]);
  });

  it('refuses a wrong cashier before a byte is sent', async () => {
    await using it = await till();
    const bad = { operator: 'Иванова' } as never;
    await expect(it.kkt.cashIn(100, bad)).rejects.toMatchObject({ name: 'ValidationError' });
    await expect(it.kkt.reportX(bad)).rejects.toMatchObject({ name: 'ValidationError' });
    const wrong = { operator: { name: 'Иванова', inn: '1' } };
    await expect(it.kkt.cashIn(100, wrong)).rejects.toMatchObject({ name: 'ValidationError' });
  });

  it('an operation that was refused leaves no trace in the next document', async () => {
    await using it = await till();
    await it.kkt.openShift({ operator: first });
    const third = { operator: { name: 'Кассир Третья', inn: '500100732259' } };
    await expect(it.kkt.openShift(third)).rejects.toMatchObject({ statusName: 'deniedInOpenedShift' });
    await it.kkt.issue(tea());
    expect(it.who).toEqual([first.name, first.inn]);
    // A receipt that is refused on its way.
    it.emulator.faults.add({ at: 'closeReceipt', error: '98' });
    await expect(it.kkt.issue(tea().operator('Кассир Четвёртая'))).rejects.toMatchObject({
      outcome: 'refused',
    });
    await it.kkt.issue(tea());
    expect(it.who).toEqual([first.name, first.inn]);
    await it.kkt.closeShift();
    expect(it.who).toEqual([first.name, first.inn]);
    await expect(it.kkt.closeShift(third)).rejects.toMatchObject({ statusName: 'deniedInClosedShift' });
    await it.kkt.openShift();
    expect(it.who).toEqual([first.name, first.inn]);
  });

  it('where nobody was named by this program, the last document of the FN tells who it was', async () => {
    await using it = await till();
    await it.kkt.openShift({ operator: first });
    const other = await connect(it.emulator.transport());
    it.emulator.faults.add({ at: 'closeReceipt', error: '98' });
    await expect(other.issue(tea().operator('Чужая'))).rejects.toMatchObject({ outcome: 'refused' });
    await other.issue(tea());
    expect(it.who).toEqual([first.name, first.inn]);
    await other.close();
  });

  it('a register that does not clear the INN is no obstacle as long as it holds none', async () => {
    await using it = await till();
    // The second attribute of a cashier is the INN.
    it.emulator.faults.add({ at: 'writeAttribute', nth: 2, error: 'EE', extended: '0204' });
    await it.kkt.openShift({ operator: { name: 'Вторая' } });
    await it.kkt.issue(tea().operator('Вторая'));
    expect(it.who).toEqual(['Вторая', undefined]);
    // With an INN in it the next cashier needs one, too: nobody else's is signed.
    await it.kkt.issue(tea().operator(first.name, first.inn));
    await expect(it.kkt.issue(tea().operator('Вторая'))).rejects.toMatchObject({
      code: 'CASHIER_INN_KEPT',
      outcome: 'not-sent',
    });
    await it.kkt.issue(tea());
    expect(it.who).toEqual([first.name, first.inn]);
  });
});
