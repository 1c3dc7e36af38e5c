/** A pipe for plain messages: a MessagePort, a child process, Electron's IPC. */
export interface Port {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** The other end is gone. Some pipes never tell. */
  onClose(listener: (reason: string) => void): void;
  close(): void;
}

/** A browser's `MessagePort`, or one of `node:worker_threads`. */
export interface AnyMessagePort {
  postMessage(message: unknown): void;
  close(): void;
  start?(): void;
  addEventListener?(type: 'message', listener: (event: never) => void): void;
  on?(type: 'message' | 'close', listener: (value: unknown) => void): unknown;
}

export function portOf(port: AnyMessagePort): Port {
  return {
    send: (message) => port.postMessage(message),
    onMessage(listener) {
      if (port.addEventListener !== undefined) {
        port.addEventListener('message', ({ data }: { data: unknown }) => listener(data));
      } else port.on?.('message', listener);
      port.start?.();
    },
    onClose(listener) {
      port.on?.('close', () => listener('the port was closed'));
    },
    close: () => port.close(),
  };
}

/** Two ends of one pipe inside a process; messages pass through structured clone as over a real one. */
export function portPair(): [Port, Port] {
  const { port1, port2 } = new MessageChannel();
  return [portOf(port1 as unknown as AnyMessagePort), portOf(port2 as unknown as AnyMessagePort)];
}
