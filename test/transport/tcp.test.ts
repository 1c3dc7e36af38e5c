import { createServer, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { listenTcp, type TcpListener, tcp } from '../../src/transport/tcp.js';
import type { Connection } from '../../src/transport/transport.js';
import { AsyncQueue } from '../../src/util/queue.js';
import { describeTransport, endOf } from './contract.js';

async function tcpWorld(host: string) {
  const accepted = new AsyncQueue<Connection>();
  const listener = await listenTcp({ host, port: 0 }, (connection) => accepted.push(connection));
  return {
    transport: tcp({ host, port: listener.port }),
    async accept(): Promise<Connection> {
      for await (const connection of accepted) return connection;
      throw new Error('no connection');
    },
    close: () => listener.close(),
  };
}

describeTransport('tcp', () => tcpWorld('127.0.0.1'));

// Some machines have no IPv6, not even inside.
const addresses = Object.values(networkInterfaces()).flat();
if (addresses.some((address) => address?.address === '::1')) {
  describeTransport('tcp over IPv6', () => tcpWorld('::1'), { big: 1000 });
}

const MEGABYTE = 1024 * 1024;

describe('tcp', () => {
  it('takes back what was not delivered when it is closed: nothing arrives when the cable is in again', async () => {
    let end: (() => void) | undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    let received = 0;
    let wake: (() => void) | undefined;
    const server = createServer((socket) => {
      // Nobody reads, as behind a cable that was pulled.
      socket.pause();
      socket.on('data', (chunk: Buffer) => {
        received += chunk.length;
      });
      socket.on('error', () => undefined);
      socket.on('close', () => end?.());
      wake = () => socket.resume();
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as { port: number };
    const line = await tcp({ host: '127.0.0.1', port }).connect();
    const written = line.write(new Uint8Array(32 * MEGABYTE)).catch(() => undefined);
    await line.close();
    await written;
    wake?.();
    await ended;
    // What the other system had taken already; not what waited in ours.
    expect(received).toBeLessThan(MEGABYTE);
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
  });

  let listener: TcpListener | undefined;

  afterEach(async () => {
    await listener?.close();
    listener = undefined;
  });

  it('closes a line whose grace ends before the event loop has come round', async () => {
    let peer: Socket | undefined;
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      socket.on('error', () => undefined);
      peer = socket.resume();
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as { port: number };
    const line = await tcp({ host: '127.0.0.1', port }).connect();
    const closed = line.close();
    // The socket has asked the system to say our end, and the loop stands still for longer than the grace.
    await new Promise<void>((resolve) => process.nextTick(resolve));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
    await closed;
    peer?.destroy();
    server.close();
  });

  it('names the address, also of IPv6', () => {
    expect(tcp({ host: '10.0.0.1' }).name).toBe('tcp://10.0.0.1:5555');
    expect(tcp({ host: '::1', port: 7778 }).name).toBe('tcp://[::1]:7778');
  });

  it('fails with CONNECT_FAILED where nobody listens', async () => {
    listener = await listenTcp({ port: 0 }, () => undefined);
    const { port } = listener;
    await listener.close();
    await expect(tcp({ host: '127.0.0.1', port }).connect()).rejects.toMatchObject({
      name: 'ConnectionError',
      code: 'CONNECT_FAILED',
      outcome: 'not-sent',
      message: `Нет связи с tcp://127.0.0.1:${port}: в соединении отказано (ECONNREFUSED)`,
    });
  });

  it('gives up connecting after its time', async () => {
    // Addresses of this range belong to nobody (RFC 5737): either silence, for two minutes, or no route.
    const started = performance.now();
    const transport = tcp({ host: '192.0.2.1', connectTimeoutMs: 100 });
    await expect(transport.connect()).rejects.toMatchObject({ code: 'CONNECT_FAILED' });
    expect(performance.now() - started).toBeLessThan(60_000);
  });

  it('stops connecting when the signal fires', async () => {
    const controller = new AbortController();
    const connecting = tcp({ host: '192.0.2.1', connectTimeoutMs: 10_000 }).connect(controller.signal);
    controller.abort('changed my mind');
    await expect(connecting).rejects.toMatchObject({ name: 'AbortError', cause: 'changed my mind' });
  });

  it('says that a port is taken', async () => {
    listener = await listenTcp({ port: 0 }, () => undefined);
    await expect(listenTcp({ port: listener.port }, () => undefined)).rejects.toMatchObject({
      code: 'CONNECT_FAILED',
      message: `Не удалось слушать tcp://127.0.0.1:${listener.port}: порт занят (EADDRINUSE)`,
    });
  });

  it.each([
    [{ host: '' }, 'host'],
    [{ host: 'a b' }, 'host'],
    [{ host: 'a', port: 0 }, 'port'],
    [{ host: 'a', port: 65_536 }, 'port'],
    [{ host: 'a', port: 1.5 }, 'port'],
  ])('refuses %j before anything is opened', (options, path) => {
    expect(() => tcp(options)).toThrow(
      expect.objectContaining({ name: 'ValidationError', problems: [expect.objectContaining({ path })] }),
    );
  });

  it('closes its lines together with the listener', async () => {
    listener = await listenTcp({ port: 0 }, () => undefined);
    const connection = await tcp({ host: '127.0.0.1', port: listener.port }).connect();
    const end = endOf(connection);
    await listener.close();
    expect(await end).toMatchObject({ code: 'LOST' });
  });

  it('reports a reset line as LOST and rejects the write that hangs in it', async () => {
    const server = createServer();
    const accepted = new Promise<Socket>((resolve) => {
      server.once('connection', (socket) => resolve(socket.pause()));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const connection = await tcp({ host: '127.0.0.1', port: address.port }).connect();
    const end = endOf(connection);
    // More than the buffers of the system take, so that the write cannot finish.
    const stuck = connection.write(new Uint8Array(32 << 20));
    const rejected = expect(stuck).rejects.toMatchObject({ name: 'ConnectionError', code: 'LOST' });
    (await accepted).resetAndDestroy();
    await rejected;
    expect(await end).toMatchObject({ code: 'LOST' });
    await connection.close();
    server.close();
  });

  it('rejects a hanging write with CLOSED when we close', async () => {
    const server = createServer((socket) => socket.pause());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const connection = await tcp({ host: '127.0.0.1', port: address.port }).connect();
    const stuck = connection.write(new Uint8Array(32 << 20));
    const closed = connection.close();
    await expect(stuck).rejects.toMatchObject({ code: 'CLOSED' });
    await closed;
    server.close();
  });
});
