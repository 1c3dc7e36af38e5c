// A page over the bridge of the guide.
import { ipcRenderer } from 'electron';

setImmediate(async () => {
  const state = await ipcRenderer.invoke('task', { type: 'getShiftStatus' });
  const failed = await ipcRenderer.invoke('task', { type: 'nope' });
  process.stdout.write(JSON.stringify({ state, failed }), () => process.exit());
});
