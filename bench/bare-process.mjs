// Sends and receives as many bytes as receipts do, without a driver: below that no driver can be over Node's sockets.
import { once } from 'node:events';
import { connect } from 'node:net';
import { cost, FEW, warmUp } from './cost.mjs';

const [port, fastPort, exchangesJson, count, before] = process.argv.slice(2);
const exchanges = JSON.parse(exchangesJson).map(({ sent, answers }) => ({
  bytes: Buffer.alloc(sent),
  expected: answers.reduce((sum, length) => sum + length, 0),
}));

/** A line, and a receipt over it. */
async function receiptsOver(port) {
  const socket = connect({ port: Number(port), host: '127.0.0.1' });
  socket.setNoDelay(true);
  await once(socket, 'connect');
  let missing = 0;
  let done = () => undefined;
  socket.on('data', (chunk) => {
    missing -= chunk.length;
    if (missing <= 0) done();
  });
  const exchange = ({ bytes, expected }) => {
    missing = expected;
    return new Promise((resolve) => {
      done = resolve;
      socket.write(bytes);
    });
  };
  return async () => {
    for (const one of exchanges) await exchange(one);
  };
}

let receipt = await receiptsOver(fastPort);
await warmUp(Number(before), receipt);
if (port !== fastPort) {
  receipt = await receiptsOver(port);
  await warmUp(FEW, receipt);
}
process.send(await cost(Number(count), receipt), () => process.exit());
