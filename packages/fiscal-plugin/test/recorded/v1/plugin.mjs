// A plug-in of contract 1.0 as an author's build left it: no import, nothing of what this repository is today. It answers as
// it was recorded, and complains of every message that is not the one that was sent then. Never changed.
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';

const {
  description,
  calls,
  services: recorded,
} = JSON.parse(readFileSync(new URL('./calls.json', import.meta.url), 'utf8'));

async function ask(services, { method, params: p, result, refused }) {
  const asked = {
    log: () => services.log(p.level, p.message, p.data),
    'storage.read': () => services.storage.read(p.name),
    'storage.write': () => services.storage.write(p.name, p.text),
    'storage.append': () => services.storage.append(p.name, p.line),
    'storage.remove': () => services.storage.remove(p.name),
    'storage.list': () => services.storage.list(p.folder),
    print: () => services.print(p),
    http: () => services.http(p),
    program: () => services.program(p),
    'time.now': () => services.time.now(),
    'time.sleep': () => services.time.sleep(p.milliseconds),
    'secrets.get': () => services.secrets.get(p.name),
    'secrets.set': () => services.secrets.set(p.name, p.value),
    'secrets.remove': () => services.secrets.remove(p.name),
    emit: () => services.emit(p.event, p.data),
  };
  const answer = await asked[method]().catch((error) => ({ [error.name]: error.code }));
  const expected = refused === undefined ? result : { ServiceError: refused };
  if (!isDeepStrictEqual(answer, expected)) {
    throw new Error(`${method} answered ${JSON.stringify(answer)}, in 1.0 ${JSON.stringify(expected)}`);
  }
}

export const plugin = {
  description,
  create(services) {
    const handlers = {};
    for (const { operation, params, result } of calls) {
      handlers[operation] = async (given) => {
        if (!isDeepStrictEqual(given, params)) throw new Error(`another message: ${JSON.stringify(given)}`);
        if (operation === 'sale') for (const service of recorded) await ask(services, service);
        return result;
      };
    }
    handlers.dispose = () => {};
    return handlers;
  },
};
