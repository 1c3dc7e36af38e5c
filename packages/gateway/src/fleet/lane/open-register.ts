import { type CashRegister, connect } from 'atol-kkt';
import type { LaneKey } from '../../store/index.js';
import type { RegisterOptions } from '../terms/index.js';
import type { Surroundings } from './surroundings.js';

/** The driver's handle of a register, with its journal in the store of the gateway. */
export function openRegister(
  { clock, store }: Surroundings,
  lane: LaneKey,
  { address, accessPassword, userPassword, exchange, vatRates }: RegisterOptions,
  signal: AbortSignal,
): Promise<CashRegister> {
  return connect(address, {
    signal,
    clock,
    journal: store.lanes.journal(lane),
    ...(accessPassword !== undefined && { accessPassword }),
    ...(userPassword !== undefined && { userPassword }),
    ...(exchange !== undefined && { exchange }),
    ...(vatRates !== undefined && { capabilities: { vatRates } }),
  });
}
