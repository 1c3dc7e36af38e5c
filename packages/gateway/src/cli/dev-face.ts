import { AtolError } from 'atol-kkt';
import type { Emulator, Fault } from 'atol-kkt/emulator';
import type { FastifyPluginAsync } from 'fastify';
import type { DevInbox } from './dev-inbox.js';

/** Troubles by short names; any other fault of the emulator is given as it is. */
const troubles: Readonly<Record<string, Fault>> = {
  noPaper: { paper: 'out' },
  lostAnswer: { line: 'cut', at: 'closeReceipt', when: 'after', downMs: 5000 },
  offline: { line: 'cut', downMs: 30_000 },
  slow: { line: 'delay', ms: 5000, times: 'always' },
  fnFull: { fn: 'nearlyFull', documentsLeft: 1 },
  power: { power: 'loss', at: 'closeReceipt', when: 'during', offMs: 5000 },
} as Readonly<Record<string, Fault>>;

interface Named {
  readonly Params: { readonly register: string };
}

/** `/_dev`: what a developer does to emulated registers. Exists in `dev` only. */
export function devFace(emulators: ReadonlyMap<string, Emulator>, inbox: DevInbox): FastifyPluginAsync {
  const find = (name: string): Emulator => {
    const found = emulators.get(name);
    if (!found) throw Object.assign(new Error(`Нет кассы ${name}`), { statusCode: 404 });
    return found;
  };
  return async (app) => {
    app.setErrorHandler(async (error: Error & { statusCode?: number }, _request, reply) =>
      reply.code(error instanceof AtolError ? 400 : (error.statusCode ?? 500)).send({ error: error.message }),
    );
    app.get('/', async () => ({
      registers: [...emulators].map(([name, emulator]) => ({
        name,
        power: emulator.power.isOn,
        faults: emulator.faults.list,
        receipts: emulator.receipts.length,
      })),
      troubles,
      use: {
        trouble: 'POST /_dev/<касса>/faults {"trouble":"lostAnswer"}, или сама неисправность эмулятора',
        recover: 'DELETE /_dev/<касса>/faults',
        clock: 'POST /_dev/<касса>/faults {"clock":86400000}',
        reset: 'POST /_dev/<касса>/reset',
        inbox: 'callback_url с адресом /_dev/inbox: уведомления видны в кабинете',
      },
    }));
    app.post('/inbox', async ({ body }) => {
      inbox.add(body);
      return { received: true };
    });
    app.post<Named>('/:register/faults', async ({ params, body }, reply) => {
      const emulator = find(params.register);
      const { trouble } = (body ?? {}) as { trouble?: unknown };
      const fault = trouble === undefined ? (body as Fault) : troubles[String(trouble)];
      if (!fault) return reply.code(400).send({ error: `Одно из: ${Object.keys(troubles).join(', ')}` });
      emulator.faults.add(fault);
      return { faults: emulator.faults.list };
    });
    app.delete<Named>('/:register/faults', async ({ params }) => {
      const emulator = find(params.register);
      emulator.faults.clear();
      await emulator.power.on();
      return { faults: emulator.faults.list };
    });
    app.post<Named>('/:register/reset', async ({ params }) => {
      await find(params.register).reset();
      return { reset: true };
    });
  };
}
