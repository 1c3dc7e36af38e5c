import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createGateway, type Gateway } from '../fleet/index.js';
import { DEV_INN, type DevRegisters, startDevRegisters } from './dev-registers.js';

export const DEV_GROUP = 'dev';

export interface DevOptions {
  /** Emulated registers. */
  readonly registers: number;
  /** Time that they take to sign a receipt, ms. */
  readonly latencyMs: number;
  /** Path of an SQLite file or postgres://…; without it all is forgotten with the process. */
  readonly db?: string | undefined;
  readonly log?: 'debug' | 'info' | 'warn' | 'error' | 'silent' | undefined;
}

export interface Dev {
  readonly gateway: Gateway;
  readonly registers: DevRegisters;
  close(): Promise<void>;
}

/** A gateway over emulated registers that needs nothing else. */
export async function startDev({ registers: count, latencyMs, db, log }: DevOptions): Promise<Dev> {
  const temporary = db === undefined ? await mkdtemp(join(tmpdir(), 'atol-gateway-')) : undefined;
  const store = db ?? join(temporary ?? '', 'gateway.db');
  // Registers of a store that is kept are kept, too: their documents belong to its jobs.
  const folder = db === undefined || db.includes('://') ? undefined : join(dirname(db), `${db}.registers`);
  const registers = await startDevRegisters({ count, group: DEV_GROUP, latencyMs, folder });
  const gateway = await createGateway({
    store,
    groups: [{ name: DEV_GROUP, title: 'Проба', inn: DEV_INN, policy: { privateCallbacks: true } }],
    registers: registers.registers,
    log,
  });
  return {
    gateway,
    registers,
    async close() {
      await gateway.close();
      await registers.close();
      if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
    },
  };
}
