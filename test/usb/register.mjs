// The register's side: an emulator behind the serial port of the USB gadget. Its parent tells it when to pull the cable.
import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Emulator } from 'atol-kkt/emulator';
import { serial } from 'atol-kkt/transport';

const emulator = new Emulator({ latency: 50, model: '30F', serialNumber: '00106900000001' });
const port = serial({ path: '/dev/ttyGS0' });

process.on('message', ({ unplugAt, when, receipts }) => {
  if (unplugAt) unplugOnce(unplugAt, when);
  if (receipts)
    process.send({ receipts: emulator.receipts.length, documents: emulator.fn.documents().length });
});

/** Pulls the cable at a command, before or after it was executed, and plugs it in again. */
function unplugOnce(name, when) {
  const remove = emulator.override(name, async (request, next) => {
    remove();
    if (when === 'before') unplug();
    const answer = await next(request);
    if (when === 'after') unplug();
    return answer;
  });
}

function unplug() {
  writeFileSync(process.env['GADGET_UDC'], '\n');
  setTimeout(() => writeFileSync(process.env['GADGET_UDC'], 'dummy_udc.0\n'), 1500);
}

process.send({ ready: true });
for (;;) {
  try {
    const line = await port.connect();
    process.send({ serving: true });
    await emulator.serve(line);
  } catch {
    // The port is not there, or not yet.
  }
  await sleep(50);
}
