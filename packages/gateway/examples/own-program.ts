/**
 * The fleet inside a program of your own, without HTTP: orders go in, documents come out.
 *
 * A receipt that was accepted is on the disk. When this program dies, the next start goes on where it was: nothing is lost, and
 * nothing is printed twice. Without addresses the registers are emulated:
 * npx tsx packages/gateway/examples/own-program.ts tcp://10.0.0.7:5555 tcp://10.0.0.8:5555
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Emulator } from 'atol-kkt/emulator';
import { createGateway } from 'atol-kkt-gateway';

const given = process.argv.slice(2).filter((argument) => argument.startsWith('tcp://'));
const addresses =
  given.length > 0
    ? given
    : ['00106900000001', '00106900000002'].map((serialNumber, index) =>
        new Emulator({ latency: 50, serialNumber, fnNumber: `999907890000000${index + 1}` }).transport(),
      );

await using gateway = await createGateway({
  store: join(await mkdtemp(join(tmpdir(), 'own-program-')), 'gateway.db'),
  groups: [{ name: 'shop', inn: '7707083893', taxations: ['osn'] }],
  registers: addresses.map((address, index) => ({ name: `till-${index + 1}`, group: 'shop', address })),
});

// Everything that happens, typed; problems come with texts for a person.
gateway.events.on('register.problem', ({ en }) => console.log(en));
gateway.events.on('job.failed', ({ externalId, failure }) => console.log(`${externalId}: ${failure.en}`));

const orders = Array.from({ length: 10 }, (_, n) => ({ number: `order-${n + 1}`, rubles: 100 * (n + 1) }));
const submitted = await Promise.all(
  orders.map(({ number, rubles }) =>
    gateway.submit('shop', number, {
      type: 'sell',
      electronic: true,
      taxation: 'osn',
      customer: { contact: 'buyer@example.com' },
      items: [{ name: 'Доставка', price: rubles, vat: 'vat20' }],
      payments: [{ type: 'electronic', sum: rubles }],
    }),
  ),
);

// The same number again is the same job: a retry of the caller costs nothing.
const again = await gateway.submit('shop', 'order-1', {
  type: 'sell',
  electronic: true,
  taxation: 'osn',
  customer: { contact: 'buyer@example.com' },
  items: [{ name: 'Доставка', price: 100, vat: 'vat20' }],
  payments: [{ type: 'electronic', sum: 100 }],
});
console.log(`order-1 again: ${again.created ? 'a new job' : 'the same job'}`);

for (const { uuid } of submitted) {
  const { externalId, state, register, result } = await gateway.finished(uuid);
  console.log(
    `${externalId}: ${state} on ${register}, document ${result?.documentNumber}, sign ${result?.fiscalSign}`,
  );
}

for (const { name, state, health } of await gateway.registers.list()) {
  console.log(`${name}: ${state}, shift ${health?.shift?.number}, documents ${health?.fn?.documents}`);
}
