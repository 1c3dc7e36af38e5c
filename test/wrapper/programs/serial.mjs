// The program of the package's own index.js, on a serial port: its thread lets a process drive it.
import { Fptr10 } from 'atol-kkt/wrapper';

const [, path] = process.argv.slice(2);
const fptr = new Fptr10();
fptr.create();
const settings = fptr.getSettings();
settings.Port = 0;
settings.ComFile = path;
settings.BaudRate = 115200;
fptr.setSettings(settings);
fptr.open();
const cash = { type: 'cashIn', cashSum: 100, uuid: 'float-1' };
const seen = { opened: fptr.isOpened(), status: fptr.processJson({ type: 'getDeviceStatus' }) };
fptr.processJson({ type: 'openShift' });
seen.cash = fptr.processJson(cash);
fptr.close();
fptr.open();
seen.again = fptr.processJson(cash);
fptr.processJsonAsync({ type: 'reportX' }, (error, result) => {
  seen.report = [error, result ?? null];
  seen.closed = fptr.close();
  process.stdout.write(JSON.stringify(seen));
});
