export {
  type DirectionFaults,
  type FaultPlan,
  faulty,
  faultyTransport,
  type NoiseOptions,
  noise,
} from './faults.js';
export { memoryPair, memoryTransport } from './memory.js';
export {
  DEFAULT_TCP_PORT,
  type ListenTcpOptions,
  listenTcp,
  type TcpListener,
  type TcpOptions,
  tcp,
} from './tcp.js';
export type { Connection, Transport } from './transport.js';
export { transportFor } from './url.js';
