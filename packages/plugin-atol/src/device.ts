import { type CashRegister, connect, discover } from 'atol-kkt';
import { FiscalFault, fault, type Services } from 'fiscal-plugin';
import type { Settings } from './settings.js';

/** A register on its line, or the emulator inside this process. */
export interface Device {
  readonly kkt: CashRegister;
  close(): Promise<void>;
}

/** Connects by the settings; the journal of receipts lies in the host's storage. */
export async function openDevice(
  settings: Settings,
  services: Services,
  say: (ru: string, en: string) => string,
): Promise<Device> {
  const journal = await services.storage.folder('journal');
  const passwords = {
    ...(settings.accessPassword === undefined ? {} : { accessPassword: settings.accessPassword }),
    ...(settings.userPassword === undefined ? {} : { userPassword: settings.userPassword }),
  };
  if (settings.emulate) return await emulated(settings, services, journal, passwords);
  const url = settings.url === 'auto' ? await found(settings, say) : settings.url;
  await services.log('info', `connecting to ${url}`);
  const kkt = await connect(url, { journal, ...passwords });
  return { kkt, close: () => kkt.close() };
}

type Passwords = { accessPassword?: number; userPassword?: number };

/** The emulator keeps its documents in the storage: a restart is a power cut of the register, not a new register. */
async function emulated(
  settings: Settings,
  services: Services,
  journal: string,
  passwords: Passwords,
): Promise<Device> {
  const { Emulator } = await import('atol-kkt/emulator');
  const emulator = await Emulator.open({
    state: await services.storage.folder('emulator'),
    latency: settings.signMs,
  });
  try {
    const kkt = await connect(emulator.transport(), { journal, ...passwords });
    return {
      kkt,
      async close() {
        await kkt.close();
        await emulator.close();
      },
    };
  } catch (error) {
    await emulator.close();
    throw error;
  }
}

/** The only register that is there. @throws FiscalFault where there is none, or several to choose from. */
async function found({ hosts }: Settings, say: (ru: string, en: string) => string): Promise<string> {
  const { registers } = await discover({ tcp: hosts });
  const [first, second] = registers;
  if (first === undefined) {
    throw new FiscalFault(
      fault(
        'device',
        'not-found',
        'no register was found',
        say(
          'ККТ не найдена: проверьте питание и кабель',
          'No register was found: check its power and its cable',
        ),
      ),
    );
  }
  if (second !== undefined) {
    const list = registers.map(({ url, modelName, serialNumber }) => `${url} (${modelName} ${serialNumber})`);
    throw new FiscalFault({
      ...fault(
        'request',
        'several-found',
        list.join(', '),
        say(
          `Найдено несколько ККТ, укажите адрес одной из них: ${list.join(', ')}`,
          `Several registers were found, give the address of one: ${list.join(', ')}`,
        ),
      ),
      fields: ['/settings/url'],
    });
  }
  return first.url;
}
