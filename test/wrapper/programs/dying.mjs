// The thread of the driver dies in the middle of a call, twice.
import { Fptr10 } from './mortal/node_modules/atol-kkt/wrapper.mjs';

const [port] = process.argv.slice(2);
const told = ({ code, description, outcome }) => ({ code, description, outcome });
const caught = (run) => {
  try {
    return run();
  } catch (error) {
    return told(error);
  }
};
const dying = { type: 'nonFiscal', items: [{ type: 'text', text: 'УМРИ' }], key: 'last-words' };

const fptr = new Fptr10();
fptr.create();
fptr.setSettings({ Model: 500, Port: 2, IPAddress: '127.0.0.1', IPPort: Number(port) });
fptr.open();
const seen = { blocked: caught(() => fptr.processJson(dying)) };
seen.opened = fptr.isOpened();
seen.after = caught(() => fptr.processJson({ type: 'getDeviceStatus' }));
seen.again = fptr.open();
seen.lost = caught(() => fptr.processJson(dying));
seen.waiting = await new Promise((resolve) =>
  fptr.processJsonAsync({ ...dying, key: undefined }, (error) => resolve(told(error))),
);
fptr.destroy();
process.stdout.write(JSON.stringify(seen));
