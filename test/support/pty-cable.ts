import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, constants, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const hasSocat = spawnSync('socat', ['-V']).status === 0;

/**
 * For `listenPty`: a name of its own. The system gives its numbers out again, and a driver that outlives its register would lock the
 * port of another test.
 */
export const ownPort = (): { link: string } => ({ link: join(tmpdir(), `atol-port-${randomUUID()}`) });

/** Two serial ports with a cable between them. */
export interface PtyCable {
  readonly ends: readonly [string, string];
  /** Both ports vanish, as when an adapter is pulled out. */
  unplug(): Promise<void>;
}

export async function ptyCable(): Promise<PtyCable> {
  const socat = spawn('socat', ['-d', '-d', 'pty,rawer,echo=0', 'pty,rawer,echo=0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ends = await pathsOf(socat);
  // A pty that nobody has open counts as hung up, and socat would leave.
  const held = ends.map((path) =>
    openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK),
  );
  const gone = new Promise<void>((resolve) => {
    socat.once('exit', () => {
      for (const descriptor of held) closeSync(descriptor);
      resolve();
    });
  });
  return {
    ends,
    unplug: () => {
      socat.kill();
      return gone;
    },
  };
}

function pathsOf(socat: ChildProcess): Promise<[string, string]> {
  return new Promise((resolve, reject) => {
    let report = '';
    socat.once('error', reject);
    socat.stderr?.setEncoding('utf8').on('data', (text: string) => {
      report += text;
      const [first, second] = [...report.matchAll(/PTY is (\S+)/g)].map((match) => match[1] as string);
      if (first !== undefined && second !== undefined && report.includes('data transfer loop')) {
        resolve([first, second]);
      }
    });
  });
}
